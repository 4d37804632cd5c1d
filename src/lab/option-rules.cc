// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-rules.h"

#include "lab/browsing-rules.h"
#include "lab/option-table.h"
#include "lab/path-rules.h"
#include "lab/refuse-option.h"
#include "transport/udp-endpoint.h"

#include <string_view>

namespace pagewire
{

namespace
{

/** IP and TCP header with the timestamps option. */
constexpr std::uint32_t HEADER_BYTES = 52;

bool
IsPositive(const Scenario& scenario, const std::string& option)
{
    const Setting* const given = scenario.Given(option);
    return given && ParseOptionValue(*FindOption(option), given->text).real > 0;
}

void
CheckLosses(const Scenario& s, const std::string& link)
{
    const std::string up = s.Given(link + ".loss-up") ? link + ".loss-up" : link + ".loss";
    if (s.Given(link + ".burst") && !s.Given(link + ".loss") && !s.Given(link + ".loss-up"))
    {
        RefuseOption(s, link + ".burst", "needs losses to gather: set " + link + ".loss too");
    }
    if (s.Given(link + ".drop") && IsPositive(s, link + ".loss"))
    {
        RefuseOption(s,
                     link + ".drop",
                     "names the packets to lose, and " + link +
                         ".loss loses others at random: keep one of the two");
    }
    if (s.Given(link + ".drop-up") && IsPositive(s, up))
    {
        RefuseOption(s,
                     link + ".drop-up",
                     "names the packets to lose, and " + up +
                         " loses others at random: keep one of the two");
    }
}

void
CheckCapacity(const Scenario& s, const std::string& link)
{
    for (const std::string_view direction : {"", "-up"})
    {
        const std::string trace = link + ".trace" + std::string(direction);
        const std::string rate = link + ".rate" + std::string(direction);
        if (s.Given(trace) && s.Given(rate))
        {
            RefuseOption(s,
                         trace,
                         "takes the place of a rate, and " + rate +
                             " gives one: keep one of the two");
        }
    }
}

/** \return the links of the path, and the one beside it */
std::vector<LinkOptions>
EveryLink(const ScenarioOptions& options)
{
    std::vector<LinkOptions> links = options.Links();
    if (const auto second = options.SecondLink())
    {
        links.push_back(*second);
    }
    return links;
}

/** What the links themselves would refuse, told here with its place. */
void
CheckLimits(const Scenario& s, const ScenarioOptions& options)
{
    for (const LinkOptions& link : EveryLink(options))
    {
        for (const bool up : {false, true})
        {
            const DirectionOptions& direction = up ? link.up : link.down;
            const auto own = [&](const std::string& key) {
                const std::string option = link.name + "." + key;
                return up && s.Given(option + "-up") ? option + "-up" : option;
            };
            const double loss = direction.loss.rate;
            if (direction.queue.unit == QueueOptions::Unit::BYTES &&
                direction.queue.limit < link.mtu)
            {
                RefuseOption(s,
                             own("queue"),
                             "does not hold one packet: write at least " + link.name +
                                 ".mtu = " + std::to_string(link.mtu));
            }
            if (direction.loss.model == LossOptions::Model::GILBERT_ELLIOTT &&
                direction.loss.burst * (1 - loss) < loss)
            {
                RefuseOption(s,
                             own("loss"),
                             "cannot come in bursts as short as " + link.name +
                                 ".burst: a larger share of losses needs longer ones");
            }
        }
    }
}

/** \return whether the link is there: always, or because something that makes it was given */
bool
IsThere(const Scenario& scenario, const std::string& link)
{
    const Setting* const via = scenario.Given("path.via");
    const bool proxied = via && via->text != "none";
    return (proxied && (link == "middle" || link == "backbone")) || link == "access" ||
           scenario.Mentions(link + ".rate") || scenario.Mentions(link + ".delay") ||
           scenario.Mentions(link + ".trace");
}

std::string
WhatMakes(const std::string& link)
{
    return "set " + link + ".rate, " + link + ".delay or " + link + ".trace too";
}

void
CheckPresence(const Scenario& s, const std::string& link)
{
    if (IsThere(s, link))
    {
        return;
    }
    for (const Option& option : OptionTable())
    {
        if (option.Section() == link && s.Given(option.name))
        {
            RefuseOption(s, option.name, "belongs to a link that is not there: " + WhatMakes(link));
        }
    }
}

void
CheckHandOver(const Scenario& s)
{
    if (s.Given("handover.at") && !IsThere(s, "second"))
    {
        RefuseOption(s, "handover.at", "needs a second link to move to: " + WhatMakes("second"));
    }
    if (s.Given("handover.overlap") && !s.Given("handover.at"))
    {
        RefuseOption(s, "handover.overlap", "belongs to a hand-over: set handover.at too");
    }
}

void
CheckBrowser(const Scenario& s, const ScenarioOptions& options)
{
    if (options.browser.protocol == Protocol::H3 && options.browser.tls != TlsVersion::TLS13 &&
        !options.ForwardsHttp())
    {
        RefuseOption(s,
                     "browser.protocol",
                     "is encrypted always, by TLS 1.3: set browser.tls to 1.3 too");
    }
    if (options.browser.http3Knowledge == Http3Knowledge::FIRST_VISIT && options.browser.resumeTls)
    {
        RefuseOption(s,
                     "browser.h3-known",
                     "leaves no session to resume: leave browser.resume-tls at no, or write "
                     "earlier-visit");
    }
    if (options.browser.resumeTls && !options.browser.tls)
    {
        RefuseOption(s,
                     "browser.resume-tls",
                     "needs TLS: set browser.tls to 1.2 or 1.3, or leave it out");
    }
    if (options.browser.resumeTls && !options.tls.resume)
    {
        RefuseOption(s, "browser.resume-tls", "needs resumption: leave tls.resume at yes");
    }
    if (options.browser.resumeTls && !options.tls.tickets)
    {
        RefuseOption(s,
                     "browser.resume-tls",
                     "needs session tickets: set tls.tickets to 1 or more");
    }
    if (options.tls.helloRetry && options.browser.tls != TlsVersion::TLS13)
    {
        RefuseOption(s,
                     "tls.hello-retry",
                     "exists in TLS 1.3 only: set browser.tls to 1.3, or leave it out");
    }
    if (options.tls.falseStart && options.browser.tls != TlsVersion::TLS12)
    {
        RefuseOption(s,
                     "tls.false-start",
                     "exists in TLS 1.2 only: set browser.tls to 1.2, or leave it out");
    }
    const bool single = options.browser.requestsPerConnection == 1;
    if (options.browser.protocol == Protocol::H11_PIPELINED && single)
    {
        RefuseOption(s,
                     "browser.requests-per-connection",
                     "leaves nothing to pipeline: allow 2 or more, or use browser.protocol = h11");
    }
}

void
CheckDatagrams(const Scenario& s, const ScenarioOptions& options)
{
    constexpr std::uint32_t headers = UDP_IP_HEADER_BYTES;
    for (const LinkOptions& link : EveryLink(options))
    {
        // ngtcp2 reckons its first window by the longest datagram that it is allowed.
        if (s.Given("quic.max-udp-payload") && options.quic.maxUdpPayload + headers > link.mtu)
        {
            RefuseOption(s,
                         "quic.max-udp-payload",
                         "does not fit into " + link.name + ".mtu = " + std::to_string(link.mtu) +
                             ": write at most " + std::to_string(link.mtu - headers) + "B");
        }
    }
}

void
CheckAcks(const Scenario& s, const ScenarioOptions& options)
{
    if (options.tcp.delayedAck > options.tcp.maxDelayedAck)
    {
        const bool longest = s.Given("tcp.max-delayed-ack");
        RefuseOption(s,
                     longest ? "tcp.max-delayed-ack" : "tcp.delayed-ack",
                     "makes the shortest wait for an acknowledgement longer than the longest: set "
                     "tcp.max-delayed-ack to tcp.delayed-ack or more");
    }
}

void
CheckSegment(const Scenario& s, const ScenarioOptions& options)
{
    for (const LinkOptions& link : EveryLink(options))
    {
        if (options.tcp.mss + HEADER_BYTES > link.mtu)
        {
            const std::string option = s.Given("tcp.mss") ? "tcp.mss" : link.name + ".mtu";
            RefuseOption(s,
                         option,
                         "does not let a full segment through: tcp.mss can be at most " +
                             std::to_string(link.mtu - HEADER_BYTES) + " with " + link.name +
                             ".mtu = " + std::to_string(link.mtu));
        }
    }
}

} // namespace

bool
IsMoot(const std::string& option, const Scenario& scenario)
{
    const std::string link = option.substr(0, option.find('.'));
    if ((link == "middle" || link == "backbone" || link == "second") && !IsThere(scenario, link))
    {
        return true;
    }
    if (IsMootOnPath(option, scenario) || IsMootForBrowsing(option, scenario))
    {
        return true;
    }
    if (option == "handover.overlap" && !scenario.Mentions("handover.at"))
    {
        return true;
    }
    return option == link + ".rate" && scenario.Mentions(link + ".trace");
}

ScenarioOptions
ResolveOptions(const Scenario& scenario)
{
    ScenarioOptions options;
    for (const Option& option : OptionTable())
    {
        const Setting* const given = scenario.Given(option.name);
        const std::string& text = given ? given->text : option.defaultText;
        if (!text.empty())
        {
            option.apply(options, ParseOptionValue(option, text));
        }
    }
    for (const std::string link : {"access", "middle", "backbone", "second"})
    {
        CheckPresence(scenario, link);
        CheckLosses(scenario, link);
        CheckCapacity(scenario, link);
    }
    CheckHandOver(scenario);
    CheckBrowser(scenario, options);
    CheckBrowsing(scenario, options);
    CheckAcks(scenario, options);
    CheckDatagrams(scenario, options);
    CheckSegment(scenario, options);
    CheckLimits(scenario, options);
    CheckPath(scenario, options);
    return options;
}

} // namespace pagewire
