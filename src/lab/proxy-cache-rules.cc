// SPDX-License-Identifier: GPL-2.0-only
#include "lab/proxy-cache-rules.h"

#include "lab/option-table.h"
#include "lab/refuse-option.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** \return the switch of the cache that the option is of; empty: it is of none, or of one that is
 * there unless it is switched off */
std::string
SwitchOf(const std::string& option)
{
    for (const ProxyKind kind : {ProxyKind::FORWARD, ProxyKind::REVERSE})
    {
        const std::string section(ProxyKindName(kind));
        if (option.compare(0, section.size() + 1, section + ".") != 0)
        {
            continue;
        }
        const std::string name = section + ".cache";
        const std::vector<Option> table = ProxyCacheOptionTable(kind);
        const bool ofCache = std::any_of(table.begin(), table.end(), [&](const Option& entry) {
            return entry.name == option && option != name;
        });
        return ofCache ? name : "";
    }
    return "";
}

void
CheckRoom(const Scenario& s, ProxyKind kind, const ProxyCacheOptions& cache)
{
    const std::string name(ProxyKindName(kind));
    const std::string memory = name + ".memory-capacity";
    if (cache.cache && cache.memoryCapacity == 0 && cache.diskCapacity == 0 && s.Given(memory))
    {
        RefuseOption(s,
                     memory,
                     "leaves the cache without room: let it or " + name +
                         ".disk-capacity be more than 0, or set " + name + ".cache to no");
    }
}

} // namespace

void
CheckProxyCaches(const Scenario& scenario, const ScenarioOptions& options)
{
    for (const Option& option : OptionTable())
    {
        const std::string name = scenario.Given(option.name) ? SwitchOf(option.name) : "";
        if (!name.empty() && !scenario.Mentions(name))
        {
            RefuseOption(scenario,
                         option.name,
                         "belongs to a cache that is not there: set " + name + " to yes too");
        }
    }
    CheckRoom(scenario, ProxyKind::FORWARD, options.forwardProxy.cache);
    CheckRoom(scenario, ProxyKind::REVERSE, options.reverseProxy.cache);
    CheckRoom(scenario, ProxyKind::CDN, options.cdnCache.cache);
}

bool
IsMootForProxyCache(const std::string& option, const Scenario& scenario)
{
    const std::string name = SwitchOf(option);
    if (name.empty())
    {
        return false;
    }
    const Setting* const given = scenario.Given(name);
    return given ? given->text == "no" : !scenario.Mentions(name);
}

} // namespace pagewire
