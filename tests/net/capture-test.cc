// SPDX-License-Identifier: GPL-2.0-only
#include "net/capture.h"

#include "base/error.h"
#include "net/network.h"
#include "udp-probe.h"

#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Seconds;
using test::PlainLink;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

/** A folder that goes with the test. */
class CaptureTest : public ::testing::Test
{
  protected:
    void SetUp() override
    {
        std::string name = ::testing::TempDir() + "pagewire-capture-XXXXXX";
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        m_folder = name;
    }

    void TearDown() override
    {
        std::filesystem::remove_all(m_folder);
    }

    std::string Path(const std::string& name) const
    {
        return m_folder / name;
    }

  private:
    std::filesystem::path m_folder;
};

std::string
Contents(const std::string& file)
{
    std::ifstream input(file, std::ios::binary);
    std::ostringstream text;
    text << input.rdbuf();
    return text.str();
}

/** A packet record of a pcap file. */
struct Record
{
    std::int64_t ns; //!< since the Unix epoch
    std::uint32_t length;
};

/** Reads a capture by the format's description alone: little endian, nanoseconds, raw IP. */
std::vector<Record>
ReadCapture(const std::string& file)
{
    const std::string bytes = Contents(file);
    const auto word = [&](std::size_t at) {
        std::uint32_t value = 0;
        for (int i = 3; i >= 0; --i)
        {
            value = value << 8 | static_cast<std::uint8_t>(bytes.at(at + i));
        }
        return value;
    };
    EXPECT_EQ(word(0), 0xa1b23c4dU);
    EXPECT_EQ(word(20), 101U);
    std::vector<Record> records;
    for (std::size_t at = 24; at < bytes.size(); at += 16 + word(at + 8))
    {
        EXPECT_EQ(word(at + 8), word(at + 12)) << "a packet is cut";
        records.push_back({word(at) * INT64_C(1'000'000'000) + word(at + 4), word(at + 12)});
    }
    return records;
}

std::vector<std::int64_t>
TimesOf(const std::vector<Record>& records)
{
    std::vector<std::int64_t> times;
    for (const auto& record : records)
    {
        times.push_back(record.ns - CaptureEpoch().GetNanoSeconds());
    }
    return times;
}

TEST_F(CaptureTest, StampsAPacketWhereItIsSentAndWhereItArrives)
{
    SimulationScope simulation;
    auto link = PlainLink(10'000'000, MilliSeconds(20));
    link.name = "access";
    link.up.queue.limit = 2;
    link.up.loss = {LossOptions::Model::LIST, 0, 1, {2}};
    {
        Network network({link}, 1);
        network.EnableCapture(Path("run"));
        UdpReceiver receiver(network, 1, network.AddHost("far", 1), true);
        UdpSender sender(network, 0, network.Resolve("far"));
        for (int i = 0; i < 4; ++i)
        {
            sender.SendAt(Seconds(1), 1250);
        }
        simulation.Run();
    }
    constexpr std::int64_t MS = 1'000'000;
    // Three begin a millisecond apart; the second is lost, the fourth found the queue full.
    const auto near = ReadCapture(Path("run-access-near.pcap"));
    EXPECT_EQ(TimesOf(near),
              (std::vector<std::int64_t>{1000 * MS, 1001 * MS, 1002 * MS, 1042 * MS, 1044 * MS}));
    const auto far = ReadCapture(Path("run-access-far.pcap"));
    EXPECT_EQ(TimesOf(far),
              (std::vector<std::int64_t>{1021 * MS, 1021 * MS, 1023 * MS, 1023 * MS}));
    EXPECT_TRUE(std::all_of(far.begin(), far.end(), [](auto& r) { return r.length == 1250; }));
    EXPECT_EQ(near.front().ns, 1'700'000'001'000'000'000);
}

/** Loads what a page would: TCP both ways, datagrams, one that is refused, one in fragments. */
LinkCounters
RunTraffic(const std::string& prefix)
{
    SimulationScope simulation;
    auto access = PlainLink(10'000'000, MilliSeconds(20));
    access.name = "access";
    access.up.loss = access.down.loss = {LossOptions::Model::IID, 0.02, 1, {}};
    access.down.queue = {QueueOptions::Discipline::FQ_CODEL, QueueOptions::Unit::BDP, 2};
    auto path = PlainLink(100'000'000, MilliSeconds(5));
    path.name = "path";
    path.mtu = 1400;
    path.up.jitter = MilliSeconds(2);
    path.down.queue.discipline = QueueOptions::Discipline::CODEL;
    Network network({access, path}, 1);
    if (!prefix.empty())
    {
        network.EnableCapture(prefix);
    }
    const auto far = network.AddHost("far", 2);

    const auto tcp = ns3::TcpSocketFactory::GetTypeId();
    const auto server = ns3::Socket::CreateSocket(network.GetNode(2), tcp);
    server->Bind(ns3::InetSocketAddress(far, 80));
    server->Listen();
    server->SetAcceptCallback(
        ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
        ns3::Callback<void, ns3::Ptr<ns3::Socket>, const ns3::Address&>([](auto socket, auto&) {
            socket->Send(ns3::Create<ns3::Packet>(100'000));
            socket->Close();
        }));
    const auto client = ns3::Socket::CreateSocket(network.GetNode(0), tcp);
    client->Connect(ns3::InetSocketAddress(far, 80));
    client->SetRecvCallback(
        ns3::Callback<void, ns3::Ptr<ns3::Socket>>([](auto socket) { socket->Recv(); }));

    UdpReceiver receiver(network, 2, far, true);
    UdpSender sender(network, 0, far);
    UdpSender refused(network, 0, network.AddHost("deaf", 1));
    for (int i = 0; i < 50; ++i)
    {
        sender.SendAt(MilliSeconds(2 * i), 1500, static_cast<std::uint8_t>(i));
    }
    refused.SendAt(MilliSeconds(50), 700);
    ns3::Simulator::Stop(Seconds(60));
    simulation.Run();
    return network.Down(0);
}

const std::array<const char*, 4> FILES{"access-near", "access-far", "path-near", "path-far"};

/** What tshark says of each packet of a file: IP, TCP, UDP, ICMP checksum and whether malformed. */
std::vector<std::string>
DissectedByTshark(const std::string& file)
{
    const std::string command =
        "tshark -n -r " + file +
        " -o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE"
        " -T fields -E occurrence=f -E separator=, -e ip.checksum.status -e tcp.checksum.status"
        " -e udp.checksum.status -e icmp.checksum.status -e _ws.malformed 2>/dev/null";
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

TEST_F(CaptureTest, TsharkFindsNothingBadInIt)
{
    if (std::system("tshark --version >/dev/null 2>&1") != 0)
    {
        GTEST_SKIP() << "tshark is not there; install it to have captures read by Wireshark's own";
    }
    RunTraffic(Path("run"));
    for (const std::string name : FILES)
    {
        const std::string file = Path("run-" + name + ".pcap");
        std::map<std::string, int> kinds;
        for (const auto& line : DissectedByTshark(file))
        {
            ++kinds[line];
        }
        // Wireshark's status 1 is "Good", 2 "Unverified": the datagram that an ICMP error quotes
        // the beginning of. A fragment has an IP checksum only.
        std::size_t good = 0;
        for (const char* kind : {"1,1,,,", "1,,1,,", "1,,,,", "1,,2,1,"})
        {
            good += kinds[kind];
        }
        EXPECT_EQ(good, ReadCapture(file).size()) << name;
        EXPECT_GT(kinds["1,1,,,"], 50) << name << ": TCP";
        EXPECT_GT(kinds["1,,1,,"], 30) << name << ": UDP";
        EXPECT_EQ(kinds["1,,2,1,"] > 0, name.rfind("access", 0) == 0) << name << ": ICMP";
    }
}

TEST_F(CaptureTest, IsTheSameBytesTwice)
{
    RunTraffic(Path("one"));
    RunTraffic(Path("two"));
    for (const std::string name : FILES)
    {
        const std::string first = Contents(Path("one-" + name + ".pcap"));
        EXPECT_GT(first.size(), 100'000U);
        EXPECT_TRUE(first == Contents(Path("two-" + name + ".pcap"))) << name;
    }
}

TEST_F(CaptureTest, ChangesNothingInWhatItWatches)
{
    const auto plain = RunTraffic("");
    EXPECT_FALSE(ns3::Node::ChecksumEnabled());
    const auto captured = RunTraffic(Path("run"));
    EXPECT_EQ(plain.packets, captured.packets);
    EXPECT_EQ(plain.bytes, captured.bytes);
    EXPECT_EQ(plain.lost, captured.lost);
    EXPECT_EQ(plain.maxQueuePackets, captured.maxQueuePackets);
    EXPECT_FALSE(ns3::Node::ChecksumEnabled()) << "the next network is not to pay for it";
}

TEST_F(CaptureTest, RefusesWhereItCannotWrite)
{
    SimulationScope simulation;
    auto link = PlainLink(1'000'000, MilliSeconds(1));
    Network network({link, link}, 1);
    EXPECT_THROW(network.EnableCapture(Path("no/such/folder/run")), InputError);

    link.name = "twice";
    Network twice({link, link}, 1);
    EXPECT_THROW(twice.EnableCapture(Path("run")), InputError);
    EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(Path("")).parent_path()));
}

} // namespace

} // namespace pagewire
