// SPDX-License-Identifier: GPL-2.0-only
// Explicit congestion notification (RFC 9000 section 13.4).
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

namespace pagewire::test
{

namespace
{

/** What a server does, partly as its qlog has it. */
struct ServerLog
{
    std::uint64_t lastMarked{0};  //!< the number of the last datagram with a mark
    std::uint64_t ce{0};          //!< the largest count of CE marks in acknowledgements
    std::uint64_t ect0{0};        //!< likewise of ECT(0)
    std::uint64_t slowStartTo{0}; //!< the first ssthresh; 0: none
    double seconds{0};            //!< that the transfer took
};

std::uint64_t
LargestNumber(const std::string& text, const std::string& key)
{
    std::uint64_t largest = 0;
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1))
    {
        largest = std::max<std::uint64_t>(largest, std::stoull(text.substr(at + key.size(), 20)));
    }
    return largest;
}

/** \return the records of packets received, which hold the other end's acknowledgements */
std::string
Received(const std::string& qlog)
{
    std::string received;
    std::istringstream records(qlog);
    for (std::string record; std::getline(records, record);)
    {
        received += record.find("packet_received") == std::string::npos ? "" : record;
    }
    return received;
}

/** 2 MB over a link that never fills its queue. \param marked datagrams down that are marked CE */
ServerLog
Transfer(const std::set<std::uint64_t>& marked, bool enabled = true, bool bleached = false)
{
    TwoNodesOptions link;
    link.queue = 10000;
    TwoNodes net(link);
    TapRules taps;
    std::set<Ecn> sent;
    ServerLog log;
    taps.down.rule = [&](FlowTap& tap, std::uint64_t number, const std::string& payload, Ecn ecn) {
        sent.insert(ecn);
        log.lastMarked = ecn != Ecn::NOT_ECT ? number : log.lastMarked;
        ecn = bleached ? Ecn::NOT_ECT : ecn;
        tap.PassDown(payload, marked.count(number) ? Ecn::CE : ecn);
    };
    QuicTransferOptions options;
    options.responses = {2000000};
    options.server.ecn = options.client.ecn = enabled;
    options.taps = &taps;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run(ns3::Seconds(60));
    EXPECT_TRUE(transfer.finished && transfer.Client().intact) << transfer.Client().reason;
    EXPECT_EQ(sent.count(Ecn::ECT0), enabled ? 1U : 0U);
    for (const auto& [name, text] : contexts.qlogs)
    {
        if (name.find("server") != std::string::npos)
        {
            log.ce = LargestNumber(Received(text), "\"ce\":");
            log.ect0 = LargestNumber(Received(text), "\"ect0\":");
            const auto at = text.find("\"ssthresh\":");
            log.slowStartTo = at == std::string::npos ? 0 : std::stoull(text.substr(at + 11, 20));
        }
    }
    log.seconds = (*transfer.finished - options.start).GetSeconds();
    return log;
}

TEST(QuicEcn, MarksSlowTheSenderDownAsLossesDo)
{
    const ServerLog without = Transfer({});
    EXPECT_EQ(without.ce, 0U);
    EXPECT_GT(without.ect0, 1000U);
    const ServerLog with = Transfer({40, 41, 42, 43, 200});
    EXPECT_EQ(with.ce, 5U);
    EXPECT_GT(with.slowStartTo, 0U);
    EXPECT_GT(with.seconds, without.seconds);
}

TEST(QuicEcn, APathThatErasesMarksEndsThem)
{
    // Section 13.4.2.1: acknowledgements without counts, so the sender stops marking.
    const ServerLog bleached = Transfer({}, true, true);
    EXPECT_EQ(bleached.ce, 0U);
    EXPECT_EQ(bleached.ect0, 0U);
    EXPECT_LT(bleached.lastMarked, 100U); // of some 1400
    EXPECT_LT(bleached.seconds, 2);
}

TEST(QuicEcn, WithoutItNothingIsMarkedOrCounted)
{
    const ServerLog none = Transfer({}, false);
    EXPECT_EQ(none.ect0 + none.ce, 0U);
}

} // namespace

} // namespace pagewire::test
