// SPDX-License-Identifier: GPL-2.0-only
/**
 * Many QUIC connections to one server in one simulation: prints CPU seconds and resident memory of
 * each as JSON.
 *
 *     quic-connections-bench [CONNECTIONS]
 */
#include "bench/bulk-transfer.h"
#include "net/network.h"
#include "transport/quic-endpoint.h"

#include "ns3/simulator.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

constexpr std::size_t RESPONSE_BYTES = 10000;

/** An end that sends so many octets on a stream, once: a client when it may, a server when asked.
 */
class Peer : public QuicApplication
{
  public:
    Peer(std::unique_ptr<QuicConnection> connection, std::size_t size, bool isClient)
        : m_connection(std::move(connection)),
          m_octets(size, 'x'),
          m_isClient(isClient)
    {
        m_connection->SetApplication(this);
    }

    void Open()
    {
        m_connection->Open();
    }

    bool IsDone() const
    {
        return m_done;
    }

    void HandleReady() override
    {
        if (m_isClient)
        {
            m_stream = m_connection->OpenBidi();
            m_connection->Wake();
        }
    }

    void HandleStreamData(QuicStreamId stream, std::string_view bytes, bool fin) override
    {
        m_connection->Consumed(stream, bytes.size());
        m_done = m_done || fin;
        if (fin && !m_isClient)
        {
            m_stream = stream;
            m_connection->Wake();
        }
    }

    void Next(QuicChunk& chunk) override
    {
        if (m_stream >= 0 && !m_ended)
        {
            chunk.stream = m_stream;
            chunk.pieces[0] = std::string_view(m_octets).substr(m_sent);
            chunk.count = 1;
            chunk.fin = true;
        }
    }

    void HandleTaken(QuicStreamId, std::size_t bytes, bool fin) override
    {
        m_sent += bytes;
        m_ended = fin;
    }

    void HandleHandshakeDone() override
    {}

    void HandleEarlyDataRejected() override
    {}

    void HandleAcked(QuicStreamId, std::uint64_t) override
    {}

    void HandleReset(QuicStreamId, std::uint64_t) override
    {}

    void HandleStopSending(QuicStreamId, std::uint64_t) override
    {}

    void HandleStreamClosed(QuicStreamId, std::optional<std::uint64_t>) override
    {}

    void HandleStreamRoom() override
    {}

    void HandleUnblocked(QuicStreamId) override
    {}

    void HandleBlocked(QuicStreamId) override
    {}

    void HandleShut(QuicStreamId) override
    {}

    void HandleClosed(std::string_view) override
    {}

  private:
    std::unique_ptr<QuicConnection> m_connection;
    std::string m_octets;
    bool m_isClient;
    QuicStreamId m_stream{-1};
    std::size_t m_sent{0};
    bool m_ended{false};
    bool m_done{false};
};

double
ResidentKilobytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
    {
        if (line.compare(0, 6, "VmRSS:") == 0)
        {
            return std::strtod(line.c_str() + 6, nullptr);
        }
    }
    return 0;
}

/** Opens that many, one each millisecond, and keeps them. \return how many were served */
int
Serve(int connections, double& growth)
{
    Network network({bench::BenchLink()}, 0);
    const auto address = network.AddHost("server.example", 1);
    const TlsOptions tls;
    QuicOptions options;
    options.idleTimeout = ns3::Seconds(0);
    const auto server =
        MakeQuicServerContext(options, MakeTlsServerContext(tls, {"server.example"}, 1), 1, {});
    const auto client = MakeQuicClientContext(options, MakeTlsClientContext(tls, 2, {}), 2, {});
    std::vector<std::unique_ptr<Peer>> peers;
    QuicAcceptor acceptor(network.GetNode(1), 443, server, "test", [&](auto connection) {
        peers.push_back(std::make_unique<Peer>(std::move(connection), RESPONSE_BYTES, false));
    });
    std::vector<std::unique_ptr<Peer>> clients;
    const auto flow = [&] {
        return MakeUdpFlow(network.GetNode(0), ns3::InetSocketAddress(address, 443));
    };
    const double before = ResidentKilobytes();
    for (int i = 0; i < connections; ++i)
    {
        ns3::Simulator::Schedule(ns3::MilliSeconds(5 * i), [&] {
            clients.push_back(
                std::make_unique<Peer>(MakeQuicClient(flow, client, "server.example", "test"),
                                       100,
                                       true));
            clients.back()->Open();
        });
    }
    ns3::Simulator::Stop(ns3::MilliSeconds(5 * connections) + ns3::Seconds(10));
    ns3::Simulator::Run();
    growth = ResidentKilobytes() - before;
    int done = 0;
    for (const auto& peer : clients)
    {
        done += peer->IsDone() ? 1 : 0;
    }
    return done;
}

} // namespace

int
main(int count, char** words)
{
    const int connections = count > 1 ? std::atoi(words[1]) : 1000;
    double growth = 0;
    const int done = Serve(connections, growth);
    ns3::Simulator::Destroy();
    std::printf("{\"connections\": %d, \"served\": %d, \"cpu\": %f, \"kib_each\": %f}\n",
                connections,
                done,
                static_cast<double>(std::clock()) / CLOCKS_PER_SEC,
                growth / connections);
    return done == connections ? 0 : 1;
}
