// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-fields.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pagewire
{

namespace
{

template <class Names>
bool
IsAmong(const std::string& name, const Names& names)
{
    return std::any_of(names.begin(), names.end(), [&](const auto& other) {
        return EqualsIgnoringCase(name, other);
    });
}

/** \return the date by RFC 850: "Sunday, 06-Nov-94 08:49:37 GMT" (RFC 9110 section 5.6.7) */
std::string
Rfc850Date(HttpSeconds time)
{
    static constexpr std::array<const char*, 7>
        DAYS{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    const std::string fixed = FormatHttpDate(time); // "Sun, 06 Nov 1994 08:49:37 GMT"
    const auto day = std::find_if(DAYS.begin(), DAYS.end(), [&](const std::string& name) {
        return name.substr(0, 3) == fixed.substr(0, 3);
    });
    return std::string(*day) + ", " + fixed.substr(5, 2) + "-" + fixed.substr(8, 3) + "-" +
           fixed.substr(14);
}

std::string
NumberText(const std::string& name,
           std::int64_t number,
           const CacheTestRequest& request,
           HttpSeconds now)
{
    static constexpr std::array<const char*, 4> DATES{"Date",
                                                      "Expires",
                                                      "Last-Modified",
                                                      "If-Modified-Since"};
    if (!IsAmong(name, DATES))
    {
        return std::to_string(number);
    }
    return IsAmong(name, request.rfc850Fields) ? Rfc850Date(now + number)
                                               : FormatHttpDate(now + number);
}

} // namespace

std::string
CacheTestText(const std::string& name,
              const CacheTestValue& value,
              const CacheTestRequest& request,
              const CacheTestScope& scope)
{
    static constexpr std::array<const char*, 2> LOCATIONS{"Location", "Content-Location"};
    if (value.number)
    {
        return NumberText(name, *value.number, request, scope.now);
    }
    if (request.magicLocations && IsAmong(name, LOCATIONS))
    {
        return scope.path + (value.text.empty() ? "" : "/") + value.text;
    }
    return value.text;
}

HeaderFields
CacheTestFields(const std::vector<CacheTestField>& fields,
                const CacheTestRequest& request,
                const CacheTestScope& scope)
{
    HeaderFields made;
    for (const CacheTestField& field : fields)
    {
        made.Add(field.name, CacheTestText(field.name, field.value, request, scope));
    }
    return made;
}

std::optional<std::int64_t>
LeadingNumber(std::string_view value)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc() ? std::optional(number) : std::nullopt;
}

HttpSeconds
DateIn(const HeaderFields& fields, const char* name, HttpSeconds usual)
{
    const auto value = fields.Find(name);
    return value ? ParseHttpDate(*value, usual).value_or(usual) : usual;
}

} // namespace pagewire
