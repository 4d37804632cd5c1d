// SPDX-License-Identifier: GPL-2.0-only
#include "net/network.h"
#include "support/tls-rig.h"
#include "transport/tcp-stream.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

constexpr std::uint16_t PORT = 443;
constexpr std::int64_t DELAY_MS = 20;
constexpr std::uint64_t RATE = 10000000;

const std::string REQUEST = "GET /page HTTP/1.1\r\nHost: www.example\r\n\r\n";

std::string
Response()
{
    const std::string body(100000, 'b');
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

LinkOptions
AccessLink()
{
    LinkOptions link;
    link.name = "access";
    for (DirectionOptions* direction : {&link.up, &link.down})
    {
        direction->rate = RATE;
        direction->delay = ns3::MilliSeconds(DELAY_MS);
    }
    return link;
}

/** A client and a server of a simulated network that exchange a request and a response, twice. */
class TlsOverTcp
{
  public:
    TlsOverTcp(TlsVersion version, const std::string& folder, bool helloRetry = false)
        : m_network({AccessLink()}, 1)
    {
        TlsOptions options;
        options.version = version;
        options.chainBytes = 3000;
        options.helloRetry = helloRetry;
        if (!folder.empty())
        {
            m_network.EnableCapture(folder + "/run");
            m_keys.open(folder + "/keys.log");
        }
        m_clientContext = MakeTlsClientContext(options, 1, [this](const std::string& line) {
            m_keys << line << "\n";
        });
        m_serverContext = MakeTlsServerContext(options, {"www.example"}, 1);
        m_address = m_network.AddHost("www.example", 1);
        m_acceptor = std::make_unique<TcpAcceptor>(
            m_network.GetNode(1),
            PORT,
            TcpOptions(),
            [this](std::unique_ptr<TcpStream> stream) { Serve(std::move(stream)); });
        Connect(0);
        ns3::Simulator::Schedule(ns3::Seconds(5), [this] { Connect(1); });
    }

    TlsEar clients[2];
    TlsEar servers[2];

  private:
    void Connect(int which)
    {
        TlsEar& client = clients[which];
        client.toSend = REQUEST;
        client.closeAtEnd = true;
        auto tcp = MakeTcpClient(m_network.GetNode(0),
                                 ns3::InetSocketAddress(m_address, PORT),
                                 TcpOptions());
        client.stream = MakeTlsClient(std::move(tcp), m_clientContext, "www.example", {"http/1.1"});
        client.stream->SetListener(&client);
        client.stream->Open();
    }

    void Serve(std::unique_ptr<TcpStream> stream)
    {
        TlsEar& server = servers[m_accepted++];
        server.onReadable = [&server] {
            if (!server.closeAfterSending)
            {
                server.closeAfterSending = true;
                server.toSend = Response();
                server.Send();
            }
        };
        server.stream = MakeTlsServer(std::move(stream), m_serverContext, {"http/1.1"});
        server.stream->SetListener(&server);
        server.stream->Open();
    }

    Network m_network;
    ns3::Ipv4Address m_address;
    std::ofstream m_keys;
    std::shared_ptr<TlsClientContext> m_clientContext;
    std::shared_ptr<TlsServerContext> m_serverContext;
    std::unique_ptr<TcpAcceptor> m_acceptor;
    int m_accepted{0};
};

/** \return the lines that tshark prints of a capture with these arguments */
std::vector<std::string>
Tshark(const std::string& file, const std::string& arguments)
{
    const std::string command =
        "tshark -n -r " + file + " -d tcp.port==443,tls " + arguments + " 2>/dev/null";
    std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
    std::vector<std::string> lines;
    std::string line;
    for (int c = fgetc(output.get()); c != EOF; c = fgetc(output.get()))
    {
        if (c != '\n')
        {
            line.push_back(static_cast<char>(c));
            continue;
        }
        lines.push_back(std::exchange(line, {}));
    }
    return lines;
}

class TlsOverTcpTest : public ::testing::TestWithParam<TlsVersion>
{
  protected:
    void SetUp() override
    {
        std::string name = ::testing::TempDir() + "pagewire-tls-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        m_folder = name;
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string m_folder;
};

} // namespace

INSTANTIATE_TEST_SUITE_P(Versions,
                         TlsOverTcpTest,
                         ::testing::Values(TlsVersion::TLS12, TlsVersion::TLS13),
                         [](const auto& version) {
                             return version.param == TlsVersion::TLS12 ? "Tls12" : "Tls13";
                         });

TEST_P(TlsOverTcpTest, TakesTheRoundTripsOfTheStandards)
{
    {
        TlsOverTcp run(GetParam(), "");
        ns3::Simulator::Run();
        for (const int i : {0, 1})
        {
            const TlsEar& client = run.clients[i];
            EXPECT_TRUE(client.received == Response());
            EXPECT_EQ(client.closed, StreamEnd::GRACEFUL);
            EXPECT_EQ(run.servers[i].closed, StreamEnd::GRACEFUL);
            EXPECT_EQ(client.stream->Info().resumed, i == 1);
            const double roundTrips = GetParam() == TlsVersion::TLS12 && i == 0 ? 4 : 3;
            const double ms = (*client.firstByte - i * ns3::Seconds(5)).GetSeconds() * 1000;
            // Above that is transmission: of at most 8 kB at 10 Mbit/s on the way to the first
            // byte.
            EXPECT_GT(ms, roundTrips * 2 * DELAY_MS);
            EXPECT_LT(ms, roundTrips * 2 * DELAY_MS + 8 * 8000 / (RATE / 1000.0));
        }
    }
    ns3::Simulator::Destroy();
}

TEST(TlsHelloRetry, TakesARoundTripMore)
{
    {
        TlsOverTcp run(TlsVersion::TLS13, "", true);
        ns3::Simulator::Run();
        for (const int i : {0, 1})
        {
            const TlsEar& client = run.clients[i];
            EXPECT_TRUE(client.received == Response());
            EXPECT_EQ(client.stream->Info().resumed, i == 1);
            const double ms = (*client.firstByte - i * ns3::Seconds(5)).GetSeconds() * 1000;
            EXPECT_GT(ms, 4 * 2 * DELAY_MS);
            EXPECT_LT(ms, 4 * 2 * DELAY_MS + 8 * 8000 / (RATE / 1000.0));
        }
    }
    ns3::Simulator::Destroy();
}

TEST_P(TlsOverTcpTest, TsharkDecryptsTheCapture)
{
    if (std::system("tshark --version >/dev/null 2>&1") != 0)
    {
        GTEST_SKIP() << "tshark is not there; install it to have captures read by Wireshark's own";
    }
    {
        TlsOverTcp run(GetParam(), m_folder);
        ns3::Simulator::Run();
        EXPECT_TRUE(run.clients[1].received == Response());
    }
    ns3::Simulator::Destroy();
    const std::string keys = "-o tls.keylog_file:" + m_folder + "/keys.log ";
    const std::string near = m_folder + "/run-access-near.pcap";
    const std::string far = m_folder + "/run-access-far.pcap";
    for (const std::string& file : {near, far})
    {
        EXPECT_EQ(
            Tshark(file, keys + "-Y http -T fields -e http.request.uri -e http.content_length"),
            (std::vector<std::string>{"/page\t", "\t100000", "/page\t", "\t100000"}));
    }
    EXPECT_TRUE(Tshark(near, "-Y http").empty()) << "readable without keys";
    EXPECT_TRUE(
        Tshark(near, keys + "-Y '_ws.malformed or _ws.expert.severity >= warning'").empty());
    // The server's close_notify and the client's, of both connections: description 0.
    EXPECT_EQ(Tshark(near, keys + "-Y tls.alert_message -T fields -e tls.alert_message.desc"),
              (std::vector<std::string>(4, "0")));
}
