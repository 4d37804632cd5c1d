// SPDX-License-Identifier: GPL-2.0-only
#include "lab/browsing-rules.h"

#include "lab/refuse-option.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

constexpr std::array<const char*, 6> OF_CACHE{"browser.memory-cache",
                                              "browser.disk-cache",
                                              "browser.memory-latency",
                                              "browser.disk-latency",
                                              "browser.cache-partition",
                                              "browser.clock-skew"};

constexpr std::array<const char*, 2> OF_VISITS{"browser.reload", "browser.visit-pause"};

template <std::size_t N>
bool
IsAmong(const std::array<const char*, N>& names, const std::string& option)
{
    return std::find(names.begin(), names.end(), option) != names.end();
}

/** \return whether some run may have a cache */
bool
MayHaveCache(const Scenario& s)
{
    const Setting* const given = s.Given("browser.cache");
    return given ? given->text != "none" : s.Mentions("browser.cache");
}

/** \return whether some run may have more than one visit */
bool
MayRevisit(const Scenario& s)
{
    const Setting* const given = s.Given("browser.visits");
    return given ? given->text.find_first_of(" +") != std::string::npos
                 : s.Mentions("browser.visits");
}

/** What belongs to something that is never there. */
void
CheckBelongings(const Scenario& s)
{
    for (const char* const option : OF_CACHE)
    {
        if (s.Given(option) && !s.Mentions("browser.cache"))
        {
            RefuseOption(s,
                         option,
                         "belongs to a cache that is not there: set browser.cache to browser too");
        }
    }
    for (const char* const option : OF_VISITS)
    {
        if (s.Given(option) && !s.Mentions("browser.visits"))
        {
            RefuseOption(s,
                         option,
                         "belongs to further visits: set browser.visits to more than one too");
        }
    }
}

void
CheckCache(const Scenario& s, const ScenarioOptions& options)
{
    const BrowsingOptions& browsing = options.browser.browsing;
    if (!browsing.cache)
    {
        return;
    }
    if (options.browser.protocol == Protocol::H09)
    {
        RefuseOption(s,
                     "browser.cache",
                     "has nothing to go by, as responses of HTTP/0.9 have no fields: use another "
                     "browser.protocol");
    }
    if (browsing.memory == 0 && browsing.disk == 0)
    {
        RefuseOption(s,
                     "browser.cache",
                     "has no room: let browser.memory-cache or browser.disk-cache be more than 0");
    }
}

void
CheckVisits(const Scenario& s, const ScenarioOptions& options)
{
    const BrowsingOptions& browsing = options.browser.browsing;
    const Navigation first = browsing.visits.front();
    if (first == Navigation::BACK || first == Navigation::FORWARD)
    {
        RefuseOption(s,
                     "browser.visits",
                     "goes back or forward where there was no page yet: begin with address-bar");
    }
}

} // namespace

void
CheckBrowsing(const Scenario& s, const ScenarioOptions& options)
{
    CheckBelongings(s);
    CheckCache(s, options);
    CheckVisits(s, options);
    const std::string& kind = options.workload.kind;
    if (options.browser.browsing.cache && kind != "page" && kind != "requests")
    {
        RefuseOption(s,
                     "browser.cache",
                     "is for loads of a page and for requests: set workload.kind to page or "
                     "requests");
    }
    if (options.browser.browsing.visits.size() > 1 && kind != "page")
    {
        RefuseOption(s, "browser.visits", "is for loads of a page: leave workload.kind at page");
    }
}

bool
IsMootForBrowsing(const std::string& option, const Scenario& scenario)
{
    return (IsAmong(OF_CACHE, option) && !MayHaveCache(scenario)) ||
           (IsAmong(OF_VISITS, option) && !MayRevisit(scenario));
}

} // namespace pagewire
