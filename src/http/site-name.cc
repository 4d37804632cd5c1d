// SPDX-License-Identifier: GPL-2.0-only
#include "http/site-name.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

constexpr std::array<std::string_view, 8>
    COUNTRY_LEVELS{"ac", "co", "com", "edu", "gov", "net", "or", "org"};

/** \return the name without everything before its last so many labels */
std::string_view
LastLabels(std::string_view host, unsigned labels)
{
    std::size_t at = host.size();
    while (labels > 0 && at != 0)
    {
        const std::size_t dot = host.rfind('.', at - 1);
        if (dot == std::string_view::npos)
        {
            return host;
        }
        at = dot;
        --labels;
    }
    return host.substr(at + 1);
}

bool
IsAddress(std::string_view host)
{
    const bool digits =
        !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
    return digits || host.substr(0, 1) == "[";
}

} // namespace

std::string_view
RegistrableName(std::string_view host)
{
    if (IsAddress(host))
    {
        return host;
    }
    const std::string_view two = LastLabels(host, 2);
    const std::string_view last = LastLabels(host, 1);
    const std::string_view level = two.substr(0, two.find('.'));
    const bool deeper =
        last.size() == 2 &&
        std::find(COUNTRY_LEVELS.begin(), COUNTRY_LEVELS.end(), level) != COUNTRY_LEVELS.end();
    return deeper ? LastLabels(host, 3) : two;
}

std::string
SiteOf(const HttpOrigin& origin)
{
    return origin.scheme + "://" + std::string(RegistrableName(origin.host));
}

} // namespace pagewire
