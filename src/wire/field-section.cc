// SPDX-License-Identifier: GPL-2.0-only
#include "wire/field-section.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pagewire
{

namespace
{

/** Fields that say something about one HTTP/1.x connection (RFC 9113 section 8.2.2, RFC 8441
 * section 5), and Host, which :authority replaces. */
bool
IsForbidden(const HeaderField& field)
{
    static constexpr std::array<std::string_view, 8> NAMES{"connection",
                                                           "host",
                                                           "keep-alive",
                                                           "proxy-connection",
                                                           "sec-websocket-accept",
                                                           "sec-websocket-key",
                                                           "transfer-encoding",
                                                           "upgrade"};
    const auto same = [&field](std::string_view name) {
        return EqualsIgnoringCase(field.name, name);
    };
    return std::any_of(NAMES.begin(), NAMES.end(), same) ||
           (EqualsIgnoringCase(field.name, "te") && !EqualsIgnoringCase(field.value, "trailers"));
}

int
ParseStatus(std::string_view value)
{
    int status = 0;
    for (const char digit : value)
    {
        status = 10 * status + (digit - '0');
    }
    return status;
}

} // namespace

void
FieldSection::Add(std::string_view name, std::string_view value)
{
    constexpr std::size_t LINE_OVERHEAD = 32;
    m_octets += name.size() + value.size() + LINE_OVERHEAD;
    if (!name.empty() && name.front() == ':')
    {
        AddPseudo(name, value);
    }
    else if (name == "cookie")
    {
        AddCookie(value);
    }
    else
    {
        m_fields.Add(std::string(name), std::string(value));
    }
}

void
FieldSection::AddPseudo(std::string_view name, std::string_view value)
{
    const std::array<std::pair<std::string_view, std::string*>, 5> parts{
        {{":method", &m_method},
         {":scheme", &m_scheme},
         {":authority", &m_authority},
         {":path", &m_path},
         {":protocol", &m_protocol}}};
    for (const auto& [known, part] : parts)
    {
        if (name == known)
        {
            *part = value;
            return;
        }
    }
    if (name == ":status")
    {
        m_status = ParseStatus(value);
    }
}

void
FieldSection::AddCookie(std::string_view crumb)
{
    // Crumbs become one field again before anything but HTTP/2 and HTTP/3 sees them (RFC 9113
    // section 8.2.3, RFC 9114 section 4.2.1).
    const auto before = m_fields.Find("cookie");
    m_fields.Set("cookie",
                 before ? std::string(*before) + "; " + std::string(crumb) : std::string(crumb));
}

bool
FieldSection::HostContradicts() const
{
    const auto host = m_fields.Find("host");
    return host && !m_authority.empty() && !EqualsIgnoringCase(*host, m_authority);
}

Request
FieldSection::TakeRequest()
{
    Request request;
    if (const auto host = m_fields.Find("host"); host && m_authority.empty())
    {
        m_authority = *host;
    }
    m_fields.Remove("host");
    if (m_fields.Has("priority"))
    {
        request.priority = ParsePriority(m_fields.Combined("priority"));
    }
    request.method = m_protocol.empty() ? std::move(m_method) : "GET";
    request.protocol = std::move(m_protocol);
    request.scheme = std::move(m_scheme);
    request.authority = std::move(m_authority);
    request.target = std::move(m_path);
    request.fields = std::move(m_fields);
    return request;
}

Response
FieldSection::TakeResponse()
{
    return Response{m_status, std::move(m_fields)};
}

HeaderFields
FieldSection::TakeTrailers()
{
    return std::move(m_fields);
}

std::size_t
FieldSection::Octets() const
{
    return m_octets;
}

int
FieldSection::Status() const
{
    return m_status;
}

FieldBlock::FieldBlock(const Request& request, std::int64_t contentLength, bool sayPriority)
{
    m_lines.reserve(request.fields.Size() + 6);
    AddPseudo(request);
    AddFields(request.fields);
    AddContentLength(request.fields, contentLength);
    if (sayPriority && request.priority && !request.fields.Has("priority"))
    {
        // The defaults need no words (RFC 9218 section 4).
        if (std::string value = FormatPriority(*request.priority); !value.empty())
        {
            AddOwned("priority", std::move(value));
        }
    }
}

FieldBlock::FieldBlock(const Response& response, std::int64_t contentLength)
{
    m_lines.reserve(response.fields.Size() + 2);
    const int status = response.status == 101 ? 200 : response.status;
    AddOwned(":status", std::to_string(status));
    AddFields(response.fields);
    AddContentLength(response.fields, contentLength);
}

FieldBlock::FieldBlock(const HeaderFields& trailers)
{
    AddFields(trailers);
}

const std::vector<FieldLine>&
FieldBlock::Lines() const
{
    return m_lines;
}

void
FieldBlock::Add(std::string_view name, std::string_view value)
{
    m_lines.push_back({name, value});
}

void
FieldBlock::AddOwned(std::string_view name, std::string value)
{
    Add(name, m_owned.emplace_back(std::move(value)));
}

void
FieldBlock::AddPseudo(const Request& request)
{
    if (!request.protocol.empty())
    {
        Add(":method", "CONNECT");
        Add(":protocol", request.protocol);
        AddTarget(request);
    }
    else if (request.method == "CONNECT")
    {
        Add(":method", request.method);
        Add(":authority", request.authority);
    }
    else
    {
        Add(":method", request.method);
        AddTarget(request);
    }
}

void
FieldBlock::AddTarget(const Request& request)
{
    // An absolute-form target, as HTTP/1.1 gives to a proxy, comes apart here.
    const std::string_view target = request.target;
    const std::size_t mark = target.find("://");
    if (mark == std::string_view::npos || target.front() == '/')
    {
        Add(":scheme", request.scheme);
        Add(":authority", request.authority);
        Add(":path", target);
        return;
    }
    const std::string_view rest = target.substr(mark + 3);
    const std::size_t path = std::min(rest.find_first_of("/?"), rest.size());
    Add(":scheme", target.substr(0, mark));
    Add(":authority", rest.substr(0, path));
    if (path < rest.size() && rest[path] == '/')
    {
        Add(":path", rest.substr(path));
    }
    else
    {
        AddOwned(":path", "/" + std::string(rest.substr(path)));
    }
}

void
FieldBlock::AddFields(const HeaderFields& fields)
{
    for (const HeaderField& field : fields)
    {
        const bool hopByHop = IsForbidden(field) || (fields.Has("connection") &&
                                                     fields.HasToken("connection", field.name));
        if (hopByHop)
        {
            continue;
        }
        if (EqualsIgnoringCase(field.name, "cookie"))
        {
            AddCrumbs(field.value);
        }
        else
        {
            Add(field.name, field.value);
        }
    }
}

void
FieldBlock::AddCrumbs(std::string_view cookie)
{
    // Each pair is a field of its own, as browsers send them: HPACK and QPACK then find the old
    // ones again when one is new (RFC 9113 section 8.2.3).
    while (!cookie.empty())
    {
        const std::size_t end = std::min(cookie.find("; "), cookie.size());
        Add("cookie", cookie.substr(0, end));
        cookie.remove_prefix(std::min(end + 2, cookie.size()));
    }
}

void
FieldBlock::AddContentLength(const HeaderFields& fields, std::int64_t contentLength)
{
    if (contentLength >= 0 && !fields.Has("content-length"))
    {
        AddOwned("content-length", std::to_string(contentLength));
    }
}

} // namespace pagewire
