// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-options.h"

namespace pagewire
{

std::map<std::string, std::string>
CdnOptions::Tiers() const
{
    std::map<std::string, std::string> names;
    for (unsigned i = 1; tiers > 0 && i <= edges; ++i)
    {
        names["edge-" + std::to_string(i)] = "edge";
    }
    if (tiers > 1)
    {
        names["parent"] = "parent";
    }
    return names;
}

} // namespace pagewire
