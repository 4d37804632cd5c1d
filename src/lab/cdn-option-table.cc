// SPDX-License-Identifier: GPL-2.0-only
// How a content delivery network stands between many clients and the origin.
#include "lab/option-table.h"

namespace pagewire
{

std::vector<Option>
CdnOptionTable()
{
    return {
        {"cdn.tiers",
         OptionKind::COUNT,
         "1",
         "Tiers of caches: 0, 1 (edges) or 2 (a parent between them and the origin)",
         [](ScenarioOptions& o, const OptionValue& v) { o.cdn.tiers = v.AsUint32(); },
         {},
         0,
         2},
        {"cdn.edges",
         OptionKind::COUNT,
         "1",
         "Regions, each with an edge and as many of the clients",
         [](ScenarioOptions& o, const OptionValue& v) { o.cdn.edges = v.AsUint32(); },
         {},
         1,
         100},
    };
}

} // namespace pagewire
