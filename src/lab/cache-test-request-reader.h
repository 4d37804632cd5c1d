// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_REQUEST_READER_H
#define PAGEWIRE_LAB_CACHE_TEST_REQUEST_READER_H

#include "lab/cache-test-json.h"
#include "lab/cache-test.h"

namespace pagewire
{

/** \return a request of a test. \throws InputError */
CacheTestRequest ReadCacheTestRequest(const CacheTestJson& json);

} // namespace pagewire

#endif
