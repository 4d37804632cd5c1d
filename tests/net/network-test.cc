// SPDX-License-Identifier: GPL-2.0-only
#include "net/network.h"

#include "base/error.h"
#include "udp-probe.h"

#include "ns3/config.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

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

constexpr std::int64_t MS = 1'000'000;

TEST(Network, TenHopsTakeTheirDelaysAndSerialisationsToTheNanosecond)
{
    SimulationScope simulation;
    // Rates at which 1000 bytes take a whole number of nanoseconds, and others.
    const std::vector<std::uint64_t> rates{10'000'000,
                                           2'000'000,
                                           7'000'000,
                                           1'000'000'000,
                                           33'333,
                                           10'000'000,
                                           3,
                                           64'000,
                                           999,
                                           123'457};
    // 8000 bits over each, to the nearest nanosecond.
    const std::vector<std::int64_t> serialisations{800'000,
                                                   4'000'000,
                                                   1'142'857,
                                                   8'000,
                                                   240'002'400,
                                                   800'000,
                                                   2'666'666'666'667,
                                                   125'000'000,
                                                   8'008'008'008,
                                                   64'799'890};
    std::vector<LinkOptions> links;
    std::int64_t oneWay = 0;
    for (std::size_t i = 0; i < rates.size(); ++i)
    {
        links.push_back(PlainLink(rates[i], MilliSeconds(10)));
        oneWay += 10 * MS + serialisations[i];
    }
    Network network(links, 100);
    const auto server = network.AddHost("server.example", 10);
    UdpReceiver receiver(network, 10, server, true);
    UdpSender sender(network, 0, server);
    UdpReceiver back(sender.GetSocket());
    sender.SendAt(MilliSeconds(5), 1000);
    simulation.Run();

    EXPECT_EQ(receiver.Times(), std::vector<std::int64_t>{5 * MS + oneWay});
    EXPECT_EQ(back.Times(), std::vector<std::int64_t>{5 * MS + 2 * oneWay});
    EXPECT_EQ(back.arrivals.at(0).from, server);
    EXPECT_EQ(network.RoundTrip(), MilliSeconds(200));
    for (std::size_t i = 0; i < links.size(); ++i)
    {
        EXPECT_EQ(network.Up(i).packets, 1U);
        EXPECT_EQ(network.Up(i).bytes, 1000U);
        EXPECT_EQ(network.Down(i).bytes, 1000U);
    }
}

TEST(Network, PingsTakeWhatAnEmulatedLinkIsDueToTake)
{
    // 10 Mbit/s and 25 ms each way: what a ping of 84 and one of 1500 octets should take.
    for (const auto& [bytes, ns] : {std::pair(84U, 50'134'400), std::pair(1500U, 52'400'000)})
    {
        SimulationScope simulation;
        Network network({PlainLink(10'000'000, MilliSeconds(25))}, 1);
        UdpReceiver echo(network, 1, network.AddHost("far", 1), true);
        UdpSender sender(network, 0, network.Resolve("far"));
        UdpReceiver back(sender.GetSocket());
        sender.SendAt(Seconds(0), bytes);
        simulation.Run();
        EXPECT_EQ(back.Times(), std::vector<std::int64_t>{ns});
    }
}

TEST(Network, ShowsItsDevicesToConfigPaths)
{
    SimulationScope simulation;
    Network network(
        {PlainLink(10'000'000, MilliSeconds(10)), PlainLink(10'000'000, MilliSeconds(10))},
        1);
    std::map<std::string, int> seen;
    const auto count = [&](std::string path, auto) { ++seen[path]; };
    ns3::Config::Connect("/NodeList/*/DeviceList/*/$pagewire::LinkDevice/PhyTxEnd",
                         ns3::Callback<void, std::string, ns3::Ptr<const ns3::Packet>>(count));
    ns3::Config::Set("/NodeList/1/DeviceList/1/$pagewire::LinkDevice/DataRate",
                     ns3::StringValue("1Mbps"));
    UdpReceiver receiver(network, 2, network.AddHost("far", 2));
    UdpSender sender(network, 0, network.Resolve("far"));
    sender.SendAt(Seconds(0), 1250);
    simulation.Run();
    EXPECT_EQ(receiver.Times(), std::vector<std::int64_t>{31 * MS});
    const std::string end = "/$pagewire::LinkDevice/PhyTxEnd";
    EXPECT_EQ(seen,
              (std::map<std::string, int>{{"/NodeList/0/DeviceList/0" + end, 1},
                                          {"/NodeList/1/DeviceList/1" + end, 1}}));
}

TEST(Network, ResolvesNamesWhateverTheirCaseAndAddressesThatSomebodyHas)
{
    SimulationScope simulation;
    Network network({PlainLink(1'000'000, MilliSeconds(1)), PlainLink(1'000'000, MilliSeconds(1))},
                    1);
    EXPECT_EQ(network.NodeCount(), 3U);
    const auto address = network.AddHost("www.Example.org", 2);
    EXPECT_EQ(network.Resolve("WWW.example.ORG"), address);
    EXPECT_EQ(network.AddHost("www.example.org", 2), address);
    EXPECT_NE(network.AddHost("static.example.org", 2), address);
    EXPECT_NE(network.AddHost("proxy", 1), address);
    EXPECT_EQ(network.Resolve("10.2.1.1"), address);
    EXPECT_EQ(network.Resolve("10.0.0.1"), ns3::Ipv4Address("10.0.0.1")); // the browser's

    EXPECT_THROW(network.AddHost("www.example.org", 1), InputError);
    EXPECT_THROW(network.Resolve("example.org"), InputError);
    EXPECT_THROW(network.Resolve("10.2.1.9"), InputError);
    EXPECT_THROW(network.Resolve("192.0.2.1"), InputError);
    EXPECT_THROW(network.Resolve(""), InputError);
}

TEST(Network, GivesHundredsOfHostsAddressesOfTheirOwnThatAllAnswer)
{
    SimulationScope simulation;
    Network network(
        {PlainLink(1'000'000'000, MilliSeconds(1)), PlainLink(1'000'000'000, MilliSeconds(1))},
        1);
    std::vector<std::unique_ptr<UdpReceiver>> receivers;
    std::vector<std::unique_ptr<UdpSender>> senders;
    std::vector<std::unique_ptr<UdpReceiver>> answers;
    std::set<ns3::Ipv4Address> addresses;
    constexpr int HOSTS = 600;
    for (int i = 0; i < HOSTS; ++i)
    {
        const std::size_t node = i % 3;
        const auto address = network.AddHost("host" + std::to_string(i), node);
        addresses.insert(address);
        EXPECT_NE(address.Get() & 0xff, 0U);
        EXPECT_NE(address.Get() & 0xff, 255U);
        receivers.push_back(std::make_unique<UdpReceiver>(network, node, address, true));
        // From a node to itself, up and down the chain.
        senders.push_back(std::make_unique<UdpSender>(network, i / 3 % 3, address));
        answers.push_back(std::make_unique<UdpReceiver>(senders.back()->GetSocket()));
        senders.back()->SendAt(MicroSeconds(10 * i), 100);
    }
    EXPECT_EQ(addresses.size(), std::size_t{HOSTS});
    simulation.Run();
    for (int i = 0; i < HOSTS; ++i)
    {
        ASSERT_EQ(answers[i]->arrivals.size(), 1U) << i;
        EXPECT_EQ(answers[i]->arrivals[0].from, network.Resolve("host" + std::to_string(i))) << i;
    }
}

/** Accepts TCP connections at every address of a node and notes which one was asked at. */
class TcpListener
{
  public:
    TcpListener(const Network& network, std::size_t node)
        : m_socket(
              ns3::Socket::CreateSocket(network.GetNode(node), ns3::TcpSocketFactory::GetTypeId()))
    {
        m_socket->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), 80));
        m_socket->Listen();
        m_socket->SetAcceptCallback(
            ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
            ns3::MakeCallback(&TcpListener::Accept, this));
    }

    std::vector<ns3::Ipv4Address> asked;

  private:
    void Accept(ns3::Ptr<ns3::Socket> socket, const ns3::Address& /* from */)
    {
        ns3::Address local;
        socket->GetSockName(local);
        asked.push_back(ns3::InetSocketAddress::ConvertFrom(local).GetIpv4());
    }

    ns3::Ptr<ns3::Socket> m_socket;
};

TEST(Network, ATcpServerAnswersFromTheAddressItWasAskedAt)
{
    SimulationScope simulation;
    Network network(
        {PlainLink(10'000'000, MilliSeconds(10)), PlainLink(10'000'000, MilliSeconds(10))},
        1);
    TcpListener listener(network, 2);
    std::vector<ns3::Ptr<ns3::Socket>> clients;
    std::vector<ns3::Ipv4Address> hosts;
    int connected = 0;
    for (const char* name : {"a.example", "b.example", "c.example"})
    {
        hosts.push_back(network.AddHost(name, 2));
        clients.push_back(
            ns3::Socket::CreateSocket(network.GetNode(0), ns3::TcpSocketFactory::GetTypeId()));
        clients.back()->SetConnectCallback(
            ns3::Callback<void, ns3::Ptr<ns3::Socket>>([&](auto) { ++connected; }),
            ns3::MakeNullCallback<void, ns3::Ptr<ns3::Socket>>());
        clients.back()->Connect(ns3::InetSocketAddress(hosts.back(), 80));
    }
    ns3::Simulator::Stop(Seconds(1));
    simulation.Run();
    EXPECT_EQ(connected, 3);
    EXPECT_EQ(listener.asked, hosts);
}

TEST(Network, RefusesPacketsToWhereThereIsNobody)
{
    SimulationScope simulation;
    Network network({PlainLink(10'000'000, MilliSeconds(10))}, 1);
    // Beyond the end of the chain, and off the address plan: no loop, no crash.
    for (const char* nowhere : {"10.77.1.1", "192.0.2.1", "255.255.255.255", "127.0.0.1"})
    {
        UdpSender(network, 0, ns3::Ipv4Address(nowhere)).SendAt(Seconds(0), 100);
    }
    simulation.Run();
    EXPECT_LE(network.Up(0).packets, 1U);
    EXPECT_EQ(network.Down(0).packets, 0U);
}

/** \return which packets of a long row were lost on the second of two links */
std::vector<int>
ArrivalsOverSecondLink(const LinkOptions& first, std::int64_t stream)
{
    SimulationScope simulation;
    auto second = PlainLink(1'000'000'000, MilliSeconds(1));
    second.up.loss = {LossOptions::Model::IID, 0.2, 1, {}};
    Network network({first, second}, stream);
    UdpReceiver receiver(network, 2, network.AddHost("far", 2));
    UdpSender sender(network, 0, network.Resolve("far"));
    for (int i = 0; i < 200; ++i)
    {
        sender.SendAt(MicroSeconds(100 * i), 100, static_cast<std::uint8_t>(i));
    }
    simulation.Run();
    return receiver.Numbers();
}

TEST(Network, RandomnessOfALinkDoesNotDependOnOthers)
{
    auto plain = PlainLink(1'000'000'000, MilliSeconds(1));
    const auto alone = ArrivalsOverSecondLink(plain, 5);
    EXPECT_LT(alone.size(), 200U);
    auto busy = plain;
    busy.up.jitter = MicroSeconds(300);
    busy.down.loss = {LossOptions::Model::GILBERT_ELLIOTT, 0.2, 5, {}};
    EXPECT_EQ(ArrivalsOverSecondLink(busy, 5), alone);
    EXPECT_NE(ArrivalsOverSecondLink(plain, 6), alone);
}

TEST(Network, TwoHundredNetworksInOneProcessBehaveAlike)
{
    auto link = PlainLink(1'000'000'000, MilliSeconds(1));
    link.up.jitter = MicroSeconds(300);
    link.up.queue.discipline = QueueOptions::Discipline::FQ_CODEL;
    const auto first = ArrivalsOverSecondLink(link, 5);
    for (int i = 0; i < 199; ++i)
    {
        ASSERT_EQ(ArrivalsOverSecondLink(link, 5), first) << i;
    }
}

/** \return what a network of this one link says is wrong */
std::string
ErrorOf(const LinkOptions& link)
{
    SimulationScope simulation;
    try
    {
        Network network({link}, 1);
        return "";
    }
    catch (const InputError& error)
    {
        return error.what();
    }
}

TEST(Network, NamesLinkAndDirectionOfAnImpossibleOption)
{
    const auto says = [](auto change, const std::string& text) {
        auto link = PlainLink(10'000'000, MilliSeconds(20));
        link.name = "access";
        change(link);
        const std::string error = ErrorOf(link);
        return error.rfind("link 'access', ", 0) == 0 && error.find(text) != std::string::npos
                 ? ::testing::AssertionSuccess()
                 : ::testing::AssertionFailure() << "it says: " << error;
    };
    using Unit = QueueOptions::Unit;
    using Model = LossOptions::Model;
    EXPECT_TRUE(says([](auto& l) { l.up.rate = 0; }, "up: the rate is 0"));
    EXPECT_TRUE(says([](auto& l) { l.down.delay = MilliSeconds(-1); }, "down: the delay"));
    EXPECT_TRUE(says([](auto& l) { l.up.jitter = MilliSeconds(-1); }, "the jitter"));
    EXPECT_TRUE(says([](auto& l) { l.up.reorderDelay = MilliSeconds(-1); }, "the reorder delay"));
    EXPECT_TRUE(says([](auto& l) { l.up.reorder = 1.5; }, "1.5"));
    EXPECT_TRUE(says([](auto& l) { l.up.queue.limit = 0; }, "queue of 0"));
    EXPECT_TRUE(says([](auto& l) { l.up.queue.limit = NAN; }, "queue of"));
    EXPECT_TRUE(says([](auto& l) { l.up.queue.limit = 2.5; }, "2.5"));
    EXPECT_TRUE(says([](auto& l) { l.up.queue = {{}, Unit::BYTES, 1000}; }, "at least the MTU"));
    EXPECT_TRUE(says([](auto& l) { l.up.queue = {{}, Unit::BDP, 1e9}; }, "below 2^32"));
    EXPECT_TRUE(says([](auto& l) { l.up.loss = {Model::IID, 1.1, 1, {}}; }, "1.1"));
    EXPECT_TRUE(says([](auto& l) { l.up.loss = {Model::GILBERT_ELLIOTT, 0.9, 2, {}}; }, "bursts"));
    EXPECT_TRUE(says([](auto& l) { l.up.loss = {Model::LIST, 0, 1, {3, 0}}; }, "packet 0"));
    EXPECT_TRUE(says([](auto& l) { l.mtu = 20; }, "MTU"));
    EXPECT_TRUE(ErrorOf(PlainLink(1, MilliSeconds(0))).empty());

    auto traced = PlainLink(1, MilliSeconds(20));
    traced.up.traceFile = "no/such/file.up";
    EXPECT_EQ(ErrorOf(traced).rfind("no/such/file.up", 0), 0U);
    EXPECT_THROW(Network({}, 1), InputError);
    EXPECT_THROW(Network(std::vector<LinkOptions>(256, PlainLink(1, MilliSeconds(1))), 1),
                 InputError);
}

TEST(Network, FragmentsWhatExceedsTheMtuOfALink)
{
    SimulationScope simulation;
    auto narrow = PlainLink(10'000'000, MilliSeconds(10));
    narrow.mtu = 576;
    Network network({PlainLink(10'000'000, MilliSeconds(10)), narrow}, 1);
    UdpReceiver receiver(network, 2, network.AddHost("far", 2));
    UdpSender sender(network, 0, network.Resolve("far"));
    sender.SendAt(Seconds(0), 1500);
    simulation.Run();
    // 1480 octets of payload in fragments of at most 552 (a multiple of 8 below 556).
    EXPECT_EQ(network.Up(1).packets, 3U);
    EXPECT_EQ(network.Up(1).bytes, 1480U + 3 * 20);
    EXPECT_EQ(receiver.arrivals.at(0).ipBytes, 1500U);
}

} // namespace

} // namespace pagewire
