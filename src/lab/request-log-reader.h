// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_REQUEST_LOG_READER_H
#define PAGEWIRE_LAB_REQUEST_LOG_READER_H

#include "page/page.h"
#include "page/request-log.h"

#include <string>
#include <string_view>

namespace pagewire
{

/** Requests, and the page with the objects that they are for. */
struct RequestsAndObjects
{
    RequestLog log;
    Page page;
};

/**
 * Reads a log from comma-separated values with a header row. Columns: `time` in seconds from any
 * beginning on, `client` by any name, `url`; further, if there are any, `size` in octets and
 * `cache-control`, of which the first that is said of a URL counts. Others are passed over. An
 * object without a size has the mean of CatalogueOptions. Rows need not be in the order of time;
 * the earliest is at 0.
 * \throws InputError naming file and line
 */
RequestsAndObjects ReadRequestLog(std::string_view text, const std::string& file);

} // namespace pagewire

#endif
