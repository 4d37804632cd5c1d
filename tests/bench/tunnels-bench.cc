// SPDX-License-Identifier: GPL-2.0-only
/**
 * What tunnels cost, for cost.py, as JSON: CPU seconds of a transfer from a server to a browser
 * with a node between them, which routes, or relays as a SOCKS 5 proxy or as a forward proxy that
 * was asked by CONNECT; or the memory of many SOCKS tunnels through one proxy that carry nothing,
 * with both their ends.
 *
 *     tunnels-bench router BYTES
 *     tunnels-bench socks BYTES
 *     tunnels-bench connect BYTES
 *     tunnels-bench idle TUNNELS
 */
#include "base/units.h"
#include "bench/bulk-transfer.h"
#include "bench/resident-memory.h"
#include "net/network.h"
#include "node/connect-dialer.h"
#include "node/forward-proxy.h"
#include "node/socks-proxy.h"
#include "transport/socks-dialer.h"
#include "transport/tcp-stream.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

constexpr std::size_t PORTION = 65536;

const HostPort SERVER{"server.example", 80};
const HostPort PROXY{"proxy.example", 1080};

enum class Middle
{
    ROUTER,
    SOCKS,
    CONNECT,
};

/** An end that writes so many octets as there is room, or counts what comes. */
class End : public ByteStreamListener
{
  public:
    End(std::unique_ptr<ByteStream> stream, std::uint64_t toSend)
        : m_stream(std::move(stream)),
          m_left(toSend),
          m_octets(toSend > 0 ? PORTION : 0, 'x')
    {
        m_stream->SetListener(this);
        m_stream->Open();
    }

    std::uint64_t received{0};
    bool open{false};

    void HandleOpen() override
    {
        open = true;
        HandleWritable();
    }

    void HandleReadable() override
    {
        std::string octets;
        while (m_stream->Read(octets, PORTION) > 0)
        {
            received += octets.size();
            octets.clear();
        }
    }

    void HandleWritable() override
    {
        std::size_t taken = 1;
        while (m_left > 0 && taken > 0)
        {
            const auto size = std::min<std::uint64_t>(m_left, m_octets.size());
            taken = m_stream->Write(std::string_view(m_octets).substr(0, size));
            m_left -= taken;
        }
    }

    void HandleClosed(StreamEnd) override
    {}

  private:
    std::unique_ptr<ByteStream> m_stream;
    std::uint64_t m_left;
    std::string m_octets;
};

/** A browser, a node in the middle that may be a proxy, and a server: the benchmarks' link, and one
 * that is faster behind it. */
class Bench
{
  public:
    Bench(Middle middle, std::uint64_t toSend)
        : m_network(Links(), 0)
    {
        m_network.AddHost(PROXY.host, 1);
        m_network.AddHost(SERVER.host, 2);
        const auto names = [this](const std::string& name) { return m_network.Resolve(name); };
        const auto from = [this, names](std::uint32_t node) {
            return std::make_shared<DirectDialer>(m_network.GetNode(node), names, TcpOptions{});
        };
        m_dialer = from(0);
        if (middle == Middle::SOCKS)
        {
            const auto proxy = ns3::CreateObject<SocksProxy>();
            proxy->SetResolver(names);
            m_network.GetNode(1)->AddApplication(proxy);
            m_dialer = std::make_shared<SocksDialer>(m_dialer, PROXY, SocksOptions{});
        }
        else if (middle == Middle::CONNECT)
        {
            const auto proxy = ns3::CreateObject<ForwardProxy>();
            proxy->SetAttribute("Port", ns3::UintegerValue(PROXY.port));
            proxy->SetAttribute("RequireTls", ns3::BooleanValue(false));
            proxy->SetTunnelPorts({SERVER.port});
            proxy->SetDialer(from(1));
            m_network.GetNode(1)->AddApplication(proxy);
            m_dialer = std::make_shared<ConnectDialer>(m_dialer, ConnectProxy{PROXY});
        }
        const auto accept = [this, toSend](std::unique_ptr<TcpStream> stream) {
            m_servers.push_back(std::make_unique<End>(std::move(stream), toSend));
        };
        m_acceptor =
            std::make_unique<TcpAcceptor>(m_network.GetNode(2), SERVER.port, TcpOptions{}, accept);
    }

    void Open()
    {
        clients.push_back(std::make_unique<End>(m_dialer->Dial(SERVER), 0));
    }

    std::vector<std::unique_ptr<End>> clients;

  private:
    static std::vector<LinkOptions> Links()
    {
        LinkOptions back = bench::BenchLink();
        back.name = "back";
        back.up.rate = back.down.rate = 1000000000;
        return {bench::BenchLink(), back};
    }

    Network m_network;
    std::shared_ptr<Dialer> m_dialer;
    std::unique_ptr<TcpAcceptor> m_acceptor;
    std::vector<std::unique_ptr<End>> m_servers;
};

double
CpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

bool
Transfer(Middle middle, std::uint64_t bytes)
{
    Bench bench(middle, bytes);
    ns3::Simulator::ScheduleNow([&] { bench.Open(); });
    const double before = CpuSeconds();
    ns3::Simulator::Run();
    std::printf("{\"cpu\": %f, \"simulated\": %f}\n",
                CpuSeconds() - before,
                ns3::Simulator::Now().GetSeconds());
    return bench.clients[0]->received == bytes;
}

bool
Idle(std::uint64_t tunnels)
{
    const ns3::Time between = ns3::MilliSeconds(1);
    Bench bench(Middle::SOCKS, 0);
    const long before = bench::ResidentKilobytes();
    for (std::uint64_t i = 0; i < tunnels; ++i)
    {
        ns3::Simulator::Schedule(between * static_cast<std::int64_t>(i), [&] { bench.Open(); });
    }
    ns3::Simulator::Stop(between * static_cast<std::int64_t>(tunnels) + ns3::Seconds(10));
    ns3::Simulator::Run();
    const long growth = bench::ResidentKilobytes() - before;
    const auto open = std::count_if(bench.clients.begin(),
                                    bench.clients.end(),
                                    [](const auto& client) { return client->open; });
    std::printf("{\"tunnels\": %ld, \"cpu\": %f, \"kib_each\": %f}\n",
                static_cast<long>(open),
                CpuSeconds(),
                static_cast<double>(growth) / static_cast<double>(tunnels));
    return static_cast<std::uint64_t>(open) == tunnels;
}

} // namespace

int
main(int count, char** words)
{
    const std::string what = count == 3 ? words[1] : "";
    const std::map<std::string, Middle> middles{{"router", Middle::ROUTER},
                                                {"socks", Middle::SOCKS},
                                                {"connect", Middle::CONNECT}};
    if (what != "idle" && middles.count(what) == 0)
    {
        std::fprintf(stderr,
                     "tunnels-bench: give router, socks or connect BYTES, or idle TUNNELS\n");
        return 2;
    }
    const std::uint64_t size = ParseByteCount(words[2]);
    const bool good = what == "idle" ? Idle(size) : Transfer(middles.at(what), size);
    ns3::Simulator::Destroy();
    return good ? 0 : 1;
}
