// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-rules.h"

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

void
CheckShares(const Scenario& s, const CatalogueOptions& catalogue)
{
    if (catalogue.privateShare + catalogue.noStoreShare + catalogue.noValidatorShare > 1)
    {
        const std::string last = s.Given("catalogue.no-validator") ? "catalogue.no-validator"
                               : s.Given("catalogue.no-store")     ? "catalogue.no-store"
                                                                   : "catalogue.private";
        RefuseOption(s,
                     last,
                     "makes more than all objects together with the other shares: "
                     "catalogue.private, no-store and no-validator are 100 % at most");
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
    CheckShares(scenario, options.requests.catalogue);
    if (options.requests.packets)
    {
        CheckPackets(scenario, options);
    }
}

} // namespace pagewire
