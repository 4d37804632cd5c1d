// SPDX-License-Identifier: GPL-2.0-only
// Whole simulations whose held-up times are reckoned by hand, or from the captures alone.
#include "lab/captured-packets.h"
#include "lab/option-rules.h"
#include "lab/simulation.h"
#include "lab/temporary-folder.h"
#include "report/request-stalls.h"
#include "report/request-timings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A document and so many objects behind it. */
Page
MakePage(std::uint64_t document, std::size_t objects, std::uint64_t size)
{
    Page page;
    page.hosts = {{"www.example", ""}};
    for (std::size_t i = 0; i <= objects; ++i)
    {
        Resource resource;
        resource.path = i == 0 ? "/" : "/" + std::to_string(i);
        resource.size = i == 0 ? document : size;
        if (i > 0)
        {
            resource.priority.incremental = true;
            resource.dependencies.push_back({});
        }
        page.resources.push_back(resource);
    }
    return page;
}

/** A link that takes a nanosecond for each octet; the round trip is 50 ms. */
const std::string NANOSECOND_LINK = "[access]\nrate = 8Gbps\ndelay = 25ms\nqueue = 1000p\n";
const std::string SLOW_LINK = "[access]\nrate = 100Mbps\ndelay = 25ms\nqueue = 1000p\n";
constexpr std::int64_t ROUND_TRIP = 50000000;
constexpr std::int64_t ACK = 52;
constexpr std::int64_t FULL = 1500;
const std::string HTTP3 = "[browser]\nprotocol = h3\ntls = 1.3\n";
constexpr std::size_t REQUEST = 1; //!< of HTTP/3: the client's datagram with it, behind its first

/** A simulated load, its captures, and what held up its requests. */
struct Load
{
    Load(const std::string& scenario, Page page)
    {
        SimulationInput input;
        input.options = ResolveOptions(Scenario::Parse(scenario, "x.ini"));
        input.page = std::move(page);
        input.capturePrefix = folder / "capture";
        result = Simulate(input);
        EXPECT_EQ(result.Status(), "ok");
        const StallFinder finder(result);
        for (const RequestRecord& request : result.requests)
        {
            stalls.push_back(finder.Of(request));
        }
    }

    std::int64_t Of(std::size_t request, StallKind kind) const
    {
        return stalls.at(request)[static_cast<std::size_t>(kind)].Total().GetNanoSeconds();
    }

    /** \return how many requests something of this kind held up */
    std::size_t Count(StallKind kind) const
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < stalls.size(); ++i)
        {
            count += Of(i, kind) > 0 ? 1 : 0;
        }
        return count;
    }

    /** \return data that arrived at the browser on the connection of the request */
    std::vector<CapturedPacket> Arrived(std::size_t request) const
    {
        const std::uint32_t number = result.requests.at(request).connection;
        const std::string& address = result.connections.at(number - 1).localAddress;
        const auto port = std::stoul(address.substr(address.find(':') + 1));
        auto data = DataDown(ReadCapture(folder / "capture-access-near.pcap"));
        data.erase(std::remove_if(data.begin(),
                                  data.end(),
                                  [port](const auto& s) { return s.port != port; }),
                   data.end());
        return data;
    }

    TemporaryFolder folder;
    RunResult result;
    std::vector<RequestStalls> stalls;
};

/** \return the packets one way in the capture of one end of the access link */
std::vector<CapturedPacket>
PacketsOneWay(const Load& load, const char* end, bool down)
{
    auto packets = ReadCapture(load.folder / ("capture-access-" + std::string(end) + ".pcap"));
    const auto other = [down](const CapturedPacket& packet) { return packet.down != down; };
    packets.erase(std::remove_if(packets.begin(), packets.end(), other), packets.end());
    return packets;
}

/** The number of the n-th packet with so much data or more, counted as access.drop does. */
std::size_t
NumberOfFull(const Load& load, std::size_t n)
{
    std::size_t number = 0;
    for (const CapturedPacket& s : ReadCapture(load.folder / "capture-access-far.pcap"))
    {
        number += s.down ? 1 : 0;
        if (s.down && s.octets >= 1448 && n-- == 0)
        {
            return number;
        }
    }
    ADD_FAILURE() << "no such packet";
    return 0;
}

} // namespace

TEST(WhereTimeWent, ALoneResponseIsHeldFromTheNextPacketToTheRetransmission)
{
    for (const char* tls : {"none", "1.2", "1.3"})
    {
        for (const char* protocol : {"h10", "h11", "h2"})
        {
            const std::string browser =
                "[browser]\nprotocol = " + std::string(protocol) + "\ntls = " + tls + "\n";
            const std::size_t third =
                NumberOfFull(Load(SLOW_LINK + browser, MakePage(30000, 0, 0)), 5);
            const Load load(SLOW_LINK + "drop = " + std::to_string(third) + "\n" + browser,
                            MakePage(30000, 0, 0));
            const TimeSpans gaps = GapsOf(load.Arrived(0));
            ASSERT_EQ(gaps.All().size(), 1u) << protocol << " " << tls;
            EXPECT_EQ(load.Of(0, StallKind::HOL_OWN), gaps.Total().GetNanoSeconds())
                << protocol << " " << tls;
            EXPECT_EQ(load.Of(0, StallKind::HOL_OTHER), 0) << protocol << " " << tls;
            // A fast retransmission: the answer to the next packets goes there and back; and where
            // these were too few, RACK has waited for a quarter of a round trip (RFC 8985).
            EXPECT_GT(gaps.Total().GetNanoSeconds(), ROUND_TRIP);
            EXPECT_LT(gaps.Total().GetNanoSeconds(), ROUND_TRIP * 5 / 4 + 3000000);
        }
    }
}

TEST(WhereTimeWent, AStreamsLossHoldsUpAllThatFollowOnItsConnection)
{
    const std::string browser =
        "[browser]\nprotocol = h2\ntls = 1.3\n[h2]\nseparate-requests = no\n";
    const Page page = MakePage(200000, 20, 3500);
    // Behind the document's full packets, and those of the first two objects.
    const Load whole(SLOW_LINK + browser, page);
    EXPECT_EQ(whole.Count(StallKind::HOL_OWN) + whole.Count(StallKind::HOL_OTHER), 0u);
    const Load load(SLOW_LINK + "drop = 155\n" + browser, page);
    const auto arrived = load.Arrived(0);
    const TimeSpans gaps = GapsOf(arrived);
    ASSERT_EQ(gaps.All().size(), 1u);
    ASSERT_EQ(load.Count(StallKind::HOL_OWN), 1u);
    const auto lost = std::find_if(load.stalls.begin(), load.stalls.end(), [](const auto& s) {
        return !s[0].Empty();
    });
    const auto victim = static_cast<std::size_t>(lost - load.stalls.begin());
    EXPECT_EQ(load.Of(victim, StallKind::HOL_OWN), gaps.Total().GetNanoSeconds());
    EXPECT_EQ(load.Count(StallKind::HOL_OTHER), 20 - victim) << "all behind it";
    std::set<std::int64_t> arrivals;
    for (const CapturedPacket& segment : arrived)
    {
        arrivals.insert(segment.time.GetNanoSeconds());
    }
    std::int64_t last = gaps.Total().GetNanoSeconds();
    for (std::size_t i = victim + 1; i <= 20; ++i)
    {
        const std::int64_t held = load.Of(i, StallKind::HOL_OTHER);
        const ns3::Time mended = gaps.All().front().end;
        EXPECT_EQ(load.Of(i, StallKind::HOL_OWN), 0);
        EXPECT_EQ(arrivals.count(mended.GetNanoSeconds() - held), 1u) << "since a packet came";
        EXPECT_EQ(*load.result.requests[i].end, mended);
        EXPECT_LT(held, last) << "the later it came the less it waited";
        last = held;
    }
}

TEST(WhereTimeWent, OtherConnectionsGoOn)
{
    const std::string browser = "[browser]\nprotocol = h11\nconnections-per-host = 6\n";
    const Page page = MakePage(20000, 12, 20000);
    const Load whole(SLOW_LINK + browser, page);
    const Load load(SLOW_LINK + "drop = " + std::to_string(NumberOfFull(whole, 45)) + "\n" +
                        browser,
                    page);
    EXPECT_EQ(load.result.connections.size(), 6u);
    EXPECT_EQ(load.Count(StallKind::HOL_OWN), 1u);
    EXPECT_EQ(load.Count(StallKind::HOL_OTHER), 0u);
    for (std::size_t i = 0; i < load.stalls.size(); ++i)
    {
        TimeSpans gaps;
        const RequestRecord& request = load.result.requests[i];
        gaps.AddWithin(GapsOf(load.Arrived(i)), *request.sendStart, *request.end);
        EXPECT_EQ(load.Of(i, StallKind::HOL_OWN), gaps.Total().GetNanoSeconds()) << i;
    }
}

TEST(WhereTimeWent, PipelinedResponsesWaitForTheOnesBefore)
{
    const std::string browser = "[browser]\nprotocol = h11-pipelined\nconnections-per-host = 1\n";
    const Page page = MakePage(20000, 6, 4000);
    const Load whole(SLOW_LINK + browser, page);
    const Load load(SLOW_LINK + "drop = " + std::to_string(NumberOfFull(whole, 16)) + "\n" +
                        browser,
                    page);
    EXPECT_EQ(load.Count(StallKind::HOL_OWN), 1u);
    EXPECT_GE(load.Count(StallKind::HOL_OTHER), 3u);
    const TimeSpans gaps = GapsOf(load.Arrived(0));
    TimeSpans held;
    for (const RequestStalls& stalls : load.stalls)
    {
        held.Add(stalls[0]);
        held.Add(stalls[1]);
    }
    EXPECT_EQ(held.Without(gaps).Total(), ns3::Time(0));
    EXPECT_EQ(gaps.Without(held).Total(), ns3::Time(0)) << "somebody's octets lay there";
}

TEST(WhereTimeWent, TheCongestionWindowKeepsAFlightFromLeaving)
{
    // A response of 20 segments: ten leave at once, behind the ACK of the request, and two with
    // each ACK that comes back for one of them.
    const Load load(NANOSECOND_LINK + "[browser]\nprotocol = h11\n",
                    MakePage(20 * 1448 - 300, 0, 0));
    const auto sent = DataDown(ReadCapture(load.folder / "capture-access-far.pcap"));
    ASSERT_EQ(sent.size(), 20u);
    // The first ACK is back a round trip after the first segment has left; until then the window
    // is full. For the first part of that time segments waited in the queue: nine times a packet,
    // and the ACK before them. From the first ACK on one segment always waits for another.
    const std::int64_t firstAck = FULL + ACK + ROUND_TRIP;
    EXPECT_EQ(load.Of(0, StallKind::CWND), firstAck - 9 * FULL);
    EXPECT_EQ((sent[10].time - sent[0].time).GetNanoSeconds(), firstAck);
    // Of the second flight: while the first five ACKs come, and the last one of it waits.
    const std::int64_t second = (sent[19].time - sent[10].time).GetNanoSeconds();
    EXPECT_EQ(second, 9 * FULL);
    // The request waits behind the last ACK of the handshake, and the response behind its own.
    EXPECT_EQ(load.Of(0, StallKind::QUEUE), ACK + (ACK + 9 * FULL) + second);
    EXPECT_EQ(load.Of(0, StallKind::FLOW_CONTROL), 0);
}

TEST(WhereTimeWent, AKnownBacklogIsQueueing)
{
    // Ten segments at 12 Mbit/s, a millisecond each: the last one waits for nine, and for the ACK.
    const Load load("[access]\nrate = 12Mbps\ndelay = 25ms\nqueue = 100p\n"
                    "[browser]\nprotocol = h11\n",
                    MakePage(10 * 1448 - 300, 0, 0));
    constexpr std::int64_t ACK_TIME = 34667; // 52 octets at 12 Mbit/s, rounded
    EXPECT_EQ(load.Of(0, StallKind::QUEUE), ACK_TIME + ACK_TIME + 9 * 1000000);
    EXPECT_EQ(load.Of(0, StallKind::CWND), 0) << "the window was full, but nothing waited for it";
}

TEST(WhereTimeWent, AKnownBacklogOfHttp3IsQueueing)
{
    // Eight microseconds an octet, slower than the pacer lets packets go: from the moment the
    // request is there until the last packet of the response leaves, one always waits.
    const Load load("[access]\nrate = 1Mbps\nrate-up = 8Gbps\ndelay = 25ms\n" + HTTP3,
                    MakePage(10000, 0, 0));
    const ns3::Time asked = PacketsOneWay(load, "far", false)[REQUEST].time;
    const auto sent = PacketsOneWay(load, "far", true);
    std::int64_t before = 0;
    std::size_t i = 1; // behind the server's first flight, one packet
    for (; i < sent.size() && sent[i].octets >= 1200; ++i)
    {
        before += 8000 * sent[i].size;
    }
    ASSERT_EQ(i, 11u);
    EXPECT_EQ(sent[1].time, asked);
    EXPECT_EQ((sent[i].time - asked).GetNanoSeconds(), before);
    EXPECT_EQ(load.Of(0, StallKind::QUEUE), before);
    EXPECT_EQ(load.Of(0, StallKind::CWND), 0);
}

TEST(WhereTimeWent, ATinyWindowOfHttp2IsFlowControl)
{
    const Load load(NANOSECOND_LINK +
                        "[browser]\nprotocol = h2\n[h2]\ninitial-window-size = 1000B\n",
                    MakePage(4000, 0, 0));
    // A thousand octets at a time; each but the first waits for the WINDOW_UPDATE that the one
    // before brings about, which is there a round trip and the two packets' own time later.
    const auto sent = DataDown(ReadCapture(load.folder / "capture-access-far.pcap"));
    std::vector<ns3::Time> data;
    for (const CapturedPacket& segment : sent)
    {
        if (segment.octets >= 1000)
        {
            data.push_back(segment.time);
        }
    }
    ASSERT_EQ(data.size(), 4u);
    const std::int64_t apart = (data[3] - data[0]).GetNanoSeconds();
    EXPECT_NEAR(static_cast<double>(apart), 3.0 * ROUND_TRIP, 3 * 1500);
    // The request waited in the queue, behind an ACK and the client's preface: 24 octets, SETTINGS
    // with four entries and a WINDOW_UPDATE.
    const std::int64_t preface = ACK + 24 + (9 + 4 * 6) + 13;
    EXPECT_EQ(load.Of(0, StallKind::FLOW_CONTROL) + load.Of(0, StallKind::QUEUE),
              apart + ACK + preface);
}

TEST(WhereTimeWent, ATinyWindowOfHttp3IsFlowControl)
{
    const Load load(NANOSECOND_LINK + HTTP3 + "[quic]\nstream-window = 1KiB\n",
                    MakePage(4000, 0, 0));
    const auto arrived = PacketsOneWay(load, "near", true);
    const auto sent = PacketsOneWay(load, "far", true);
    const auto answers = PacketsOneWay(load, "near", false);
    const auto answered = PacketsOneWay(load, "far", false);
    // Four windows; handshakes, the first packet of the first window with them, and probes for the
    // path MTU are longer than what ends each, and acknowledgements shorter.
    std::vector<std::size_t> windows;
    for (std::size_t i = 0; i < sent.size(); ++i)
    {
        if (sent[i].octets > 600 && sent[i].octets < 1200)
        {
            windows.push_back(i);
        }
    }
    ASSERT_EQ(windows.size(), 4u);
    // Each but the last is used up at once, the first one when the request is there, and opens when
    // the MAX_STREAM_DATA arrives that the browser sends as it has the last octet.
    std::int64_t closed = 0;
    for (std::size_t i = 0; i < 3; ++i)
    {
        const ns3::Time used = i == 0 ? answered[REQUEST].time : sent[windows[i]].time;
        const auto credit =
            std::find_if(answers.begin(), answers.end(), [&](const CapturedPacket& p) {
                return p.time == arrived[windows[i]].time;
            });
        ASSERT_NE(credit, answers.end());
        const auto number = static_cast<std::size_t>(credit - answers.begin());
        closed += (answered[number].time - used).GetNanoSeconds();
    }
    EXPECT_GT(closed, 3 * ROUND_TRIP);
    EXPECT_EQ(load.Of(0, StallKind::FLOW_CONTROL) + load.Of(0, StallKind::QUEUE), closed);
    EXPECT_EQ(load.Of(0, StallKind::CWND), 0);
}

TEST(WhereTimeWent, ASmallReceiveBufferIsFlowControl)
{
    const Load load(NANOSECOND_LINK + "[browser]\nprotocol = h11\n[tcp]\nreceive-buffer = 8KiB\n",
                    MakePage(40000, 0, 0));
    EXPECT_GT(load.Of(0, StallKind::FLOW_CONTROL), 3 * ROUND_TRIP);
    EXPECT_EQ(load.Of(0, StallKind::CWND), 0);
}

TEST(WhereTimeWent, NothingHoldsUpATinyPageButTheAcksBeforeIt)
{
    for (const char* protocol : {"h09", "h10", "h11", "h11-pipelined", "h2"})
    {
        const Load load(NANOSECOND_LINK + "[browser]\nprotocol = " + protocol + "\n",
                        MakePage(500, 0, 0));
        for (const StallKind kind :
             {StallKind::HOL_OWN, StallKind::HOL_OTHER, StallKind::FLOW_CONTROL, StallKind::CWND})
        {
            EXPECT_EQ(load.Of(0, kind), 0) << protocol << " " << StallName(kind);
        }
        EXPECT_LE(load.Of(0, StallKind::QUEUE), 1000) << protocol;
    }
}

TEST(WhereTimeWent, NothingHoldsUpATinyPageOfHttp3ButTheHandshakeBeforeIt)
{
    const Load load(NANOSECOND_LINK + HTTP3, MakePage(500, 0, 0));
    for (const StallKind kind :
         {StallKind::HOL_OWN, StallKind::HOL_OTHER, StallKind::FLOW_CONTROL, StallKind::CWND})
    {
        EXPECT_EQ(load.Of(0, kind), 0) << StallName(kind);
    }
    // The server ends the handshake with a probe for the path MTU and a packet of tickets; the
    // response is behind both.
    const auto sent = PacketsOneWay(load, "far", true);
    EXPECT_EQ(load.Of(0, StallKind::QUEUE), sent[1].size + sent[2].size);
}

TEST(WhereTimeWent, TheColumnsNeverAddUpToMoreThanThereWas)
{
    for (const std::string protocol :
         {"h09", "h10", "h10-keepalive", "h11", "h11-pipelined", "h2", "h3"})
    {
        for (const char* tls : {"none", "1.2", "1.3"})
        {
            if (protocol == "h3" && tls != std::string("1.3"))
            {
                continue; // there is no other
            }
            const Load load("[access]\nloss = 3%\nqueue = 20p\njitter = 3ms\nreorder = 2%\n"
                            "[browser]\nprotocol = " +
                                protocol + "\ntls = " + tls + "\n",
                            MakePage(30000, 15, 15000));
            std::int64_t all = 0;
            for (std::size_t i = 0; i < load.stalls.size(); ++i)
            {
                const RequestTimings parts = TimingsOf(load.result.requests[i], load.result.end);
                ns3::Time sum(0);
                for (const TimeSpans& spans : load.stalls[i])
                {
                    sum += spans.Total();
                }
                EXPECT_LE(sum, parts.send + parts.wait + parts.receive);
                all += load.Of(i, StallKind::HOL_OWN);
            }
            EXPECT_GT(all, 0) << protocol << " " << tls;
        }
    }
}
