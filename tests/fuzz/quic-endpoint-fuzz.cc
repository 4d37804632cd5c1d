// SPDX-License-Identifier: GPL-2.0-only
// A QUIC client and a server that exchange two responses while the input decides what becomes of
// their datagrams: an octet for each, from its top bits what is done and from the rest how.
#include "transport/quic-endpoint.h"

#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** The input, octet for octet; behind its end everything passes. */
class Decisions
{
  public:
    Decisions(const std::uint8_t* data, std::size_t size)
        : m_data(data),
          m_size(size)
    {}

    bool AtEnd() const
    {
        return m_at >= m_size;
    }

    std::uint8_t Next()
    {
        return AtEnd() ? 0 : m_data[m_at++];
    }

    std::string Take(std::size_t size)
    {
        size = std::min(size, m_size - m_at);
        m_at += size;
        return std::string(reinterpret_cast<const char*>(m_data) + m_at - size, size);
    }

  private:
    const std::uint8_t* m_data;
    std::size_t m_size;
    std::size_t m_at{0};
};

/** What becomes of one datagram; `pass` sends it on, after a time. */
template <typename Pass>
void
Decide(Decisions& decisions, std::string datagram, std::vector<std::string>& seen, Pass pass)
{
    if (seen.size() < 64)
    {
        seen.push_back(datagram);
    }
    const std::uint8_t decision = decisions.Next();
    const std::size_t how = decision & 0x1f;
    switch (decision >> 5)
    {
    case 0: // as it is
        break;
    case 1: // late
        pass(datagram, ns3::MilliSeconds(1 + how * how));
        return;
    case 2: // lost
        return;
    case 3: // twice
        pass(datagram, ns3::MilliSeconds(how));
        break;
    case 4: // with octets changed
        for (std::size_t i = 0; i <= how % 4; ++i)
        {
            const std::size_t at = decisions.Next() | (how & 0x10 ? decisions.Next() << 8 : 0);
            datagram[at % datagram.size()] ^= static_cast<char>(decisions.Next());
        }
        break;
    case 5: // cut short
        datagram.resize(datagram.size() * how / 32);
        break;
    case 6: // after an old one
        pass(seen[(how * 8 + decisions.Next()) % seen.size()], ns3::MilliSeconds(0));
        break;
    default: // after one that the input makes up, behind the head of this one
        pass(datagram.substr(0, how) + decisions.Take(decisions.Next()), ns3::MilliSeconds(0));
        break;
    }
    pass(datagram, ns3::MilliSeconds(0));
}

QuicTransferOptions
OptionsFrom(Decisions& decisions)
{
    QuicTransferOptions options;
    const std::uint8_t kind = decisions.Next();
    options.responses = {20000, 3000};
    options.server.retry = kind & 1;
    options.client.version = kind & 2 ? QuicVersion::DRAFT_29 : QuicVersion::V1;
    options.tls.chainBytes = kind & 4 ? 4022 : 0;
    options.client.connectionIdLength = kind & 8 ? 0 : 8;
    options.client.streamWindow = kind & 16 ? 500 : 6291456;
    options.client.congestionControl =
        kind & 32 ? QuicCongestionControl::BBR : QuicCongestionControl::CUBIC;
    options.client.keyUpdate = kind & 64 ? ns3::MilliSeconds(30) : ns3::Time(0);
    options.client.idleTimeout = options.server.idleTimeout = ns3::Seconds(5);
    return options;
}

/** One connection among the datagrams of the input. */
void
Exchange(TwoNodes& net, const QuicTransferOptions& options, QuicContexts& contexts, bool moves)
{
    QuicTransfer transfer(net, options, contexts);
    if (moves)
    {
        ns3::Simulator::Schedule(ns3::MilliSeconds(170),
                                 [&] { transfer.Client().Connection().Migrate(); });
    }
    net.Run(ns3::Seconds(60));
    if (!transfer.Client().closed)
    {
        std::fprintf(stderr, "the client's connection never ends\n");
        __builtin_trap();
    }
    if (transfer.finished && !transfer.Client().intact)
    {
        std::fprintf(stderr, "a response was damaged\n");
        __builtin_trap();
    }
    net.Run(ns3::Seconds(60));
    transfer.DropClosedServers();
    net.Run(ns3::Seconds(60));
    if (transfer.ServerConnections() || transfer.Acceptor().LiveIds() ||
        transfer.Acceptor().BuriedIds())
    {
        std::fprintf(stderr, "the server keeps what is over\n");
        __builtin_trap();
    }
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Decisions decisions(data, std::min<std::size_t>(size, 4096));
    QuicTransferOptions options = OptionsFrom(decisions);
    const std::uint8_t story = decisions.Next();
    TwoNodes net;
    TapRules taps;
    std::vector<std::string> seen; // of both directions and connections
    taps.up.rule = [&](FlowTap& tap, std::uint64_t, const std::string& datagram, Ecn ecn) {
        Decide(decisions, datagram, seen, [&](const std::string& text, ns3::Time after) {
            tap.PassUp(text, ecn, after);
        });
    };
    taps.down.rule = [&](FlowTap& tap, std::uint64_t, const std::string& datagram, Ecn ecn) {
        Decide(decisions, datagram, seen, [&](const std::string& text, ns3::Time after) {
            tap.PassDown(text, story & 4 ? static_cast<Ecn>(text.size() % 4) : ecn, after);
        });
    };
    options.taps = &taps;
    QuicContexts contexts(options);
    if (story & 1) // one before, so that there are a session, a token and early data
    {
        QuicTransferOptions before = options;
        before.taps = nullptr;
        Exchange(net, before, contexts, false);
        net.Run(ns3::MilliSeconds(1));
    }
    Exchange(net, options, contexts, story & 2);
    return 0;
}
