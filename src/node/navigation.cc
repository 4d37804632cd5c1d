// SPDX-License-Identifier: GPL-2.0-only
#include "node/navigation.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pagewire
{

namespace
{

constexpr std::array<std::string_view, 7>
    NAMES{"address-bar", "link", "back", "forward", "reload", "hard-reload", "new-session"};

} // namespace

std::string_view
NavigationName(Navigation navigation)
{
    return NAMES.at(static_cast<std::size_t>(navigation));
}

std::optional<Navigation>
ParseNavigation(std::string_view name)
{
    const auto found = std::find(NAMES.begin(), NAMES.end(), name);
    return found == NAMES.end()
             ? std::nullopt
             : std::optional(static_cast<Navigation>(std::distance(NAMES.begin(), found)));
}

CacheMode
CacheModeOf(Navigation navigation, bool isDocument, ReloadScope scope)
{
    switch (navigation)
    {
    case Navigation::BACK:
    case Navigation::FORWARD:
        return CacheMode::FORCE_CACHE;
    case Navigation::RELOAD:
        return isDocument || scope == RELOAD_ALL ? CacheMode::NO_CACHE : CacheMode::DEFAULT;
    case Navigation::HARD_RELOAD:
        return CacheMode::RELOAD;
    case Navigation::ADDRESS_BAR:
    case Navigation::LINK:
    case Navigation::NEW_SESSION:
        break;
    }
    return CacheMode::DEFAULT;
}

} // namespace pagewire
