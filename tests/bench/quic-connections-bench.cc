// SPDX-License-Identifier: GPL-2.0-only
/**
 * Many QUIC connections to one server in one simulation: prints CPU seconds and resident memory of
 * each as JSON.
 *
 *     quic-connections-bench [CONNECTIONS]
 */
#include "bench/bulk-transfer.h"
#include "bench/resident-memory.h"
#include "net/network.h"
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

using namespace pagewire;
using test::QuicPeer;

namespace
{

constexpr std::size_t RESPONSE_BYTES = 10000;

constexpr std::size_t REQUEST_BYTES = 100;
const ns3::Time BETWEEN = ns3::MilliSeconds(5);

/** A server's end that answers its requests. */
std::unique_ptr<QuicPeer>
Answering(std::unique_ptr<QuicConnection> connection)
{
    auto peer = std::make_unique<QuicPeer>(std::move(connection));
    peer->onData = [&made = *peer](QuicStreamId stream, std::size_t, bool fin) {
        if (fin)
        {
            made.Send(stream, RESPONSE_BYTES);
        }
    };
    return peer;
}

/** A client that asks once, and counts when it has the answer. */
std::unique_ptr<QuicPeer>
Asking(std::unique_ptr<QuicConnection> connection, int& served)
{
    auto peer = std::make_unique<QuicPeer>(std::move(connection));
    peer->onReady = [&made = *peer] { made.Send(made.Connection().OpenBidi(), REQUEST_BYTES); };
    peer->onData = [&served](QuicStreamId, std::size_t total, bool fin) {
        served += fin && total == RESPONSE_BYTES ? 1 : 0;
    };
    return peer;
}

/** Opens that many, one after another, and keeps them. \return how many were served */
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
    std::vector<std::unique_ptr<QuicPeer>> servers;
    QuicAcceptor acceptor(network.GetNode(1), 443, server, "test", [&](auto connection) {
        servers.push_back(Answering(std::move(connection)));
    });
    std::vector<std::unique_ptr<QuicPeer>> clients;
    const auto flow = [&] {
        return MakeUdpFlow(network.GetNode(0), ns3::InetSocketAddress(address, 443));
    };
    int served = 0;
    const long before = bench::ResidentKilobytes();
    for (int i = 0; i < connections; ++i)
    {
        ns3::Simulator::Schedule(i * BETWEEN, [&] {
            auto connection = MakeQuicClient(flow, client, "server.example", "test");
            clients.push_back(Asking(std::move(connection), served));
            clients.back()->Connection().Open();
        });
    }
    ns3::Simulator::Stop(connections * BETWEEN + ns3::Seconds(10));
    ns3::Simulator::Run();
    growth = static_cast<double>(bench::ResidentKilobytes() - before);
    return served;
}

} // namespace

int
main(int count, char** words)
{
    const int connections = count > 1 ? std::atoi(words[1]) : 1000;
    double growth = 0;
    const int served = Serve(connections, growth);
    ns3::Simulator::Destroy();
    std::printf("{\"connections\": %d, \"served\": %d, \"cpu\": %f, \"kib_each\": %f}\n",
                connections,
                served,
                static_cast<double>(std::clock()) / CLOCKS_PER_SEC,
                growth / connections);
    return served == connections ? 0 : 1;
}
