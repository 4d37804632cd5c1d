// SPDX-License-Identifier: GPL-2.0-only
#include "lab/moot-request-rules.h"

#include "lab/option-table.h"
#include "lab/refuse-option.h"

#include <algorithm>
#include <set>
#include <string>

namespace pagewire
{

namespace
{

bool
IsChanged(const Scenario& s, const Option& option)
{
    const Setting* const given = s.Given(option.name);
    return given && given->text != option.defaultText;
}

bool
IsOfCacheItself(const std::string& name)
{
    const std::vector<Option> table = ProxyCacheOptionTable(ProxyKind::CDN);
    return std::any_of(table.begin(), table.end(), [&](const Option& option) {
        return option.name == name;
    });
}

/** \return whether it is of what clients have cached themselves */
bool
IsOfClientCache(const std::string& name)
{
    static const std::set<std::string> names{"browser.cache",
                                             "browser.memory-cache",
                                             "browser.disk-cache",
                                             "browser.memory-latency",
                                             "browser.disk-latency",
                                             "browser.clock-skew"};
    return names.count(name) != 0;
}

/** \return whether it is of a page's loads by a single browser */
bool
IsOfLoads(const std::string& name)
{
    static const std::set<std::string> names{"browser.cache-partition",
                                             "browser.reload",
                                             "browser.visits",
                                             "browser.visit-pause"};
    return names.count(name) != 0;
}

/** \return whether it is of packets, of connections or of what is recorded of them */
bool
NeedsPackets(const Option& option)
{
    static const std::set<std::string> sections{"browser", "tls", "tcp", "quic", "h1", "h2", "h3"};
    static const std::set<std::string> links{"access", "middle", "backbone"};
    static const std::set<std::string> single{"record.hops",
                                              "record.states",
                                              "record.windows",
                                              "record.queues",
                                              "origin.alt-svc",
                                              "origin.keep-alive",
                                              "origin.max-requests",
                                              "origin.slow-server",
                                              "origin.workers"};
    const std::string section = option.Section();
    if (IsOfClientCache(option.name))
    {
        return false;
    }
    if (links.count(section) != 0)
    {
        return option.Key() != "rate" && option.Key() != "delay";
    }
    if (section == "cdn-cache")
    {
        return !IsOfCacheItself(option.name);
    }
    return sections.count(section) != 0 || single.count(option.name) != 0;
}

/** \return whether it says which requests and objects are drawn */
bool
IsOfDrawing(const Option& option)
{
    static const std::set<std::string> ofLog{"workload.clients",
                                             "workload.requests",
                                             "workload.think-time",
                                             "workload.zipf",
                                             "workload.drift"};
    return option.Section() == "catalogue" || ofLog.count(option.name) != 0;
}

} // namespace

void
CheckMootForRequests(const Scenario& s, const ScenarioOptions& options)
{
    for (const Option& option : OptionTable())
    {
        if (!IsChanged(s, option))
        {
            continue;
        }
        if (IsOfLoads(option.name))
        {
            RefuseOption(s,
                         option.name,
                         "is for loads of a page, not for a workload of requests: leave it out");
        }
        if (!options.requests.packets && NeedsPackets(option))
        {
            RefuseOption(s,
                         option.name,
                         "has no effect where every message takes a constant time: leave it out, "
                         "or set workload.level to packets");
        }
        if (!options.requests.logFile.empty() && IsOfDrawing(option))
        {
            RefuseOption(s,
                         option.name,
                         "has no effect beside workload.log, which says who asks for what: leave "
                         "one of the two out");
        }
    }
}

void
CheckFilesOfRequests(const Scenario& s, const ScenarioOptions& options, const WantedFiles& wanted)
{
    if (wanted.har)
    {
        RefuseOption(s,
                     "workload.kind",
                     "keeps no single requests to write into page.har: leave --har out, and see "
                     "answers.csv");
    }
    if (wanted.qlog)
    {
        RefuseOption(s, "workload.kind", "does not go over QUIC: leave --qlog out");
    }
    if (wanted.pcap && !options.requests.packets)
    {
        RefuseOption(s,
                     "workload.kind",
                     "has no packets to capture: leave --pcap out, or set workload.level to "
                     "packets");
    }
}

} // namespace pagewire
