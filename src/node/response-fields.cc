// SPDX-License-Identifier: GPL-2.0-only
#include "node/response-fields.h"

#include "base/seed.h"
#include "http/origin.h"
#include "http/status.h"

#include "ns3/simulator.h"

namespace pagewire
{

namespace
{

constexpr HttpSeconds YEAR = 365 * 86400;

} // namespace

HttpSeconds
VirtualDate()
{
    return VIRTUAL_EPOCH + ns3::Simulator::Now().GetNanoSeconds() / 1000000000;
}

ResponseFields::ResponseFields(const Page& page, std::string scheme, std::uint16_t port)
    : m_page(page),
      m_scheme(std::move(scheme)),
      m_port(port)
{
    for (const Host& host : page.hosts)
    {
        m_padding.emplace_back("X-Served-By", "server of " + host.name);
    }
    m_locations.resize(page.resources.size());
    for (const Resource& resource : page.resources)
    {
        for (const Dependency& dependency : resource.dependencies)
        {
            const int status = page.resources[dependency.parent].status;
            std::string& location = m_locations[dependency.parent];
            if (status >= 300 && status < 400 && status != 304 && location.empty())
            {
                location = UrlOf(resource);
            }
        }
    }
    for (std::size_t i = 0; i < page.resources.size(); ++i)
    {
        std::size_t missing = 0;
        Unpadded(i, VIRTUAL_EPOCH, missing); // a Date is always of the same length
        m_padding[page.resources[i].host].Learn(missing);
    }
}

Response
ResponseFields::Make(std::size_t resource, HttpSeconds now) const
{
    std::size_t missing = 0;
    Response response = Unpadded(resource, now, missing);
    m_padding[m_page.resources[resource].host].Fill(response.fields, missing);
    if (!m_altSvc.empty())
    {
        response.fields.Add("Alt-Svc", m_altSvc);
    }
    return response;
}

void
ResponseFields::SetAltSvc(const std::string& value)
{
    m_altSvc = value;
}

std::string
ResponseFields::AuthorityOf(std::size_t resource) const
{
    const Resource& what = m_page.resources[resource];
    return HttpOrigin{m_scheme, m_page.hosts[what.host].name, m_port}.Authority();
}

Response
ResponseFields::Unpadded(std::size_t resource, HttpSeconds now, std::size_t& missing) const
{
    const Resource& what = m_page.resources[resource];
    const bool content = ResponseHasContent("GET", what.status);
    Response response;
    response.status = what.status;
    response.fields.Add("Date", FormatHttpDate(now));
    if (content && !what.mimeType.empty())
    {
        response.fields.Add("Content-Type", what.mimeType);
    }
    if (!m_locations[resource].empty())
    {
        response.fields.Add("Location", m_locations[resource]);
    }
    const std::size_t least = Http1Size(response, what.method, what.size);
    if (what.responseHeaderBytes == 0)
    {
        AddFitting(response.fields, Optional(what), static_cast<std::size_t>(-1));
    }
    else if (what.responseHeaderBytes > least)
    {
        missing = AddFitting(response.fields, Optional(what), what.responseHeaderBytes - least);
    }
    return response;
}

std::vector<HeaderField>
ResponseFields::Optional(const Resource& what) const
{
    std::vector<HeaderField> fields;
    const std::uint64_t version = MixSeed(what.size, UrlOf(what));
    if (what.method == "GET" && (IsSuccess(what.status) || what.status == 304))
    {
        fields.push_back({"ETag", '"' + FillerText(std::to_string(version), 16) + '"'});
    }
    if (what.method == "GET" && what.status == 200)
    {
        fields.push_back({"Accept-Ranges", "bytes"});
        const auto age = static_cast<HttpSeconds>(version % YEAR);
        fields.push_back({"Last-Modified", FormatHttpDate(VIRTUAL_EPOCH - YEAR - age)});
    }
    fields.push_back({"Server", "Pagewire/0.1"});
    return fields;
}

std::string
ResponseFields::UrlOf(const Resource& what) const
{
    return HttpOrigin{m_scheme, m_page.hosts[what.host].name, m_port}.Text() + what.path;
}

std::size_t
ResponseFields::Http1Size(const Response& response,
                          const std::string& method,
                          std::uint64_t bodySize)
{
    HeaderFields added;
    if (ResponseHasContent(method, response.status))
    {
        added.Add("Content-Length", std::to_string(bodySize));
    }
    const std::size_t line = 15 + ReasonPhrase(response.status).size(); // "HTTP/1.1 200 ", CRLF
    return line + response.fields.WireSize() + added.WireSize() + 2;
}

} // namespace pagewire
