// SPDX-License-Identifier: GPL-2.0-only
#include "node/site.h"

#include "http/method.h"
#include "http/origin.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** A host and a path that a request is for. */
struct Target
{
    std::string host;
    std::string path;
};

/** \return what a request names, the absolute form heeded (RFC 9112 section 3.2.2); whether it is
 * well-formed */
bool
TakeApart(const Request& request, const std::string& defaultHost, Target& target)
{
    if (const auto url = TryParseUrl(request.target))
    {
        target = {url->origin.host, url->target};
        return true;
    }
    if (request.target.empty() || (request.target[0] != '/' && request.target != "*"))
    {
        return false;
    }
    target = {defaultHost, request.target};
    if (!request.authority.empty())
    {
        const auto origin = ParseAuthority(request.scheme, request.authority);
        if (!origin)
        {
            return false;
        }
        target.host = origin->host;
    }
    return true;
}

} // namespace

Site::Site(const Page& page, const std::vector<std::string>& hosts)
    : m_page(page)
{
    for (const std::string& host : hosts)
    {
        m_hosts[host];
    }
    for (std::size_t i = 0; i < page.resources.size(); ++i)
    {
        const auto host = m_hosts.find(page.hosts[page.resources[i].host].name);
        if (host != m_hosts.end())
        {
            host->second[page.resources[i].path].push_back(i);
        }
    }
}

SiteMatch
Site::Find(const Request& request, Protocol protocol, const std::string& defaultHost) const
{
    Target target;
    if (!TakeApart(request, defaultHost, target))
    {
        return {400, 0, ""};
    }
    const auto host = m_hosts.find(target.host);
    if (host == m_hosts.end())
    {
        const bool old = protocol == Protocol::H09 || protocol == Protocol::H10 ||
                         protocol == Protocol::H10_KEEPALIVE;
        return {old ? 404 : 421, 0, ""};
    }
    if (target.path == "*")
    {
        return {request.method == "OPTIONS" ? 204 : 400, 0, "GET, HEAD, OPTIONS"};
    }
    const auto path = host->second.find(target.path);
    if (path == host->second.end())
    {
        return {FindMethod(request.method) ? 404 : 501, 0, ""};
    }
    if (protocol == Protocol::H09)
    {
        return {200, path->second.front(), ""}; // it has GET only, for whatever is there
    }
    return FindAmong(path->second, request.method);
}

SiteMatch
Site::FindAmong(const std::vector<std::size_t>& resources, const std::string& method) const
{
    const auto withMethod = [&](const std::string& wanted) {
        return std::find_if(resources.begin(), resources.end(), [&](std::size_t i) {
            return m_page.resources[i].method == wanted;
        });
    };
    const auto got = withMethod("GET");
    const auto selected = got == resources.end() ? std::nullopt : std::make_optional(*got);
    auto found = withMethod(method);
    if (found == resources.end() && method == "HEAD")
    {
        found = got;
    }
    if (found != resources.end())
    {
        return {200, *found, "", selected};
    }
    if (!FindMethod(method))
    {
        return {501, 0, ""};
    }
    std::string allow;
    for (const std::size_t i : resources)
    {
        const std::string& known = m_page.resources[i].method;
        allow += known == "GET" ? "GET, HEAD, " : known + ", ";
    }
    return {method == "OPTIONS" ? 204 : 405, 0, allow + "OPTIONS", selected};
}

} // namespace pagewire
