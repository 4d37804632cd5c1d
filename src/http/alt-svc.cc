// SPDX-License-Identifier: GPL-2.0-only
#include "http/alt-svc.h"

#include "http/header-fields.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace pagewire
{

namespace
{

/** Takes what is before the next separator outside of quotes. */
std::string_view
TakePart(std::string_view& rest, char separator)
{
    bool quoted = false;
    std::size_t i = 0;
    for (; i < rest.size() && (quoted || rest[i] != separator); ++i)
    {
        if (quoted && rest[i] == '\\')
        {
            ++i;
        }
        else if (rest[i] == '"')
        {
            quoted = !quoted;
        }
    }
    const std::string_view part = rest.substr(0, std::min(i, rest.size()));
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return TrimOws(part);
}

template <typename Number>
std::optional<Number>
ParseNumber(std::string_view text)
{
    Number number{};
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && at == end && !text.empty() ? std::optional<Number>(number)
                                                              : std::nullopt;
}

/** \return what a quoted-string says; none where it is not one (RFC 9110 section 5.6.4) */
std::optional<std::string>
Unquote(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
    {
        return std::nullopt;
    }
    std::string plain;
    for (std::size_t i = 1; i + 1 < text.size(); ++i)
    {
        i += text[i] == '\\' && i + 2 < text.size() ? 1 : 0;
        plain += text[i];
    }
    return plain;
}

int
HexDigit(char c)
{
    static constexpr std::string_view DIGITS = "0123456789abcdef";
    const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    const std::size_t at = DIGITS.find(lower);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::string
PercentDecoded(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const bool coded = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                           HexDigit(text[i + 2]) >= 0;
        plain +=
            coded ? static_cast<char>(16 * HexDigit(text[i + 1]) + HexDigit(text[i + 2])) : text[i];
        i += coded ? 2 : 0;
    }
    return plain;
}

std::optional<AltSvcEntry>
ParseEntry(std::string_view text)
{
    std::string_view rest = text;
    const std::string_view service = TakePart(rest, ';');
    const std::size_t equals = service.find('=');
    if (equals == 0 || equals == std::string_view::npos)
    {
        return std::nullopt;
    }
    const auto authority = Unquote(TrimOws(service.substr(equals + 1)));
    const std::size_t colon = authority ? authority->rfind(':') : std::string::npos;
    if (colon == std::string::npos)
    {
        return std::nullopt;
    }
    const auto port = ParseNumber<std::uint16_t>(std::string_view(*authority).substr(colon + 1));
    if (!port || *port == 0)
    {
        return std::nullopt;
    }
    AltSvcEntry entry{PercentDecoded(TrimOws(service.substr(0, equals))),
                      authority->substr(0, colon),
                      *port};
    while (!rest.empty())
    {
        const std::string_view parameter = TakePart(rest, ';');
        if (parameter.substr(0, 3) == "ma=")
        {
            const std::string_view value = parameter.substr(3);
            const auto age = ParseNumber<std::int64_t>(Unquote(value).value_or(std::string(value)));
            entry.maxAge = age && *age >= 0 ? *age : entry.maxAge;
        }
    }
    return entry;
}

} // namespace

bool
AltSvcEntry::operator==(const AltSvcEntry& other) const
{
    return protocol == other.protocol && host == other.host && port == other.port &&
           maxAge == other.maxAge;
}

AltSvc
ParseAltSvc(std::string_view field)
{
    AltSvc result;
    if (TrimOws(field) == "clear")
    {
        result.clear = true;
        return result;
    }
    while (!field.empty())
    {
        if (auto entry = ParseEntry(TakePart(field, ',')))
        {
            result.entries.push_back(std::move(*entry));
        }
    }
    return result;
}

std::string
FormatAltSvc(const AltSvcEntry& entry)
{
    return entry.protocol + "=\"" + entry.host + ":" + std::to_string(entry.port) +
           "\"; ma=" + std::to_string(entry.maxAge);
}

} // namespace pagewire
