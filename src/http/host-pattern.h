// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_HOST_PATTERN_H
#define PAGEWIRE_HTTP_HOST_PATTERN_H

#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * \param pattern "example.org" for that host, ".example.org" for it and every one below it, "*" for
 * all
 * \return whether it means the host; case does not count
 */
bool MatchesHost(std::string_view pattern, std::string_view host);

/** Which hosts may be gone to: those that a pattern allows, or all where none is given, without
 * those that a pattern denies. */
struct HostRules
{
    std::vector<std::string> allow{};
    std::vector<std::string> deny{};

    bool Allows(std::string_view host) const;
};

} // namespace pagewire

#endif
