// SPDX-License-Identifier: GPL-2.0-only
#include "http/hop-by-hop.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace pagewire
{

namespace
{

/** Fields of one hop, listed or not. */
constexpr std::array<std::string_view, 6> ONE_HOP{"Connection",
                                                  "Keep-Alive",
                                                  "TE",
                                                  "Trailer",
                                                  "Transfer-Encoding",
                                                  "Upgrade"};

/** What begins so is said to proxies or by them, known to us or not. */
constexpr std::string_view OF_PROXIES = "Proxy-";

/** Likewise, said by them of who asked. */
constexpr std::string_view OF_THE_WAY = "X-Forwarded-";

/**
 * Fields that decide what a message means to the other end: how long it is, whose it is, who sends
 * it, whether a cache may answer it, which way it came. RFC 9110 section 7.6.1 names Cache-Control;
 * published attacks used the others (N. Davison, "Abusing HTTP hop-by-hop request headers", 2019).
 */
constexpr std::array<std::string_view, 31> END_TO_END{"Age",
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
                                                      "If-Modified-Since",
                                                      "If-None-Match",
                                                      "If-Range",
                                                      "If-Unmodified-Since",
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

/** Framing, routing, who asks, what modifies a request, what controls a response, and what the
 * content is. */
constexpr std::array<std::string_view, 29> NOT_IN_TRAILERS{"Age",
                                                           "Authorization",
                                                           "Cache-Control",
                                                           "Content-Encoding",
                                                           "Content-Length",
                                                           "Content-Range",
                                                           "Content-Type",
                                                           "Cookie",
                                                           "Date",
                                                           "Expect",
                                                           "Expires",
                                                           "Forwarded",
                                                           "Host",
                                                           "If-Match",
                                                           "If-Modified-Since",
                                                           "If-None-Match",
                                                           "If-Range",
                                                           "If-Unmodified-Since",
                                                           "Location",
                                                           "Max-Forwards",
                                                           "Origin",
                                                           "Pragma",
                                                           "Range",
                                                           "Retry-After",
                                                           "Set-Cookie",
                                                           "Vary",
                                                           "Via",
                                                           "WWW-Authenticate",
                                                           "Warning"};

template <std::size_t size>
bool
Holds(const std::array<std::string_view, size>& names, std::string_view wanted)
{
    return std::any_of(names.begin(), names.end(), [wanted](std::string_view name) {
        return EqualsIgnoringCase(name, wanted);
    });
}

bool
BeginsWith(std::string_view name, std::string_view start)
{
    return EqualsIgnoringCase(name.substr(0, start.size()), start);
}

template <typename Predicate>
void
RemoveThose(HeaderFields& fields, Predicate isMeant)
{
    std::vector<std::string> names;
    for (const HeaderField& field : fields)
    {
        if (isMeant(field.name))
        {
            names.push_back(field.name);
        }
    }
    for (const std::string& name : names)
    {
        fields.Remove(name);
    }
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
    RemoveThose(fields, [](std::string_view name) {
        return Holds(ONE_HOP, name) || BeginsWith(name, OF_PROXIES);
    });
}

void
RemoveFromTrailers(HeaderFields& trailers)
{
    RemoveHopByHop(trailers);
    RemoveThose(trailers, [](std::string_view name) {
        return Holds(NOT_IN_TRAILERS, name) || BeginsWith(name, OF_THE_WAY);
    });
}

} // namespace pagewire
