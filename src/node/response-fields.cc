// SPDX-License-Identifier: GPL-2.0-only
#include "node/response-fields.h"

#include "base/seed.h"
#include "http/origin.h"
#include "http/status.h"

namespace pagewire
{

ResponseFields::ResponseFields(const Page& page,
                               std::string scheme,
                               std::uint16_t port,
                               const CachingRules& rules)
    : m_page(page),
      m_scheme(std::move(scheme)),
      m_port(port),
      m_caching(rules)
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
        // Dates and the tags of all versions are of one length.
        Unpadded(i, VIRTUAL_EPOCH, {}, missing);
        m_padding[page.resources[i].host].Learn(missing);
    }
}

Response
ResponseFields::Make(std::size_t resource, HttpSeconds now, const ResourceVersion& version) const
{
    std::size_t missing = 0;
    Response response = Unpadded(resource, now, version, missing);
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
ResponseFields::Unpadded(std::size_t resource,
                         HttpSeconds now,
                         const ResourceVersion& version,
                         std::size_t& missing) const
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
    m_caching.AddDemanded(response.fields, what, IdentityOf(what), now, version);
    const std::size_t least = Http1Size(response, what.method, what.size);
    if (what.responseHeaderBytes == 0)
    {
        AddFitting(response.fields, Optional(what, version), static_cast<std::size_t>(-1));
    }
    else if (what.responseHeaderBytes > least)
    {
        missing =
            AddFitting(response.fields, Optional(what, version), what.responseHeaderBytes - least);
    }
    return response;
}

std::vector<HeaderField>
ResponseFields::Optional(const Resource& what, const ResourceVersion& version) const
{
    std::vector<HeaderField> fields;
    const auto tag = m_caching.EntityTag(what, IdentityOf(what), version);
    if (tag && what.caching.entityTag == Caching::EntityTag::AS_FITS)
    {
        fields.push_back({"ETag", *tag});
    }
    if (what.method == "GET" && what.status == 200)
    {
        fields.push_back({"Accept-Ranges", "bytes"});
    }
    const auto modified = m_caching.LastModified(what, IdentityOf(what), version);
    if (modified && !what.caching.lastModified)
    {
        fields.push_back({"Last-Modified", FormatHttpDate(*modified)});
    }
    fields.push_back({"Server", "Pagewire/0.1"});
    return fields;
}

std::optional<std::uint64_t>
ResponseFields::VersionOf(std::size_t resource,
                          const HeaderFields& served,
                          ResourceVersions& versions,
                          std::uint64_t newest) const
{
    const Resource& what = m_page.resources[resource];
    const std::uint64_t identity = IdentityOf(what);
    const auto tag = served.Find("ETag");
    const auto modified = served.Find("Last-Modified");
    for (std::uint64_t number = newest + 1; number-- > 0;)
    {
        const ResourceVersion version{number, versions.StartOf(resource, number)};
        const auto made = m_caching.LastModified(what, identity, version);
        if (tag ? m_caching.EntityTag(what, identity, version) == *tag
                : made && modified && FormatHttpDate(*made) == *modified)
        {
            return number;
        }
    }
    return std::nullopt;
}

/** \return a number that stands for the resource's content */
std::uint64_t
ResponseFields::IdentityOf(const Resource& what) const
{
    return MixSeed(what.size, UrlOf(what));
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
