// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_REQUEST_LOG_READER_H
#define PAGEWIRE_LAB_REQUEST_LOG_READER_H

#include "page/page.h"
#include "page/request-log.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace pagewire
{

/** Requests, and the page with the objects that they are for. */
struct RequestsAndObjects
{
    RequestLog log;
    Page page;
    std::uint32_t clients{0}; //!< how many different ones ask
};

/**
 * Reads a log from comma-separated values with a header row. Columns: `time` in seconds from any
 * beginning on, `client` by any name, `url`; further, if there are any, `size` in octets and
 * `cache-control`, which need be said of a URL only once, and not differently. Others are passed
 * over. URLs of one host and path are one object, and may not differ in scheme or port. An object
 * without a size has the mean of CatalogueOptions. Rows need not be in the order of time;
 * the earliest is at 0.
 * \throws InputError naming file and line
 */
RequestsAndObjects ReadRequestLog(std::string_view text, const std::string& file);

} // namespace pagewire

#endif
