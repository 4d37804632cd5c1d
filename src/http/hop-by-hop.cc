// SPDX-License-Identifier: GPL-2.0-only
#include "http/hop-by-hop.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace pagewire
{

namespace
{

/** Fields of one hop, listed or not. */
constexpr std::array<std::string_view, 10> ONE_HOP{"Connection",
                                                   "Keep-Alive",
                                                   "Proxy-Connection",
                                                   "Proxy-Authenticate",
                                                   "Proxy-Authorization",
                                                   "Proxy-Authentication-Info",
                                                   "TE",
                                                   "Trailer",
                                                   "Transfer-Encoding",
                                                   "Upgrade"};

/**
 * Fields that decide what a message means to the other end: how long it is, whose it is, who sends
 * it, whether a cache may answer it, which way it came. RFC 9110 section 7.6.1 names Cache-Control;
 * published attacks used the others (N. Davison, "Abusing HTTP hop-by-hop request headers", 2019).
 */
constexpr std::array<std::string_view, 28> END_TO_END{"Age",
                                                      "Authorization",
                                                      "Cache-Control",
                                                      "Content-Encoding",
                                                      "Content-Length",
                                                      "Content-Range",
                                                      "Content-Type",
                                                      "Cookie",
                                                      "Date",
                                                      "ETag",
                                                      "Expect",
                                                      "Expires",
                                                      "Forwarded",
                                                      "Host",
                                                      "If-Match",
                                                      "If-None-Match",
                                                      "Location",
                                                      "Max-Forwards",
                                                      "Origin",
                                                      "Pragma",
                                                      "Range",
                                                      "Set-Cookie",
                                                      "Vary",
                                                      "Via",
                                                      "WWW-Authenticate",
                                                      "X-Forwarded-For",
                                                      "X-Forwarded-Host",
                                                      "X-Forwarded-Proto"};

constexpr std::array<std::string_view, 6> NOT_IN_TRAILERS{"Authorization",
                                                          "Content-Length",
                                                          "Cookie",
                                                          "Host",
                                                          "Max-Forwards",
                                                          "Set-Cookie"};

template <std::size_t size>
bool
Holds(const std::array<std::string_view, size>& names, std::string_view wanted)
{
    return std::any_of(names.begin(), names.end(), [wanted](std::string_view name) {
        return EqualsIgnoringCase(name, wanted);
    });
}

} // namespace

std::string
ProtectedConnectionOption(const HeaderFields& fields)
{
    for (const std::string& option : fields.List("Connection"))
    {
        if (Holds(END_TO_END, option))
        {
            return option;
        }
    }
    return "";
}

void
RemoveHopByHop(HeaderFields& fields)
{
    for (const std::string& option : fields.List("Connection"))
    {
        fields.Remove(option);
    }
    for (const std::string_view name : ONE_HOP)
    {
        fields.Remove(name);
    }
}

void
RemoveFromTrailers(HeaderFields& trailers)
{
    RemoveHopByHop(trailers);
    for (const std::string_view name : NOT_IN_TRAILERS)
    {
        trailers.Remove(name);
    }
}

} // namespace pagewire
