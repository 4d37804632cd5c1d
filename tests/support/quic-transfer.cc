// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire::test
{

namespace
{

constexpr std::size_t PERIOD = 251;

/** Octets of the pattern, long enough for a chunk from any position. */
const std::string&
Pattern()
{
    static const std::string pattern = [] {
        std::string text;
        for (std::size_t i = 0; i < PERIOD * 80; ++i)
        {
            text += static_cast<char>(i % PERIOD);
        }
        return text;
    }();
    return pattern;
}

} // namespace

QuicPeer::QuicPeer(std::unique_ptr<QuicConnection> connection)
    : m_connection(std::move(connection))
{
    m_connection->SetApplication(this);
}

QuicPeer::~QuicPeer() = default;

void
QuicPeer::Send(QuicStreamId stream, std::size_t octets)
{
    m_sending[stream].size = octets;
    m_connection->Wake();
}

void
QuicPeer::HandleReady()
{
    ready = ns3::Simulator::Now();
    if (onReady)
    {
        onReady();
    }
}

void
QuicPeer::HandleHandshakeDone()
{
    handshake = ns3::Simulator::Now();
    if (onHandshake)
    {
        onHandshake();
    }
}

void
QuicPeer::HandleEarlyDataRejected()
{
    earlyRejected = true;
    m_sending.clear();
    if (onEarlyRejected)
    {
        onEarlyRejected();
    }
}

void
QuicPeer::HandleStreamData(QuicStreamId stream, std::string_view bytes, bool fin)
{
    if (!firstByte)
    {
        firstByte = ns3::Simulator::Now();
    }
    std::size_t& total = received[stream];
    for (const char byte : bytes)
    {
        intact = intact && byte == static_cast<char>(total % PERIOD);
        ++total;
    }
    m_connection->Consumed(stream, bytes.size());
    if (onData)
    {
        onData(stream, total, fin);
    }
}

void
QuicPeer::HandleStreamClosed(QuicStreamId stream, std::optional<std::uint64_t>)
{
    m_sending.erase(stream);
    if (stream % 4 == 0)
    {
        m_connection->AllowStream();
    }
}

void
QuicPeer::HandleStreamRoom()
{
    if (onRoom)
    {
        onRoom();
    }
}

void
QuicPeer::HandleUnblocked(QuicStreamId stream)
{
    const auto found = m_sending.find(stream);
    if (found != m_sending.end())
    {
        found->second.blocked = false;
    }
}

void
QuicPeer::Next(QuicChunk& chunk)
{
    for (auto& [id, sending] : m_sending)
    {
        if (!sending.blocked && !sending.finSent)
        {
            const std::size_t size = std::min<std::size_t>(16384, sending.size - sending.sent);
            chunk.stream = id;
            chunk.fin = sending.sent + size == sending.size;
            chunk.count = 1;
            chunk.pieces[0] = std::string_view(Pattern()).substr(sending.sent % PERIOD, size);
            return;
        }
    }
}

void
QuicPeer::HandleTaken(QuicStreamId stream, std::size_t bytes, bool fin)
{
    m_sending[stream].sent += bytes;
    m_sending[stream].finSent = fin;
}

void
QuicPeer::HandleBlocked(QuicStreamId stream)
{
    m_sending[stream].blocked = true;
}

void
QuicPeer::HandleShut(QuicStreamId stream)
{
    m_sending.erase(stream);
}

void
QuicPeer::HandleClosed(std::string_view why)
{
    closed = ns3::Simulator::Now();
    reason = why;
    if (onClosed)
    {
        onClosed(reason);
    }
}

QuicContexts::QuicContexts(const QuicTransferOptions& options)
{
    const auto qlog = [this](const std::string& name, std::string_view piece) {
        qlogs[name] += piece;
    };
    server =
        MakeQuicServerContext(options.server,
                              MakeTlsServerContext(options.tls, {"server.example"}, options.seed),
                              options.seed,
                              qlog);
    client = MakeQuicClientContext(
        options.client,
        MakeTlsClientContext(options.tls,
                             options.seed + 1,
                             [this](const std::string& line) { keyLog.push_back(line); }),
        options.seed + 1,
        qlog);
}

QuicTransfer::QuicTransfer(const TwoNodes& net,
                           const QuicTransferOptions& options,
                           QuicContexts& contexts)
    : QuicTransfer(QuicEnds{net.Client(), net.Server(), net.ServerAddress()}, options, contexts)
{}

QuicTransfer::QuicTransfer(const QuicEnds& ends,
                           const QuicTransferOptions& options,
                           QuicContexts& contexts)
    : m_ends(ends),
      m_options(options),
      m_contexts(contexts)
{
    if (options.listen)
    {
        Listen();
    }
    const auto flow = [this] {
        const ns3::InetSocketAddress to(m_ends.address, m_options.port);
        auto made = m_options.flows ? m_options.flows() : MakeUdpFlow(m_ends.client, to);
        return m_options.taps ? m_options.taps->Wrap(std::move(made)) : std::move(made);
    };
    m_client =
        std::make_unique<QuicPeer>(MakeQuicClient(flow, contexts.client, "server.example", "test"));
    m_client->onReady = [this] { Ask(); };
    m_client->onHandshake = [this] {
        if (m_client->earlyRejected)
        {
            Ask();
        }
    };
    m_client->onEarlyRejected = [this] {
        m_expected.clear();
        m_client->received.clear();
    };
    m_client->onData = [this](QuicStreamId stream, std::size_t total, bool fin) {
        if (fin && total == m_expected[stream] && ++m_whole == m_options.responses.size())
        {
            finished = ns3::Simulator::Now();
            if (closeWhenDone)
            {
                m_client->Connection().Close(0, "");
            }
        }
    };
    ns3::Simulator::Schedule(options.start, [this] { m_client->Connection().Open(); });
}

QuicTransfer::~QuicTransfer() = default;

void
QuicTransfer::Listen()
{
    const auto accept = [this](std::unique_ptr<QuicConnection> connection) {
        auto peer = std::make_unique<QuicPeer>(std::move(connection));
        QuicPeer& made = *peer;
        made.onData = [this, &made](QuicStreamId stream, std::size_t, bool fin) {
            if (fin)
            {
                made.Send(stream, m_options.responses.at(static_cast<std::size_t>(stream / 4)));
            }
        };
        m_servers.push_back(std::move(peer));
    };
    m_acceptor = std::make_unique<QuicAcceptor>(m_ends.server,
                                                m_options.port,
                                                m_contexts.server,
                                                "test",
                                                accept);
}

void
QuicTransfer::DropClosedServers()
{
    const auto over = [](const std::unique_ptr<QuicPeer>& peer) {
        return peer->closed.has_value();
    };
    m_servers.erase(std::remove_if(m_servers.begin(), m_servers.end(), over), m_servers.end());
}

void
QuicTransfer::DropClient()
{
    m_client.reset();
}

void
QuicTransfer::ForgetServer()
{
    m_acceptor.reset();
    m_servers.clear();
}

void
QuicTransfer::ListenAgain()
{
    Listen();
}

void
QuicTransfer::Ask()
{
    for (const std::size_t size : m_options.responses)
    {
        const QuicStreamId stream = m_client->Connection().OpenBidi();
        m_expected[stream] = size;
        m_client->Send(stream, m_options.request);
    }
}

} // namespace pagewire::test
