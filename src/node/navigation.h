// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_NAVIGATION_H
#define PAGEWIRE_NODE_NAVIGATION_H

#include "cache/cache-decision.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What made a browser load a page. */
enum class Navigation
{
    ADDRESS_BAR,
    LINK,
    BACK, //!< and FORWARD: in the history; the page itself was not kept (no back/forward cache)
    FORWARD,
    RELOAD,      //!< F5
    HARD_RELOAD, //!< Ctrl+F5
    NEW_SESSION, //!< the address bar, and before that the browser was closed and started again
};

/** \return "address-bar", "link" ... */
std::string_view NavigationName(Navigation navigation);

/** \return the navigation of this name, none if there is none */
std::optional<Navigation> ParseNavigation(std::string_view name);

/** What a reload validates. Chrome and Edge since 2017 leave what a page consists of to its
 * lifetime, as otherwise; before they validated all of it, as others still do. */
enum ReloadScope
{
    RELOAD_DOCUMENT,
    RELOAD_ALL,
};

/** \return how the navigation has a cache looked at, by the Fetch standard's modes */
CacheMode CacheModeOf(Navigation navigation, bool isDocument, ReloadScope scope);

/** One load of a page among those of a browser. */
struct VisitRecord
{
    std::uint32_t number{1}; //!< from 1
    Navigation navigation{Navigation::ADDRESS_BAR};
    ns3::Time start{0};
    std::optional<ns3::Time> loaded; //!< the onload moment; unset if it did not come
};

} // namespace pagewire

#endif
