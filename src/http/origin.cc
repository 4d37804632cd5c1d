// SPDX-License-Identifier: GPL-2.0-only
#include "http/origin.h"

#include "base/error.h"
#include "http/header-fields.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace pagewire
{

namespace
{

bool
IsAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/** RFC 3986 section 3.2.2: unreserved, pct-encoded, sub-delims. */
bool
IsRegName(std::string_view host)
{
    static constexpr std::string_view OTHERS = "-._~%!$&'()*+,;=";
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return IsAlphanumeric(c) || OTHERS.find(c) != std::string_view::npos;
    });
}

/** An IPv6 address in brackets, by its characters only. */
bool
IsIpLiteral(std::string_view host)
{
    static constexpr std::string_view INSIDE = "0123456789abcdefABCDEF:.";
    return host.size() > 4 && host.front() == '[' && host.back() == ']' &&
           host.substr(1, host.size() - 2).find_first_not_of(INSIDE) == std::string_view::npos;
}

/** \return the port, 0 if it is none */
std::uint16_t
ParsePort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc() && rest == text.data() + text.size() ? port : 0;
}

struct Outcome
{
    std::optional<HttpUrl> url;
    const char* wrong{""}; //!< completes "'...' is not a URL to load: "
};

Outcome
TakeApart(std::string_view url)
{
    if (std::any_of(url.begin(), url.end(), [](char c) {
            return c >= 0 && (c <= ' ' || c == 127);
        }))
    {
        return {{}, "white space and control characters must be percent-encoded"};
    }
    const std::size_t colon = url.find("://");
    const std::string scheme =
        colon == std::string_view::npos ? "" : LowerCase(url.substr(0, colon));
    if (DefaultPort(scheme) == 0)
    {
        return {{}, "write it with http:// or https:// in front"};
    }
    std::string_view rest = url.substr(colon + 3);
    rest = rest.substr(0, rest.find('#'));
    const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
    const auto origin = ParseAuthority(scheme, rest.substr(0, slash));
    if (!origin)
    {
        return {{}, "after the scheme write a host, or host:port with a port from 1 to 65535"};
    }
    std::string target(rest.substr(slash));
    if (target.empty() || target.front() == '?')
    {
        target.insert(0, "/");
    }
    return {HttpUrl{*origin, std::move(target)}, ""};
}

} // namespace

std::uint16_t
DefaultPort(std::string_view scheme)
{
    return scheme == "http" ? 80 : scheme == "https" ? 443 : 0;
}

std::string
HttpOrigin::Authority() const
{
    return port == DefaultPort(scheme) ? host : host + ":" + std::to_string(port);
}

std::string
HttpOrigin::Text() const
{
    return scheme + "://" + Authority();
}

bool
HttpOrigin::operator==(const HttpOrigin& other) const
{
    return std::tie(scheme, host, port) == std::tie(other.scheme, other.host, other.port);
}

bool
HttpOrigin::operator!=(const HttpOrigin& other) const
{
    return !(*this == other);
}

bool
HttpOrigin::operator<(const HttpOrigin& other) const
{
    return std::tie(scheme, host, port) < std::tie(other.scheme, other.host, other.port);
}

std::string
HttpUrl::Text() const
{
    return origin.Text() + target;
}

HttpUrl
ParseUrl(std::string_view url)
{
    Outcome outcome = TakeApart(url);
    if (!outcome.url)
    {
        throw InputError("'" + std::string(url) + "' is not a URL to load: " + outcome.wrong);
    }
    return *std::move(outcome.url);
}

std::optional<HttpUrl>
TryParseUrl(std::string_view url)
{
    return TakeApart(url).url;
}

std::optional<HttpOrigin>
ParseAuthority(std::string_view scheme, std::string_view authority)
{
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon =
        authority.find(':', bracket == std::string_view::npos ? 0 : bracket + 1);
    const std::string_view host = authority.substr(0, colon);
    if (!IsRegName(host) && !IsIpLiteral(host))
    {
        return std::nullopt;
    }
    HttpOrigin origin{std::string(scheme), LowerCase(host), DefaultPort(scheme)};
    if (colon != std::string_view::npos && colon + 1 < authority.size())
    {
        origin.port = ParsePort(authority.substr(colon + 1));
        if (origin.port == 0)
        {
            return std::nullopt;
        }
    }
    return origin;
}

bool
IsRequestTarget(std::string_view target)
{
    return !target.empty() && std::all_of(target.begin(), target.end(), [](char c) {
        return c > ' ' && c < 127 && c != '#';
    });
}

} // namespace pagewire
