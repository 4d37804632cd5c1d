// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_PAGE_RESOURCE_H
#define PAGEWIRE_PYTHON_PAGE_RESOURCE_H

#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace pagewire
{

/** A resource of a page as Python sees it: values that outlive the page, names in place of indexes,
 * plain numbers in place of durations. */
struct PageResource
{
    /** Number of the resource waited for, "complete", "headers" or "bytes", how many bytes, and the
     * delay after that in nanoseconds. */
    using After = std::tuple<std::size_t, std::string, std::uint64_t, std::int64_t>;

    /** \param number index into Page::resources */
    static PageResource Of(const Page& page, std::size_t number);

    std::size_t number{0};
    std::string url; //!< as descriptions have it: /path on the first host, //host/path on another
    std::string host;
    Resource resource;
    std::vector<After> after;
};

} // namespace pagewire

#endif
