// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-demux.h"

#include "base/error.h"
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/tcp-connection.h"
#include "transport/tcp-stream.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

/** A socket of ns-3's that counts what it gets from whom it accepts. */
class Ns3Sink
{
  public:
    Ns3Sink(ns3::Ptr<ns3::Node> node, std::uint16_t port)
        : m_listener(ns3::Socket::CreateSocket(node, ns3::TcpSocketFactory::GetTypeId()))
    {
        m_listener->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), port));
        m_listener->Listen();
        m_listener->SetAcceptCallback(
            ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
            ns3::Callback<void, ns3::Ptr<ns3::Socket>, const ns3::Address&>(
                [this](ns3::Ptr<ns3::Socket> socket, const ns3::Address&) {
                    socket->SetRecvCallback(ns3::MakeCallback(&Ns3Sink::Receive, this));
                }));
    }

    std::size_t received{0};

  private:
    void Receive(ns3::Ptr<ns3::Socket> socket)
    {
        while (const auto packet = socket->Recv())
        {
            received += packet->GetSize();
        }
    }

    ns3::Ptr<ns3::Socket> m_listener;
};

std::unique_ptr<TcpPeer>
Dial(const TwoNodes& net, std::uint16_t port)
{
    return std::make_unique<TcpPeer>(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), port), {}));
}

} // namespace

TEST(TcpDemux, SocketsOfNs3OnTheSameNodeGoOnBesideOurs)
{
    TwoNodes net;
    std::unique_ptr<TcpPeer> served;
    TcpAcceptor acceptor(net.Server(), 80, {}, [&](std::unique_ptr<TcpStream> stream) {
        served = std::make_unique<TcpPeer>(std::move(stream));
        served->Stream().Open();
    });
    Ns3Sink sink(net.Server(), 81);
    const auto ours = Dial(net, 80);
    const auto theirs = Dial(net, 81);
    const auto nobodys = Dial(net, 82);
    for (TcpPeer* client : {ours.get(), theirs.get(), nobodys.get()})
    {
        client->Stream().Open();
        client->Send(50000, true);
    }
    net.Run(ns3::Seconds(100));
    EXPECT_EQ(served->received, 50000U);
    EXPECT_EQ(sink.received, 50000U);
    EXPECT_EQ(nobodys->end, StreamEnd::REFUSED);
}

TEST(TcpDemux, ItsChecksumsAreRightToNs3)
{
    ns3::GlobalValue::Bind("ChecksumEnabled", ns3::BooleanValue(true));
    {
        TwoNodes net;
        Ns3Sink sink(net.Server(), 81); // drops what has a wrong one
        const auto client = Dial(net, 81);
        client->Stream().Open();
        client->Send(12345, true);
        net.Run(ns3::Seconds(100));
        EXPECT_EQ(sink.received, 12345U);
    }
    ns3::GlobalValue::Bind("ChecksumEnabled", ns3::BooleanValue(false));
}

TEST(TcpDemux, TheEndOfTheNodeLetsGoOfAConnectionThatIsStillOpen)
{
    ns3::Ptr<TcpConnection> connection;
    {
        TwoNodes net;
        TcpAcceptor acceptor(net.Server(), 80, {}, [](std::unique_ptr<TcpStream>) {});
        connection = ns3::Create<TcpConnection>(net.Client(), TcpOptions());
        EXPECT_EQ(connection->GetReferenceCount(), 1U) << "it is in no place yet";
        connection->Connect(ns3::InetSocketAddress(net.ServerAddress(), 80));
        net.Run(ns3::MilliSeconds(1));
        EXPECT_EQ(connection->GetReferenceCount(), 2U) << "what comes in reaches it";
    }
    EXPECT_EQ(connection->GetReferenceCount(), 1U);
}

TEST(TcpDemux, APlaceIsTakenOnce)
{
    TwoNodes net;
    const auto demux = TcpDemux::Of(net.Server());
    const TcpPair pair{net.ServerAddress(), 80, ns3::Ipv4Address("10.1.1.1"), 49153};
    EXPECT_TRUE(demux->Add(pair, nullptr));
    EXPECT_FALSE(demux->Add(pair, nullptr));
    EXPECT_TRUE(demux->Listen(80, nullptr));
    EXPECT_FALSE(demux->Listen(80, nullptr));
    demux->Remove(pair);
    demux->StopListening(80);
    EXPECT_TRUE(demux->Add(pair, nullptr));
    EXPECT_TRUE(demux->Listen(80, nullptr));
}

TEST(TcpDemux, FreePortsGoRoundPastThoseInUse)
{
    TwoNodes net;
    const auto demux = TcpDemux::Of(net.Client());
    EXPECT_EQ(demux->FreePort(), 49153);
    EXPECT_EQ(demux->FreePort(), 49154);
    demux->Listen(49155, nullptr);
    EXPECT_EQ(demux->FreePort(), 49156);
    for (int i = 49157; i <= 65535; ++i)
    {
        EXPECT_EQ(demux->FreePort(), i);
    }
    EXPECT_EQ(demux->FreePort(), 49152);
    for (std::uint16_t port = 49152; port != 0; ++port)
    {
        demux->Listen(port, nullptr);
    }
    EXPECT_EQ(demux->FreePort(), 0);
}

TEST(TcpDemux, ANodeWithoutTcpIsTheUsersMistake)
{
    const ns3::NodeContainer nodes(1);
    EXPECT_THROW(TcpDemux::Of(nodes.Get(0)), InputError);
    ns3::Simulator::Destroy();
}

} // namespace pagewire::test
