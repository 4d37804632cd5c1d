// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_REQUEST_LOG_H
#define PAGEWIRE_PAGE_REQUEST_LOG_H

#include "base/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pagewire
{

/** A client asks for an object. */
struct LoggedRequest
{
    Nanoseconds at{0};       //!< since the beginning of the log
    std::uint32_t client{0}; //!< from 0 on
    std::uint32_t object{0}; //!< its place among the resources of the page that goes with the log
};

/** In the order of time. */
using RequestLog = std::vector<LoggedRequest>;

/** Clients that ask for objects, each at its own pace and heedless of the answers. */
struct RequestLogOptions
{
    std::size_t requests{10000};                     //!< of all clients
    std::uint32_t clients{100};                      //!< at least 1
    std::size_t objects{1000};                       //!< at least 1
    double zipf{0.8};                                //!< see Popularity
    Nanoseconds thinkTime{std::chrono::seconds(10)}; //!< mean time from one request of a client to
                                                     //!< its next one, exponentially distributed
    Nanoseconds drift{0}; //!< mean time between two swaps of Popularity, exponential; 0: none
};

/** \return requests drawn by chance, the same for the same seed */
RequestLog DrawRequestLog(const RequestLogOptions& options, std::uint64_t seed);

} // namespace pagewire

#endif
