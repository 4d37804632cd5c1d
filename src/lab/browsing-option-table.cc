// SPDX-License-Identifier: GPL-2.0-only
// The browser's cache, and its visits.
#include "base/error.h"
#include "lab/option-table.h"

#include <algorithm>
#include <sstream>
#include <string>

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

constexpr std::size_t MOST_VISITS = 1000;

void
ApplyVisits(O& options, const V& value)
{
    std::vector<Navigation>& visits = options.browser.browsing.visits;
    visits.clear();
    std::string text = value.text;
    std::replace(text.begin(), text.end(), '+', ' '); // a sweep has blanks between its values
    std::istringstream words(text);
    for (std::string word; words >> word;)
    {
        const auto navigation = ParseNavigation(word);
        if (!navigation)
        {
            throw InputError("'" + word +
                             "' is no kind of navigation: write address-bar, link, back, forward, "
                             "reload, hard-reload or new-session, with blanks or + between");
        }
        visits.push_back(*navigation);
    }
    if (visits.empty() || visits.size() > MOST_VISITS)
    {
        throw InputError("there are " + std::to_string(visits.size()) + " visits: write 1 to " +
                         std::to_string(MOST_VISITS) + " kinds of navigation");
    }
}

std::vector<Option>
StoreTable()
{
    return {
        {"browser.cache",
         K::CHOICE,
         "none",
         "The browser's own cache (RFC 9111), which lives on from visit to visit; with "
         "workload.kind = requests each client has one",
         [](O& o, const V& v) { o.browser.browsing.cache = v.text == "browser"; },
         {"none", "browser"}},
        {"browser.memory-cache",
         K::BYTES,
         "64MiB",
         "What of it is in memory, and is lost when the browser is closed; 0: nothing",
         [](O& o, const V& v) { o.browser.browsing.memory = v.number; },
         {},
         0,
         1e12},
        {"browser.disk-cache",
         K::BYTES,
         "320MiB",
         "What of it is on disk, and stays; 0: nothing",
         [](O& o, const V& v) { o.browser.browsing.disk = v.number; },
         {},
         0,
         1e15},
        {"browser.memory-latency",
         K::DURATION,
         "0s",
         "From asking memory for a response until it is there",
         [](O& o, const V& v) { o.browser.browsing.memoryLatency = v.duration; },
         {},
         0,
         60e9},
        {"browser.disk-latency",
         K::DURATION,
         "5ms",
         "From asking the disk for a response until it is there (assumed)",
         [](O& o, const V& v) { o.browser.browsing.diskLatency = v.duration; },
         {},
         0,
         60e9},
    };
}

std::vector<Option>
VisitTable()
{
    return {
        {"browser.cache-partition",
         K::CHOICE,
         "site",
         "Whether what was stored for one top-level site is not found by others",
         [](O& o, const V& v) { o.browser.browsing.partition = v.text == "site"; },
         {"site", "none"}},
        {"browser.clock-skew",
         K::TEXT,
         "0s",
         "By which the browser's clock is ahead of the origin's; behind with a minus sign",
         [](O& o, const V& v) {
             const bool behind = v.text.substr(0, 1) == "-";
             const Nanoseconds skew = ParseDuration(v.text.substr(behind ? 1 : 0));
             o.browser.browsing.clockSkew = behind ? -skew : skew;
         }},
        {"browser.reload",
         K::CHOICE,
         "document",
         "What a reload validates: the document, as Chrome does since 2017, or all of the page",
         [](O& o, const V& v) { o.browser.browsing.reloadAll = v.text == "all"; },
         {"document", "all"}},
        {"browser.visits",
         K::TEXT,
         "address-bar",
         "What makes the browser load the page, once for each, in this order: address-bar, link, "
         "back, forward, reload, hard-reload, new-session, with blanks or + between",
         ApplyVisits},
        {"browser.visit-pause",
         K::DURATION,
         "10s",
         "From the end of a visit to the next one",
         [](O& o, const V& v) { o.browser.browsing.pause = v.duration; },
         {},
         0,
         31536000e9},
    };
}

} // namespace

std::vector<Option>
BrowsingOptionTable()
{
    std::vector<Option> table = StoreTable();
    const std::vector<Option> visits = VisitTable();
    table.insert(table.end(), visits.begin(), visits.end());
    return table;
}

} // namespace pagewire
