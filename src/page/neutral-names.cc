// SPDX-License-Identifier: GPL-2.0-only
#include "page/neutral-names.h"

#include <map>

namespace pagewire
{

namespace
{

std::string
EndingOf(const std::string& mimeType)
{
    static const std::map<std::string, std::string> endings{{"text/html", ".html"},
                                                            {"text/css", ".css"},
                                                            {"text/javascript", ".js"},
                                                            {"application/javascript", ".js"},
                                                            {"application/x-javascript", ".js"},
                                                            {"application/json", ".json"},
                                                            {"text/plain", ".txt"},
                                                            {"image/gif", ".gif"},
                                                            {"image/jpeg", ".jpg"},
                                                            {"image/png", ".png"},
                                                            {"image/webp", ".webp"},
                                                            {"image/avif", ".avif"},
                                                            {"image/svg+xml", ".svg"},
                                                            {"image/x-icon", ".ico"},
                                                            {"image/vnd.microsoft.icon", ".ico"},
                                                            {"font/woff", ".woff"},
                                                            {"font/woff2", ".woff2"},
                                                            {"font/ttf", ".ttf"},
                                                            {"video/mp4", ".mp4"}};
    const auto known = endings.find(mimeType);
    return known == endings.end() ? "" : known->second;
}

} // namespace

Page
WithNeutralNames(Page page)
{
    page.title.clear();
    std::map<std::string, std::string> servers;
    for (std::size_t i = 0; i < page.hosts.size(); ++i)
    {
        Host& host = page.hosts[i];
        host.name = "h" + std::to_string(i + 1) + ".example";
        if (!host.server.empty())
        {
            const std::string next = "s" + std::to_string(servers.size() + 1);
            host.server = servers.emplace(host.server, next).first->second;
        }
    }
    std::map<std::string, std::size_t> counts;
    for (std::size_t i = 0; i < page.resources.size(); ++i)
    {
        Resource& resource = page.resources[i];
        resource.caching.cacheTags.clear();
        const std::size_t number = ++counts[resource.type];
        resource.path = i == 0 ? "/"
                               : "/" + resource.type + "-" + std::to_string(number) +
                                     EndingOf(resource.mimeType);
    }
    return page;
}

} // namespace pagewire
