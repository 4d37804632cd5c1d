// SPDX-License-Identifier: GPL-2.0-only
#include "http/host-pattern.h"

#include "http/header-fields.h"

#include <algorithm>

namespace pagewire
{

namespace
{

bool
AnyMatches(const std::vector<std::string>& patterns, std::string_view host)
{
    return std::any_of(patterns.begin(), patterns.end(), [host](const std::string& pattern) {
        return MatchesHost(pattern, host);
    });
}

} // namespace

bool
MatchesHost(std::string_view pattern, std::string_view host)
{
    if (!host.empty() && host.back() == '.')
    {
        host.remove_suffix(1); // the same name, said to be whole
    }
    if (pattern == "*")
    {
        return true;
    }
    if (pattern.empty() || pattern.front() != '.')
    {
        return EqualsIgnoringCase(pattern, host);
    }
    return EqualsIgnoringCase(pattern.substr(1), host) ||
           (host.size() > pattern.size() &&
            EqualsIgnoringCase(pattern, host.substr(host.size() - pattern.size())));
}

bool
HostRules::Allows(std::string_view host) const
{
    return (allow.empty() || AnyMatches(allow, host)) && !AnyMatches(deny, host);
}

} // namespace pagewire
