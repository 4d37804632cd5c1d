// SPDX-License-Identifier: GPL-2.0-only
// Every option of QUIC and HTTP/3 reaches its own member, and no other option does.
#include "lab/option-rules.h"
#include "lab/option-table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

using O = ScenarioOptions;

/** An option, a value that is not its default, and whether that has arrived. */
struct Row
{
    std::string option;
    std::string value;
    std::function<bool(const O&)> arrived;
};

const std::vector<Row>&
Rows()
{
    using ns3::MilliSeconds;
    using ns3::Seconds;
    static const std::vector<Row> rows{
        {"browser.h3-known",
         "earlier-visit",
         [](const O& o) { return o.browser.http3Knowledge == Http3Knowledge::EARLIER_VISIT; }},
        {"browser.h3-known",
         "first-visit",
         [](const O& o) { return o.browser.http3Knowledge == Http3Knowledge::FIRST_VISIT; }},
        {"browser.h3-fallback", "no", [](const O& o) { return !o.browser.http3Fallback; }},
        {"browser.h3-head-start",
         "70ms",
         [](const O& o) { return o.browser.http3HeadStart == 70ms; }},
        {"origin.alt-svc", "no", [](const O& o) { return !o.origin.altSvc; }},
        {"quic.congestion-control",
         "reno",
         [](const O& o) { return o.quic.congestionControl == QuicCongestionControl::RENO; }},
        {"quic.congestion-control",
         "bbr",
         [](const O& o) { return o.quic.congestionControl == QuicCongestionControl::BBR; }},
        {"quic.initial-rtt",
         "71ms",
         [](const O& o) { return o.quic.initialRtt == MilliSeconds(71); }},
        {"quic.ack-delay", "7ms", [](const O& o) { return o.quic.maxAckDelay == MilliSeconds(7); }},
        {"quic.ack-threshold", "9", [](const O& o) { return o.quic.ackThreshold == 9; }},
        {"quic.max-udp-payload", "1300B", [](const O& o) { return o.quic.maxUdpPayload == 1300; }},
        {"quic.pmtud", "no", [](const O& o) { return !o.quic.pmtud; }},
        {"quic.ecn", "no", [](const O& o) { return !o.quic.ecn; }},
        {"quic.stream-window",
         "5000B",
         [](const O& o) { return o.quic.streamWindow == 5000 && o.quic.maxStreamWindow == 5000; }},
        {"quic.connection-window",
         "6000B",
         [](const O& o) {
             return o.quic.connectionWindow == 6000 && o.quic.maxConnectionWindow == 6000;
         }},
        {"quic.max-streams", "11", [](const O& o) { return o.quic.maxStreams == 11; }},
        {"quic.idle-timeout", "12s", [](const O& o) { return o.quic.idleTimeout == Seconds(12); }},
        {"quic.handshake-timeout",
         "13s",
         [](const O& o) { return o.quic.handshakeTimeout == Seconds(13); }},
        {"quic.early-data", "no", [](const O& o) { return !o.quic.earlyData; }},
        {"quic.remember-rtt", "no", [](const O& o) { return !o.quic.rememberRtt; }},
        {"quic.tokens", "no", [](const O& o) { return !o.quic.tokens; }},
        {"quic.retry", "yes", [](const O& o) { return o.quic.retry; }},
        {"quic.stateless-reset", "no", [](const O& o) { return !o.quic.statelessReset; }},
        {"quic.version",
         "draft-29",
         [](const O& o) { return o.quic.version == QuicVersion::DRAFT_29; }},
        {"quic.key-update", "14s", [](const O& o) { return o.quic.keyUpdate == Seconds(14); }},
        {"quic.connection-id-length",
         "15B",
         [](const O& o) { return o.quic.connectionIdLength == 15; }},
        {"h3.qpack-table", "16B", [](const O& o) { return o.h3.qpackTableCapacity == 16; }},
        {"h3.qpack-blocked-streams",
         "17",
         [](const O& o) { return o.h3.qpackBlockedStreams == 17; }},
        {"h3.priorities", "no", [](const O& o) { return !o.h3.extensiblePriorities; }},
    };
    return rows;
}

O
With(const std::string& option, const std::string& value)
{
    const std::size_t dot = option.find('.');
    return ResolveOptions(Scenario::Parse("[" + option.substr(0, dot) + "]\n" +
                                              option.substr(dot + 1) + " = " + value + "\n",
                                          "x.ini"));
}

} // namespace

TEST(QuicOptions, EachReachesItsOwnMember)
{
    for (const Row& given : Rows())
    {
        const O options = With(given.option, given.value);
        for (const Row& row : Rows())
        {
            const bool same = row.option == given.option && row.value == given.value;
            EXPECT_EQ(row.arrived(options), same)
                << row.option << " after " << given.option << " = " << given.value;
        }
    }
}

TEST(QuicOptions, NoneIsMissingHere)
{
    for (const Option& option : OptionTable())
    {
        const std::string section = option.name.substr(0, option.name.find('.'));
        if (section == "quic" || section == "h3" || option.name.find("browser.h3-") == 0)
        {
            EXPECT_TRUE(std::any_of(Rows().begin(), Rows().end(), [&](const Row& row) {
                return row.option == option.name;
            })) << option.name;
        }
    }
}
