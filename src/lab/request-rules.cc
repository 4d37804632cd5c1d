// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-rules.h"

#include "lab/catalogue-rules.h"
#include "lab/moot-request-rules.h"
#include "lab/refuse-option.h"

namespace pagewire
{

namespace
{

constexpr unsigned MOST_CLIENTS = 10000; //!< with connections

void
CheckPlaces(const Scenario& s, const ScenarioOptions& options)
{
    if (!options.via.empty())
    {
        RefuseOption(s,
                     "path.via",
                     "is of a single browser's path: a workload of requests has cdn.tiers");
    }
    if (options.hasSecond)
    {
        RefuseOption(s,
                     s.Mentions("second.rate") ? "second.rate" : "second.delay",
                     "belongs to a single browser: leave it out with a workload of requests");
    }
    const std::string& fault = options.fault.kind;
    if (fault != "none" && fault != "crash")
    {
        RefuseOption(s, "fault.kind", "is not for a workload of requests: use crash");
    }
}

/** What connections can carry, and a simulation hold. */
void
CheckPackets(const Scenario& s, const ScenarioOptions& options)
{
    if (options.browser.tls)
    {
        RefuseOption(s,
                     "browser.tls",
                     "is not for a workload of requests, which goes in cleartext: leave it out");
    }
    const Protocol protocol = options.browser.protocol;
    if (protocol != Protocol::H11 && protocol != Protocol::H2)
    {
        RefuseOption(s, "browser.protocol", "is not for a workload of requests: use h11 or h2");
    }
    if (options.workload.clients > MOST_CLIENTS)
    {
        RefuseOption(s,
                     "workload.clients",
                     "is too many to have connections: write at most " +
                         std::to_string(MOST_CLIENTS) + ", or set workload.level to messages");
    }
    if (options.cdn.tiers == 0 && options.origin.servers > 1)
    {
        RefuseOption(s,
                     "origin.servers",
                     "needs a cache that chooses among them: set cdn.tiers to 1 or 2");
    }
}

} // namespace

void
CheckRequests(const Scenario& scenario, const ScenarioOptions& options)
{
    CheckPlaces(scenario, options);
    CheckCatalogue(scenario, options);
    if (options.requests.packets)
    {
        CheckPackets(scenario, options);
    }
    CheckMootForRequests(scenario, options);
}

void
CheckLoggedClients(const Scenario& scenario, const ScenarioOptions& options, std::uint32_t clients)
{
    if (options.requests.packets && clients > MOST_CLIENTS)
    {
        RefuseOption(scenario,
                     "workload.log",
                     "has " + std::to_string(clients) +
                         " clients, too many to have connections: let it have at most " +
                         std::to_string(MOST_CLIENTS) + ", or set workload.level to messages");
    }
}

} // namespace pagewire
