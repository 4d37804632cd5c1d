// SPDX-License-Identifier: GPL-2.0-only
#include "lab/simulation.h"

#include "base/error.h"
#include "base/seed.h"
#include "lab/direct-run.h"
#include "lab/message-visit.h"
#include "lab/ns3-arguments.h"
#include "lab/origin-setup.h"
#include "lab/page-visit.h"
#include "lab/request-visit.h"
#include "report/run-recorder.h"
#include "report/run-writer.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

namespace
{

/** How long before the load the earlier visit began, at which the browser got its TLS sessions. */
constexpr std::int64_t EARLIER_VISIT_SECONDS = 60;

/** Takes everything down when the simulation is left, in whatever way. */
struct SimulatorGuard
{
    ~SimulatorGuard()
    {
        ns3::Simulator::Destroy();
    }
};

ContextSinks
MakeSinks(RunRecorder& recorder, bool qlog, const std::shared_ptr<bool>& listens)
{
    ContextSinks sinks;
    sinks.keyLog = [listens, sink = recorder.KeyLog()](const std::string& line) {
        if (*listens)
        {
            sink(line);
        }
    };
    if (qlog)
    {
        sinks.qlog = [listens, sink = recorder.Qlog()](const std::string& name,
                                                       std::string_view piece) {
            if (*listens)
            {
                sink(name, piece);
            }
        };
    }
    return sinks;
}

VisitContexts
MakeContexts(const SimulationInput& input, const ContextSinks& sinks)
{
    return MakeVisitContexts(input.options, input.page, input.runNumber, sinks);
}

/**
 * \return a page that asks each host for nothing, on as many connections as may be opened to it;
 * what it leaves behind are TLS sessions
 */
Page
GreetingPage(const SimulationInput& input)
{
    Page greeting;
    greeting.hosts = input.page.hosts;
    for (std::size_t host = 0; host < greeting.hosts.size(); ++host)
    {
        for (unsigned i = 0; i < input.options.browser.connectionsPerHost; ++i)
        {
            Resource resource;
            resource.host = host;
            resource.method = "OPTIONS";
            resource.path = "/" + std::to_string(i);
            greeting.resources.push_back(std::move(resource));
        }
    }
    return greeting;
}

/** \return the links without anything that hits single packets by chance */
std::vector<LinkOptions>
CalmLinks(std::vector<LinkOptions> links)
{
    for (LinkOptions& link : links)
    {
        for (DirectionOptions* direction : {&link.up, &link.down})
        {
            direction->loss = {};
            direction->jitter = ns3::Time(0);
            direction->reorder = 0;
        }
    }
    return links;
}

/** An earlier visit over the same links, in a simulation of its own in which nothing is lost; a
 * firewall that stops UDP was there already. */
void
VisitBefore(const SimulationInput& input, const VisitContexts& contexts)
{
    const SimulatorGuard guard;
    ScenarioOptions options = input.options;
    options.browser.browsing = {};
    PageVisit visit(CalmLinks(options.Links()), GreetingPage(input), options, contexts);
    visit.Run(ns3::Time(0));
}

void
AddSecondLink(Network& network, const ScenarioOptions& options, ns3::Time start)
{
    if (const auto second = options.SecondLink())
    {
        network.AddSecondLink(*second);
    }
    if (options.handOver.at)
    {
        network.HandOver(start + ns3::NanoSeconds(options.handOver.at->count()),
                         ns3::NanoSeconds(options.handOver.overlap.count()));
    }
}

/** \return how many visits there were before: one that learns of HTTP/3 does not yet use it */
unsigned
EarlierVisits(const BrowserOptions& browser)
{
    const bool learns =
        browser.protocol == Protocol::H3 && browser.http3Knowledge == Http3Knowledge::EARLIER_VISIT;
    return learns ? 2 : browser.resumeTls ? 1 : 0;
}

} // namespace

namespace
{

/** Runs of one number have the same requests and versions, whatever else their options say. */
std::uint64_t
SeedOf(const SimulationInput& input)
{
    return MixSeed(input.options.seed, "run " + std::to_string(input.runNumber));
}

std::uint64_t
VersionSeedOf(const SimulationInput& input)
{
    return MixSeed(SeedOf(input), "versions");
}

std::unique_ptr<Visit>
MakeVisit(const SimulationInput& input, const VisitContexts& contexts)
{
    if (input.options.workload.kind == "page")
    {
        auto visit =
            std::make_unique<PageVisit>(input.options.Links(), input.page, input.options, contexts);
        if (input.priorities)
        {
            visit->SetPriorities(input.priorities);
        }
        return visit;
    }
    if (input.options.workload.kind == "requests")
    {
        return std::make_unique<RequestVisit>(input.page,
                                              input.requests,
                                              input.options,
                                              contexts,
                                              VersionSeedOf(input));
    }
    return std::make_unique<MessageVisit>(input.options.Links(), input.options, contexts);
}

void
CheckPriorities(const SimulationInput& input)
{
    const std::string& kind = input.options.workload.kind;
    if (input.priorities && kind != "page")
    {
        throw InputError(
            "a policy of priorities is for the loads of a page, and workload.kind is " + kind +
            ": leave the policy out or set workload.kind = page");
    }
}

RunResult
SimulateDirectly(const SimulationInput& input)
{
    const SimulatorGuard guard;
    return DirectRun(input.options, input.page, input.requests, VersionSeedOf(input)).Run();
}

} // namespace

RunResult
Simulate(const SimulationInput& input)
{
    CheckPriorities(input);
    Ns3Arguments::Apply(input.ns3Arguments);
    ns3::RngSeedManager::SetSeed(input.options.seed);
    ns3::RngSeedManager::SetRun(input.runNumber);
    if (input.options.workload.kind == "requests" && !input.options.requests.packets)
    {
        return SimulateDirectly(input);
    }
    RunRecorder recorder(input.page);
    if (input.options.record.cache)
    {
        recorder.KeepDecisions();
    }
    const auto listens = std::make_shared<bool>(false);
    const VisitContexts contexts = MakeContexts(input, MakeSinks(recorder, input.qlog, listens));
    ns3::Time start(0);
    // Who resumes nothing has kept from then but where HTTP/3 can be had.
    VisitContexts before = input.options.browser.resumeTls ? contexts : MakeContexts(input, {});
    before.alternatives = contexts.alternatives;
    for (unsigned visits = EarlierVisits(input.options.browser); visits > 0; --visits)
    {
        VisitBefore(input, before);
        start = ns3::Seconds(EARLIER_VISIT_SECONDS);
    }
    *listens = true;
    const SimulatorGuard guard;
    const std::unique_ptr<Visit> visit = MakeVisit(input, contexts);
    AddSecondLink(visit->Net(), input.options, start);
    visit->ApplyArguments(input.ns3Arguments);
    if (!input.capturePrefix.empty())
    {
        visit->Net().EnableCapture(input.capturePrefix);
    }
    visit->Observe(recorder);
    visit->AddFault(start);
    visit->AddPurges(start);
    visit->Run(start);
    visit->Report(recorder);
    return recorder.Take(visit->Net(), start);
}

namespace
{

/** What there is to fetch, and for a workload of requests when. */
void
SetContent(SimulationInput& input, const RunPlan& plan, const PlannedRun& run)
{
    const Scenario& scenario = run.point->scenario;
    const std::string& kind = input.options.workload.kind;
    const Setting* const log = scenario.Given("workload.log");
    if (kind == "page")
    {
        input.page = plan.Inputs().PageOf(scenario.Given("page.file")->text);
    }
    else if (kind != "requests")
    {
        input.page = FeedPage();
    }
    else if (log && !log->text.empty())
    {
        const RequestsAndObjects& requests = plan.Inputs().RequestsOf(log->text);
        input.page = requests.page;
        input.requests = requests.log;
        input.options.workload.clients = requests.clients;
    }
    else
    {
        RequestLogOptions options = input.options.requests.log;
        options.clients = input.options.workload.clients;
        options.objects = input.options.requests.catalogue.objects;
        input.requests = DrawRequestLog(options, SeedOf(input));
        input.page = CataloguePage(input.options.requests.catalogue, SeedOf(input));
    }
    if (kind == "requests")
    {
        const OriginOptions& origin = input.options.origin;
        input.page = WithThinkTimes(WithUpdates(std::move(input.page), origin), origin, 1);
    }
}

} // namespace

void
MakePlannedRun(const RunPlan& plan,
               const PlannedRun& run,
               const std::string& directory,
               const std::string& folder,
               const std::shared_ptr<PriorityPolicy>& priorities)
{
    SimulationInput input;
    input.priorities = priorities;
    input.options = plan.OptionsOf(run, directory);
    input.runNumber = run.runNumber;
    SetContent(input, plan, run);
    input.ns3Arguments = plan.Context().ns3Arguments;
    input.qlog = plan.Context().qlog;
    input.capturePrefix = plan.Context().pcap ? folder + "/capture" : "";
    RunIdentity identity;
    identity.seed = input.options.seed;
    identity.run = run.runNumber;
    RunExtras extras;
    extras.har = plan.Context().har;
    extras.hops = input.options.record.hops;
    extras.states = input.options.record.states;
    extras.cache = input.options.record.cache;
    extras.windows = input.options.record.windows;
    extras.queues = input.options.record.queues;
    extras.visits =
        input.options.workload.kind == "page" && input.options.browser.browsing.HasHistory();
    extras.messages =
        input.options.workload.kind == "ticker" || input.options.workload.kind == "chat";
    WriteRun(Simulate(input), identity, folder, extras);
}

} // namespace pagewire
