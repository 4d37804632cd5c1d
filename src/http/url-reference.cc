// SPDX-License-Identifier: GPL-2.0-only
#include "http/url-reference.h"

#include <algorithm>
#include <string>

namespace pagewire
{

namespace
{

/** \return whether the reference begins with a scheme (RFC 3986 section 3.1) */
bool
HasScheme(std::string_view reference)
{
    const std::size_t colon = reference.find(':');
    return colon != std::string_view::npos && colon > 0 && reference.find_first_of("/?#") > colon &&
           std::all_of(reference.begin(), reference.begin() + colon, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '+' || c == '-' || c == '.';
           });
}

/** Takes the last segment off, with the slash before it. */
void
DropLastSegment(std::string& path)
{
    path.erase(std::min(path.rfind('/'), path.size()));
}

/** \return an absolute path without "." and ".." (section 5.2.4) */
std::string
WithoutDots(std::string_view path)
{
    std::string clean;
    while (!path.empty())
    {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, end);
        path.remove_prefix(end);
        const bool dots = segment == "/." || segment == "/..";
        if (segment == "/..")
        {
            DropLastSegment(clean);
        }
        if (!dots)
        {
            clean += segment;
        }
        else if (path.empty())
        {
            clean += '/';
        }
    }
    return clean;
}

} // namespace

std::optional<HttpUrl>
ResolveReference(const HttpUrl& base, std::string_view reference)
{
    reference = reference.substr(0, reference.find('#'));
    if (HasScheme(reference))
    {
        return TryParseUrl(reference);
    }
    if (reference.substr(0, 2) == "//")
    {
        return TryParseUrl(base.origin.scheme + ":" + std::string(reference));
    }
    const std::size_t baseQuery = std::min(base.target.find('?'), base.target.size());
    const std::size_t query = std::min(reference.find('?'), reference.size());
    const std::string_view path = reference.substr(0, query);
    std::string target = base.target.substr(0, baseQuery);
    if (path.empty())
    {
        target += reference.empty() ? base.target.substr(baseQuery) : std::string(reference);
    }
    else
    {
        target.erase(path.front() == '/' ? 0 : target.rfind('/') + 1);
        target = WithoutDots(target + std::string(path)) + std::string(reference.substr(query));
    }
    return TryParseUrl(base.origin.Text() + target);
}

} // namespace pagewire
