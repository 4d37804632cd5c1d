// SPDX-License-Identifier: GPL-2.0-only
#include "http/forwarding.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace pagewire
{

namespace
{

/** Appends a member to the list that the lines of this name make up. */
void
Append(HeaderFields& fields, std::string_view name, const std::string& member)
{
    const std::string before = fields.Combined(name);
    fields.Set(name, before.empty() ? member : before + ", " + member);
}

std::string
Quoted(const std::string& value)
{
    if (IsToken(value))
    {
        return value;
    }
    std::string text = "\"";
    for (const char c : value)
    {
        text += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
    return text + '"';
}

/** \return the version as Via has it: "1.1", "2"; the name HTTP goes without saying */
std::string_view
ViaVersion(Protocol protocol)
{
    std::string_view text = HttpVersionText(protocol);
    text.remove_prefix(text.find('/') + 1);
    return text == "2.0" ? text.substr(0, 1) : text;
}

/** \return the address without its port: what stands before the last colon, unless that colon is
 * part of an IPv6 address */
std::string
WithoutPort(const std::string& node)
{
    const std::size_t colon = node.rfind(':');
    const bool port = colon != std::string::npos && node.find(']', colon) == std::string::npos;
    return port ? node.substr(0, colon) : node;
}

} // namespace

void
AddVia(HeaderFields& fields, Protocol received, const std::string& pseudonym)
{
    Append(fields, "Via", std::string(ViaVersion(received)) + " " + pseudonym);
}

bool
ViaNames(const HeaderFields& fields, std::string_view pseudonym)
{
    for (const std::string& member : fields.List("Via"))
    {
        // received-protocol RWS received-by [ RWS comment ]
        const std::string_view whole = member;
        const std::string_view rest =
            TrimOws(whole.substr(std::min(whole.find(' '), whole.size())));
        const std::string_view by = rest.substr(0, rest.find_first_of(" \t"));
        if (!by.empty() && EqualsIgnoringCase(by, pseudonym))
        {
            return true;
        }
    }
    return false;
}

std::string
FormatForwarded(const ForwardedHop& hop)
{
    const std::pair<const char*, const std::string&> pairs[] = {{"for=", hop.from},
                                                                {"by=", hop.by},
                                                                {"host=", hop.host},
                                                                {"proto=", hop.proto}};
    std::string text;
    for (const auto& [name, value] : pairs)
    {
        if (!value.empty())
        {
            text += (text.empty() ? "" : ";") + std::string(name) + Quoted(value);
        }
    }
    return text;
}

void
AddForwarded(HeaderFields& fields, const ForwardedHop& hop)
{
    Append(fields, "Forwarded", FormatForwarded(hop));
}

void
AddXForwarded(HeaderFields& fields, const ForwardedHop& hop)
{
    if (!hop.from.empty())
    {
        Append(fields, "X-Forwarded-For", WithoutPort(hop.from));
    }
    if (!fields.Has("X-Forwarded-Host") && !hop.host.empty())
    {
        fields.Add("X-Forwarded-Host", hop.host);
    }
    if (!fields.Has("X-Forwarded-Proto"))
    {
        fields.Add("X-Forwarded-Proto", hop.proto);
    }
}

MaxForwards
CountForwards(Request& request)
{
    const bool counts = request.method == "TRACE" || request.method == "OPTIONS";
    const auto field = request.fields.Find("Max-Forwards");
    if (!counts || !field)
    {
        return MaxForwards::GOES_ON;
    }
    std::uint32_t left = 0;
    const char* const end = field->data() + field->size();
    const auto read = std::from_chars(field->data(), end, left);
    if (read.ec != std::errc() || read.ptr != end)
    {
        return MaxForwards::MALFORMED;
    }
    if (left == 0)
    {
        return MaxForwards::ENDS_HERE;
    }
    request.fields.Set("Max-Forwards", std::to_string(left - 1));
    return MaxForwards::GOES_ON;
}

} // namespace pagewire
