// SPDX-License-Identifier: GPL-2.0-only
#include "net/queue-wait-tag.h"

#include "udp-probe.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pagewire
{

namespace
{

using ns3::MilliSeconds;
using test::PlainLink;
using test::UdpReceiver;
using test::UdpSender;

/** What the packets that a socket receives remember: their waits in milliseconds. */
class Memories
{
  public:
    Memories(const Network& network, std::size_t node)
        : m_socket(ns3::Socket::CreateSocket(network.GetNode(node),
                                             ns3::TypeId::LookupByName("ns3::UdpSocketFactory")))
    {
        m_socket->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), UdpReceiver::PORT));
        m_socket->SetRecvCallback(ns3::MakeCallback(&Memories::Receive, this));
    }

    std::vector<std::string> waits;

  private:
    void Receive(ns3::Ptr<ns3::Socket> socket)
    {
        while (const auto packet = socket->Recv())
        {
            std::string text;
            QueueWaitTag tag;
            if (packet->PeekPacketTag(tag))
            {
                for (const QueueWaitTag::Wait& wait : tag)
                {
                    text += std::to_string(wait.from.GetMilliSeconds()) + "-" +
                            std::to_string(wait.to.GetMilliSeconds()) + " ";
                }
            }
            waits.push_back(text);
        }
    }

    ns3::Ptr<ns3::Socket> m_socket;
};

class QueueWaits : public ::testing::TestWithParam<QueueOptions::Discipline>
{};

TEST_P(QueueWaits, APacketRemembersEveryQueueThatItWaitedIn)
{
    // 1250 octets take a millisecond on the first link and two on the second.
    LinkOptions first = PlainLink(10'000'000, MilliSeconds(20));
    LinkOptions second = PlainLink(5'000'000, MilliSeconds(20));
    first.up.queue.discipline = second.up.queue.discipline = GetParam();
    test::SimulationScope simulation;
    Network network({first, second}, 1);
    const ns3::Ipv4Address far = network.AddHost("far", 2);
    Memories memories(network, 2);
    UdpSender sender(network, 0, far);
    for (int i = 0; i < 3; ++i)
    {
        sender.SendAt(MilliSeconds(0), 1250);
    }
    sender.SendAt(MilliSeconds(100), 1250);
    simulation.Run();
    // The n-th packet reaches the second link at 20 + n ms, which is busy until 19 + 2 n.
    const std::vector<std::string> expected{"", "0-1 22-23 ", "0-2 23-25 ", ""};
    EXPECT_EQ(memories.waits, expected);
}

INSTANTIATE_TEST_SUITE_P(AllDisciplines,
                         QueueWaits,
                         ::testing::Values(QueueOptions::Discipline::DROP_TAIL,
                                           QueueOptions::Discipline::CODEL,
                                           QueueOptions::Discipline::FQ_CODEL));

TEST(QueueWaitTag, KeepsTheFirstWaitsAndNoneOfNoLength)
{
    const auto packet = ns3::Create<ns3::Packet>(10);
    QueueWaitTag::Note(*packet, MilliSeconds(1), MilliSeconds(1));
    QueueWaitTag tag;
    EXPECT_FALSE(packet->PeekPacketTag(tag));
    for (int i = 0; i < 10; ++i)
    {
        QueueWaitTag::Note(*packet, MilliSeconds(2 * i), MilliSeconds(2 * i + 1));
    }
    ASSERT_TRUE(packet->PeekPacketTag(tag));
    EXPECT_EQ(tag.end() - tag.begin(), static_cast<std::ptrdiff_t>(QueueWaitTag::MOST));
    EXPECT_EQ(tag.begin()->to, MilliSeconds(1));
    EXPECT_EQ(std::prev(tag.end())->from, MilliSeconds(14));
}

} // namespace

} // namespace pagewire
