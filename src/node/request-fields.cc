// SPDX-License-Identifier: GPL-2.0-only
#include "node/request-fields.h"

namespace pagewire
{

namespace
{

/** What browsers send as Accept, by what they are going to do with the answer. */
const char*
AcceptFor(const std::string& type)
{
    if (type == "document")
    {
        return "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8";
    }
    if (type == "stylesheet")
    {
        return "text/css,*/*;q=0.1";
    }
    if (type == "image")
    {
        return "image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
    }
    return "*/*";
}

} // namespace

RequestFields::RequestFields(const Page& page, std::string scheme, std::uint16_t port)
    : m_page(page),
      m_scheme(std::move(scheme)),
      m_port(port)
{
    for (const Host& host : page.hosts)
    {
        m_padding.emplace_back("Cookie", "cookie of " + host.name);
    }
    for (std::size_t i = 0; i < page.resources.size(); ++i)
    {
        std::size_t missing = 0;
        Unpadded(i, missing);
        m_padding[page.resources[i].host].Learn(missing);
    }
}

HttpOrigin
RequestFields::OriginOf(std::size_t resource) const
{
    return {m_scheme, m_page.hosts[m_page.resources[resource].host].name, m_port};
}

Request
RequestFields::Make(std::size_t resource) const
{
    std::size_t missing = 0;
    Request request = Unpadded(resource, missing);
    m_padding[m_page.resources[resource].host].Fill(request.fields, missing);
    return request;
}

Request
RequestFields::Unpadded(std::size_t resource, std::size_t& missing) const
{
    const Resource& what = m_page.resources[resource];
    Request request;
    request.method = what.method;
    request.scheme = m_scheme;
    request.authority = OriginOf(resource).Authority();
    request.target = what.path;
    if (what.requestBodySize > 0)
    {
        request.fields.Add("Content-Type", "application/octet-stream");
    }
    std::vector<HeaderField> candidates{{"User-Agent", BROWSER_USER_AGENT},
                                        {"Accept", AcceptFor(what.type)}};
    const std::size_t least = Http1Size(request, what.requestBodySize);
    if (what.requestHeaderBytes == 0)
    {
        AddFitting(request.fields, candidates, static_cast<std::size_t>(-1));
    }
    else if (what.requestHeaderBytes > least)
    {
        candidates.push_back({"Accept-Encoding", "gzip, deflate, br"});
        candidates.push_back({"Accept-Language", "en-GB,en;q=0.9"});
        if (resource != 0)
        {
            candidates.push_back({"Referer", OriginOf(0).Text() + m_page.resources[0].path});
        }
        missing = AddFitting(request.fields, candidates, what.requestHeaderBytes - least);
    }
    return request;
}

std::size_t
RequestFields::Http1Size(const Request& request, std::uint64_t bodySize)
{
    HeaderFields added{{"Host", request.authority}};
    if (bodySize > 0)
    {
        added.Add("Content-Length", std::to_string(bodySize));
    }
    const std::size_t line = request.method.size() + request.target.size() + 12; // " ", " HTTP/1.1"
    return line + request.fields.WireSize() + added.WireSize() + 2;
}

} // namespace pagewire
