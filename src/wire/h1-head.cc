// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-head.h"

#include "http/method.h"
#include "http/origin.h"
#include "http/status.h"

#include <cassert>
#include <utility>
#include <vector>

namespace pagewire
{

namespace
{

void
AppendField(std::string& octets, std::string_view name, std::string_view value)
{
    assert(IsToken(name) && value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
    octets.append(name).append(": ").append(value).append("\r\n");
}

void
AppendFields(std::string& octets, const HeaderFields& fields)
{
    for (const HeaderField& field : fields)
    {
        AppendField(octets, field.name, field.value);
    }
    octets += "\r\n";
}

/** Puts the framing of a body into the fields. */
H1Framing
SetFraming(HeaderFields& fields, const BodySource& body, bool chunksAllowed)
{
    fields.Remove("Transfer-Encoding");
    if (const auto length = body.Length())
    {
        fields.Set("Content-Length", std::to_string(*length));
        return H1Framing::LENGTH;
    }
    fields.Remove("Content-Length");
    if (!chunksAllowed)
    {
        return H1Framing::CLOSE;
    }
    fields.Add("Transfer-Encoding", "chunked");
    return H1Framing::CHUNKED;
}

/** Takes an option out of Connection, and the field where that was all it said. */
void
DropConnectionOption(HeaderFields& fields, std::string_view dropped)
{
    std::string rest;
    for (const std::string& option : fields.List("Connection"))
    {
        if (!EqualsIgnoringCase(option, dropped))
        {
            rest += (rest.empty() ? "" : ", ") + option;
        }
    }
    fields.Remove("Connection");
    if (!rest.empty())
    {
        fields.Add("Connection", rest);
    }
}

bool
IsHttp11(Protocol protocol)
{
    return protocol == Protocol::H11 || protocol == Protocol::H11_PIPELINED;
}

} // namespace

H1HeadText
FormatRequestHead(Protocol protocol, const Request& request, const BodySource* body)
{
    H1HeadText head;
    if (protocol == Protocol::H09)
    {
        head.octets = "GET " + request.target + "\r\n";
        return head;
    }
    HeaderFields fields = request.fields;
    fields.Remove("Host");
    if (protocol == Protocol::H10_KEEPALIVE && !fields.HasToken("Connection", "close"))
    {
        fields.Set("Connection", "keep-alive");
    }
    if (!body || !IsHttp11(protocol))
    {
        fields.Remove("Expect"); // RFC 9110 section 10.1.1
    }
    if (!request.protocol.empty())
    {
        fields.Add("Connection", "Upgrade");
        fields.Set("Upgrade", request.protocol);
    }
    head.expectsContinue = fields.HasToken("Expect", "100-continue");
    const MethodInfo* const method = FindMethod(request.method);
    if (body)
    {
        head.framing = SetFraming(fields, *body, IsHttp11(protocol));
    }
    else
    {
        fields.Remove("Transfer-Encoding");
        fields.Remove("Content-Length");
        if (method && method->content)
        {
            fields.Add("Content-Length", "0");
        }
    }
    const std::string_view version = HttpVersionText(protocol);
    const std::string& target = request.method == "CONNECT" ? request.authority : request.target;
    head.octets = request.method + " " + target + " " + std::string(version) + "\r\n";
    AppendField(head.octets, "Host", request.authority);
    AppendFields(head.octets, fields);
    return head;
}

std::string_view
WhyNotSendable(Protocol protocol, const Request& request, const BodySource* body)
{
    if (protocol == Protocol::H09 && (request.method != "GET" || body))
    {
        return "HTTP/0.9 has only GET";
    }
    if (!IsHttp11(protocol) && !request.protocol.empty())
    {
        return "HTTP/1.0 has no Upgrade";
    }
    if (!IsHttp11(protocol) && body && !body->Length() && !AsksForTunnel(request))
    {
        return "HTTP/1.0 needs the length of the content";
    }
    return {};
}

namespace
{

std::string
StatusLine(bool http11, int status)
{
    return std::string(http11 ? "HTTP/1.1 " : "HTTP/1.0 ") + std::to_string(status) + " " +
           std::string(ReasonPhrase(status)) + "\r\n";
}

/** The head after which the connection is a tunnel. */
H1HeadText
FormatTunnelHead(const Response& response, const BodySource* body, H1ResponseContext& context)
{
    H1HeadText head;
    HeaderFields fields = response.fields;
    for (const char* name : {"Connection", "Transfer-Encoding", "Content-Length"})
    {
        fields.Remove(name);
    }
    if (response.status == 101)
    {
        fields.Add("Connection", "Upgrade");
        fields.Set("Upgrade", context.protocol);
    }
    context.close = true;
    head.framing = body ? H1Framing::CLOSE : H1Framing::NONE;
    head.octets = StatusLine(context.version == H1Version::V11, response.status);
    AppendFields(head.octets, fields);
    return head;
}

} // namespace

H1HeadText
FormatResponseHead(const Response& response, const BodySource* body, H1ResponseContext& context)
{
    if (OpensTunnel(context.method, context.protocol, response.status))
    {
        return FormatTunnelHead(response, body, context);
    }
    H1HeadText head;
    const bool hasContent = ResponseHasContent(context.method, response.status);
    if (context.version == H1Version::V09)
    {
        context.close = true;
        head.framing = body && hasContent ? H1Framing::CLOSE : H1Framing::NONE;
        return head;
    }
    const bool http11 = context.version == H1Version::V11;
    HeaderFields fields = response.fields;
    context.close = context.close || fields.HasToken("Connection", "close");
    DropConnectionOption(fields, "close");
    DropConnectionOption(fields, "keep-alive");
    if (body && ResponseTellsLength(context.method, response.status))
    {
        head.framing = SetFraming(fields, *body, http11);
    }
    else
    {
        fields.Remove("Transfer-Encoding");
        if (hasContent)
        {
            fields.Set("Content-Length", "0");
        }
        else if (IsInformational(response.status) || response.status == 204)
        {
            fields.Remove("Content-Length"); // RFC 9110 section 8.6
        }
    }
    head.framing = hasContent ? head.framing : H1Framing::NONE;
    context.close = context.close || head.framing == H1Framing::CLOSE ||
                    (!http11 && !context.asksKeepAlive && !IsInformational(response.status));
    if (!IsInformational(response.status) && context.close == http11)
    {
        fields.Add("Connection", http11 ? "close" : "keep-alive");
    }
    head.octets = StatusLine(http11, response.status);
    AppendFields(head.octets, fields);
    return head;
}

HeaderFields
WithoutUpgrade(HeaderFields fields)
{
    fields.Remove("Upgrade");
    DropConnectionOption(fields, "upgrade");
    return fields;
}

namespace
{

/** \return what the request would upgrade to, empty where it would not */
std::string
UpgradeOf(const H1Head& head)
{
    const bool may = head.version == H1Version::V11 && !head.hasContent &&
                     head.method != "CONNECT" && head.fields.HasToken("Connection", "upgrade");
    const std::vector<std::string> offers =
        may ? head.fields.List("Upgrade") : std::vector<std::string>();
    return offers.empty() ? "" : offers.front();
}

} // namespace

std::optional<Request>
ToRequest(H1Head&& head, std::string_view scheme)
{
    const std::size_t hosts = head.fields.Count("Host");
    if (hosts > 1 || (hosts == 0 && head.version == H1Version::V11))
    {
        return std::nullopt;
    }
    Request request;
    request.scheme = scheme;
    request.authority = head.fields.Find("Host").value_or("");
    if (!request.authority.empty() && !ParseAuthority(scheme, request.authority))
    {
        return std::nullopt;
    }
    head.fields.Remove("Host");
    request.protocol = UpgradeOf(head);
    if (!request.protocol.empty())
    {
        head.fields = WithoutUpgrade(std::move(head.fields));
    }
    request.method = std::move(head.method);
    request.target = std::move(head.target);
    request.fields = std::move(head.fields);
    if (request.method == "CONNECT")
    {
        // What came as content might be taken for octets of the tunnel, or the other way round.
        if (head.hasContent)
        {
            return std::nullopt;
        }
        request.authority = std::exchange(request.target, {});
        const bool good =
            ParseAuthority("", request.authority).value_or(HttpOrigin{"", "", 0}).port;
        return good ? std::make_optional(std::move(request)) : std::nullopt;
    }
    // A fragment would be lost here, and others might not lose it (RFC 9112 section 3.2).
    if (request.target.find('#') != std::string::npos)
    {
        return std::nullopt;
    }
    if (request.target.front() != '/' && !(request.target == "*" && request.method == "OPTIONS"))
    {
        const auto url = TryParseUrl(request.target);
        if (!url)
        {
            return std::nullopt;
        }
        request.scheme = url->origin.scheme;
        request.authority = url->origin.Authority();
        request.target = url->target;
    }
    if (const auto priority = request.fields.Find("Priority"))
    {
        request.priority = ParsePriority(*priority);
    }
    return request;
}

} // namespace pagewire
