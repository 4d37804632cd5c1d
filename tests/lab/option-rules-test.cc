// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-rules.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

ScenarioOptions
Resolve(const std::string& text)
{
    return ResolveOptions(Scenario::Parse(text, "x.ini"));
}

void
ExpectRefused(const std::string& text, const std::string& start)
{
    try
    {
        Resolve(text);
        ADD_FAILURE() << text;
    }
    catch (const InputError& e)
    {
        EXPECT_EQ(std::string(e.what()).substr(0, start.size()), start);
    }
}

} // namespace

TEST(OptionRules, DefaultsAreThoseOfTheTable)
{
    const ScenarioOptions options = Resolve("");
    EXPECT_EQ(options.repeat, 1u);
    EXPECT_EQ(options.browser.protocol, Protocol::H11);
    EXPECT_FALSE(options.browser.tls);
    EXPECT_EQ(options.browser.connectionsPerHost, 6u);
    EXPECT_EQ(options.browser.keepAlive, 300s);
    EXPECT_EQ(options.tcp.mss, 1448u);
    EXPECT_TRUE(options.tls.recordSize.dynamic);
    EXPECT_EQ(options.h2.initialWindowSize, 6291456u);
    EXPECT_EQ(options.access.up.rate, 10000000u);
    EXPECT_EQ(options.access.down.delay, ns3::MilliSeconds(25));
    EXPECT_EQ(options.access.down.queue.limit, 100);
}

TEST(OptionRules, WithoutABackboneThereIsOneLink)
{
    EXPECT_EQ(Resolve("").Links().size(), 1u);
    const auto links = Resolve("[backbone]\ndelay = 30ms\n").Links();
    ASSERT_EQ(links.size(), 2u);
    EXPECT_EQ(links[0].name, "access");
    EXPECT_EQ(links[1].name, "backbone");
    EXPECT_EQ(links[1].up.delay, ns3::MilliSeconds(30));
    EXPECT_EQ(links[1].up.rate, 1000000000u);
    const auto slow = Resolve("[backbone]\nrate = 5Mbps\n").Links();
    ASSERT_EQ(slow.size(), 2u);
    EXPECT_EQ(slow[1].down.rate, 5000000u);
    EXPECT_EQ(slow[1].down.delay, ns3::Time(0));
}

TEST(OptionRules, TheWayUpIsAsTheWayDownUnlessSaid)
{
    const auto same = Resolve("[access]\nrate = 8Mbps\nloss = 1%\nqueue = 2bdp\n").access;
    EXPECT_EQ(same.up.rate, 8000000u);
    EXPECT_DOUBLE_EQ(same.up.loss.rate, 0.01);
    EXPECT_EQ(same.up.queue.unit, QueueOptions::Unit::BDP);
    const auto own =
        Resolve("[access]\nrate = 8Mbps\nrate-up = 1Mbps\nloss = 1%\nloss-up = 0%\nqueue-up = 9p\n")
            .access;
    EXPECT_EQ(own.up.rate, 1000000u);
    EXPECT_EQ(own.down.rate, 8000000u);
    EXPECT_EQ(own.up.loss.model, LossOptions::Model::NONE);
    EXPECT_EQ(own.down.loss.model, LossOptions::Model::IID);
    EXPECT_DOUBLE_EQ(own.up.queue.limit, 9);
}

TEST(OptionRules, LossesComeInThreeModels)
{
    const auto bursts = Resolve("[access]\nloss = 1%\nburst = 4\n").access;
    EXPECT_EQ(bursts.down.loss.model, LossOptions::Model::GILBERT_ELLIOTT);
    EXPECT_DOUBLE_EQ(bursts.down.loss.burst, 4);
    EXPECT_DOUBLE_EQ(bursts.down.loss.rate, 0.01);
    const auto list = Resolve("[access]\ndrop = 3,7\n").access;
    EXPECT_EQ(list.down.loss.model, LossOptions::Model::LIST);
    EXPECT_EQ(list.up.loss.model, LossOptions::Model::NONE);
    // A sweep from 0 on must be able to name its bursts once.
    EXPECT_EQ(Resolve("[access]\nloss = 0%\nburst = 4\n").access.down.loss.model,
              LossOptions::Model::NONE);
}

TEST(OptionRules, ATraceReplacesTheRateInItsDirection)
{
    const auto both = Resolve("[access]\ntrace = a.down\n").access;
    EXPECT_EQ(both.down.traceFile, "a.down");
    EXPECT_EQ(both.up.traceFile, "a.down");
    const auto up = Resolve("[access]\ntrace = a.down\ntrace-up = a.up\n").access;
    EXPECT_EQ(up.up.traceFile, "a.up");
    const auto rate = Resolve("[access]\ntrace = a.down\nrate-up = 1Mbps\n").access;
    EXPECT_EQ(rate.up.traceFile, "");
    EXPECT_EQ(rate.up.rate, 1000000u);
    EXPECT_EQ(rate.down.traceFile, "a.down");
}

TEST(OptionRules, AFirewallIsOfItsLink)
{
    const ScenarioOptions options = Resolve("[backbone]\ndelay = 1ms\nblock-udp = yes\n");
    EXPECT_FALSE(options.access.blockUdp);
    EXPECT_TRUE(options.backbone.blockUdp);
    EXPECT_TRUE(Resolve("[access]\nblock-udp = yes\n").Links()[0].blockUdp);
    ExpectRefused("[backbone]\nblock-udp = yes\n",
                  "x.ini:2: backbone.block-udp = yes belongs to a link that is not there");
}

TEST(OptionRules, ASecondLinkIsThereOnceSomethingMakesIt)
{
    EXPECT_FALSE(Resolve("").SecondLink());
    const auto rate = Resolve("[second]\nrate = 5Mbps\nloss-up = 1%\n").SecondLink();
    ASSERT_TRUE(rate);
    EXPECT_EQ(rate->name, "second");
    EXPECT_EQ(rate->down.rate, 5000000u);
    EXPECT_EQ(rate->down.delay, ns3::Time(0));
    EXPECT_DOUBLE_EQ(rate->up.loss.rate, 0.01);
    const auto delay = Resolve("[second]\ndelay = 40ms\n").SecondLink();
    ASSERT_TRUE(delay);
    EXPECT_EQ(delay->up.rate, 1000000000u);
    EXPECT_EQ(Resolve("[second]\ntrace = a.down\n").SecondLink()->up.traceFile, "a.down");
    EXPECT_EQ(Resolve("[second]\nrate = 5Mbps\n").Links().size(), 1u) << "it is beside the path";
}

TEST(OptionRules, AHandOverNeedsALinkToMoveTo)
{
    const auto options = Resolve("[second]\nrate = 5Mbps\n[handover]\nat = 800ms\noverlap = 2s\n");
    EXPECT_EQ(options.handOver.at, Nanoseconds(800ms));
    EXPECT_EQ(options.handOver.overlap, 2s);
    EXPECT_FALSE(Resolve("[second]\nrate = 5Mbps\n").handOver.at);
    ExpectRefused("[handover]\nat = 800ms\n",
                  "x.ini:2: handover.at = 800ms needs a second link to move to: set second.rate, "
                  "second.delay or second.trace too");
    ExpectRefused("[second]\nrate = 5Mbps\n[handover]\noverlap = 1s\n",
                  "x.ini:4: handover.overlap = 1s belongs to a hand-over: set handover.at too");
    ExpectRefused("[second]\nloss = 1%\n",
                  "x.ini:2: second.loss = 1% belongs to a link that is not there: set second.rate");
    ExpectRefused("[second]\nrate = 5Mbps\nmtu = 1400\n",
                  "x.ini:3: second.mtu = 1400 does not let");
}

TEST(OptionRules, EachSettingReachesItsMember)
{
    const ScenarioOptions options =
        Resolve("[browser]\ntls = 1.2\n[tls]\nrecord-size = 4KiB\nchain = 3KB\n"
                "tickets = 0\nfalse-start = yes\n[origin]\nthink-time = 5ms\n"
                "keep-alive = 0s\nmax-requests = 7\n[tcp]\ncongestion-control = reno\n");
    EXPECT_EQ(options.tls.version, TlsVersion::TLS12);
    EXPECT_FALSE(options.tls.recordSize.dynamic);
    EXPECT_EQ(options.tls.recordSize.large, 4096u);
    EXPECT_EQ(options.tls.chainBytes, 3000u);
    EXPECT_FALSE(options.tls.tickets);
    EXPECT_TRUE(options.tls.falseStart);
    EXPECT_EQ(options.origin.thinkTime, Nanoseconds(5ms));
    EXPECT_FALSE(options.h1.keepAlive);
    EXPECT_EQ(options.h1.maxRequests, 7u);
    EXPECT_EQ(options.tcp.congestionControl, CongestionControl::RENO);
}

TEST(OptionRules, ContradictionsAreRefusedWhereTheyStand)
{
    ExpectRefused("[browser]\nresume-tls = yes\n", "x.ini:2: browser.resume-tls = yes needs TLS");
    ExpectRefused("[browser]\ntls = 1.3\nresume-tls = yes\n[tls]\ntickets = 0\n",
                  "x.ini:3: browser.resume-tls = yes needs session tickets");
    ExpectRefused("[browser]\ntls = 1.3\nresume-tls = yes\n[tls]\nresume = no\n",
                  "x.ini:3: browser.resume-tls = yes needs resumption: leave tls.resume at yes");
    ExpectRefused("[browser]\ntls = 1.3\n[tls]\nfalse-start = yes\n",
                  "x.ini:4: tls.false-start = yes exists in TLS 1.2 only");
    ExpectRefused("[browser]\ntls = 1.2\n[tls]\nhello-retry = yes\n",
                  "x.ini:4: tls.hello-retry = yes exists in TLS 1.3 only");
    ExpectRefused("[access]\nrate = 10Mbps\ntrace = a.down\n",
                  "x.ini:3: access.trace = a.down takes the place of a rate, and access.rate");
    ExpectRefused("[access]\nburst = 5\n", "x.ini:2: access.burst = 5 needs losses to gather");
    ExpectRefused("[access]\ndrop = 3\nloss = 1%\n", "x.ini:2: access.drop = 3 names the packets");
    ExpectRefused("[access]\ndrop-up = 3\nloss = 1%\n", "x.ini:2: access.drop-up = 3 names");
    ExpectRefused("[backbone]\nloss = 1%\n",
                  "x.ini:2: backbone.loss = 1% belongs to a link that is");
    ExpectRefused("[browser]\nprotocol = h11-pipelined\nrequests-per-connection = 1\n",
                  "x.ini:3: browser.requests-per-connection = 1 leaves nothing to pipeline");
    ExpectRefused("[tcp]\ndelayed-ack = 300ms\n",
                  "x.ini:2: tcp.delayed-ack = 300ms makes the shortest wait");
    ExpectRefused("[tcp]\nmax-delayed-ack = 10ms\n",
                  "x.ini:2: tcp.max-delayed-ack = 10ms makes the shortest wait");
    ExpectRefused("[tcp]\nmss = 1449\n",
                  "x.ini:2: tcp.mss = 1449 does not let a full segment through: tcp.mss can be at "
                  "most 1448");
    ExpectRefused("[access]\nmtu = 1400\n",
                  "x.ini:2: access.mtu = 1400 does not let a full segment through: tcp.mss can be "
                  "at most 1348");
}

TEST(OptionRules, WhatHttp3CannotDoWithoutIsRefusedWhereItStands)
{
    ExpectRefused("[browser]\nprotocol = h3\n",
                  "x.ini:2: browser.protocol = h3 is encrypted always, by TLS 1.3: set "
                  "browser.tls to 1.3 too");
    ExpectRefused("[browser]\ntls = 1.2\nprotocol = h3\n",
                  "x.ini:3: browser.protocol = h3 is encrypted always");
    EXPECT_NO_THROW(Resolve("[browser]\nprotocol = h3\ntls = 1.3\n"));
    const std::string first = "[browser]\nprotocol = h3\ntls = 1.3\nh3-known = first-visit\n";
    ExpectRefused(first + "resume-tls = yes\n",
                  "x.ini:4: browser.h3-known = first-visit leaves no session to resume: leave "
                  "browser.resume-tls at no, or write earlier-visit");
    EXPECT_NO_THROW(Resolve(first));
    EXPECT_NO_THROW(Resolve("[browser]\nprotocol = h3\ntls = 1.3\nh3-known = earlier-visit\n"
                            "resume-tls = yes\n"));
}

TEST(OptionRules, ADatagramThatDoesNotFitIsRefusedWhereItStands)
{
    // 20 octets of IP and 8 of UDP are before the payload.
    ExpectRefused("[quic]\nmax-udp-payload = 1473B\n",
                  "x.ini:2: quic.max-udp-payload = 1473B does not fit into access.mtu = 1500: "
                  "write at most 1472B");
    EXPECT_NO_THROW(Resolve("[quic]\nmax-udp-payload = 1472B\n"));
    const std::string narrow = "[tcp]\nmss = 1200\n[backbone]\nrate = 1Gbps\nmtu = 1300\n";
    ExpectRefused(narrow + "[quic]\nmax-udp-payload = 1273B\n",
                  "x.ini:7: quic.max-udp-payload = 1273B does not fit into backbone.mtu = 1300: "
                  "write at most 1272B");
    EXPECT_NO_THROW(Resolve(narrow + "[quic]\nmax-udp-payload = 1272B\n"));
    EXPECT_NO_THROW(Resolve(narrow)) << "the default is found out by path MTU discovery";
}

TEST(OptionRules, WhatALinkCannotDoIsRefusedWhereItStands)
{
    ExpectRefused("[access]\nqueue = 1000B\n",
                  "x.ini:2: access.queue = 1000B does not hold one packet: write at least "
                  "access.mtu = 1500");
    ExpectRefused("[access]\nqueue-up = 1000B\n", "x.ini:2: access.queue-up = 1000B does not");
    ExpectRefused("[access]\nloss = 60%\nburst = 1.2\n", "x.ini:2: access.loss = 60% cannot come");
    EXPECT_NO_THROW(Resolve("[access]\nloss = 60%\nburst = 1.6\n"));
}

TEST(OptionRules, WhatOnlySeemsContradictoryIsAllowed)
{
    EXPECT_NO_THROW(Resolve("[browser]\nprotocol = h09\ntls = 1.3\n"));
    EXPECT_NO_THROW(Resolve("[browser]\nprotocol = h2\npipeline-depth = 4\n"));
    EXPECT_NO_THROW(Resolve("[browser]\nprotocol = h11\n[h2]\npush = yes\n"));
    EXPECT_NO_THROW(Resolve("[access]\ndrop = 3\nloss = 0%\n"));
    EXPECT_NO_THROW(Resolve("[access]\ndrop-up = 3\nloss = 1%\nloss-up = 0%\n"));
    EXPECT_NO_THROW(Resolve("[access]\nmtu = 1400\n[tcp]\nmss = 1348\n"));
}
