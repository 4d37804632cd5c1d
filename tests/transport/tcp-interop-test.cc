// SPDX-License-Identifier: GPL-2.0-only
// Our TCP against ns-3's own, which has another author.
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"

#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcp-socket.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

/** A socket of ns-3's that sends so many octets, reads so many and then closes: its Close is for
 * both directions. */
class Ns3Peer
{
  public:
    Ns3Peer(ns3::Ptr<ns3::Socket> socket, std::size_t toSend, std::size_t toReceive)
        : m_socket(socket),
          m_toSend(toSend),
          m_toReceive(toReceive)
    {
        socket->SetRecvCallback(ns3::MakeCallback(&Ns3Peer::Receive, this));
        socket->SetSendCallback(ns3::MakeCallback(&Ns3Peer::Send, this));
        socket->SetConnectCallback(ns3::MakeCallback(&Ns3Peer::Connected, this),
                                   ns3::MakeCallback(&Ns3Peer::Connected, this));
    }

    void Send(ns3::Ptr<ns3::Socket>, std::uint32_t)
    {
        while (m_sent < m_toSend && m_socket->GetTxAvailable() > 0)
        {
            const std::size_t size =
                std::min<std::size_t>({m_toSend - m_sent, m_socket->GetTxAvailable(), 1000});
            const auto octets = PatternOctets(m_sent, size);
            const int taken = m_socket->Send(reinterpret_cast<const std::uint8_t*>(octets.data()),
                                             static_cast<std::uint32_t>(size),
                                             0);
            if (taken <= 0)
            {
                return;
            }
            m_sent += static_cast<std::size_t>(taken);
        }
        CloseIfDone();
    }

    void CloseIfDone()
    {
        if (m_sent == m_toSend && received == m_toReceive && !m_closed)
        {
            m_closed = true;
            m_socket->Close();
        }
    }

    void Connected(ns3::Ptr<ns3::Socket> socket)
    {
        Send(socket, 0);
    }

    void Receive(ns3::Ptr<ns3::Socket>)
    {
        while (const auto packet = m_socket->Recv())
        {
            std::string octets(packet->GetSize(), '\0');
            packet->CopyData(reinterpret_cast<std::uint8_t*>(octets.data()), packet->GetSize());
            intact &= octets == PatternOctets(received, octets.size());
            received += octets.size();
        }
        CloseIfDone();
    }

    std::size_t received{0};
    bool intact{true};

  private:
    ns3::Ptr<ns3::Socket> m_socket;
    std::size_t m_toSend;
    std::size_t m_toReceive;
    std::size_t m_sent{0};
    bool m_closed{false};
};

class Interop : public testing::TestWithParam<double>
{
  protected:
    TwoNodesOptions Link() const
    {
        TwoNodesOptions options;
        options.loss = GetParam();
        return options;
    }

    static ns3::Ptr<ns3::Socket> MakeSocket(ns3::Ptr<ns3::Node> node)
    {
        const auto socket = ns3::Socket::CreateSocket(node, ns3::TcpSocketFactory::GetTypeId());
        socket->SetAttribute("SegmentSize", ns3::UintegerValue(1448));
        return socket;
    }
};

TEST_P(Interop, OurServerFeedsTheirClient)
{
    TwoNodes net(Link());
    std::unique_ptr<TcpPeer> server;
    TcpAcceptor acceptor(net.Server(), 80, {}, [&](std::unique_ptr<TcpStream> stream) {
        server = std::make_unique<TcpPeer>(std::move(stream));
        server->Stream().Open();
        server->Send(400000, true);
    });
    const auto socket = MakeSocket(net.Client());
    Ns3Peer client(socket, 1000, 400000);
    socket->Connect(ns3::InetSocketAddress(net.ServerAddress(), 80));
    net.Run(ns3::Seconds(600));
    EXPECT_EQ(client.received, 400000U);
    EXPECT_TRUE(client.intact);
    EXPECT_EQ(server->received, 1000U);
    EXPECT_TRUE(server->intact);
}

TEST_P(Interop, OurClientFeedsTheirServer)
{
    TwoNodes net(Link());
    const auto listener = MakeSocket(net.Server());
    std::unique_ptr<Ns3Peer> server;
    listener->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), 80));
    listener->Listen();
    listener->SetAcceptCallback(
        ns3::MakeNullCallback<bool, ns3::Ptr<ns3::Socket>, const ns3::Address&>(),
        ns3::Callback<void, ns3::Ptr<ns3::Socket>, const ns3::Address&>(
            [&](ns3::Ptr<ns3::Socket> socket, const ns3::Address&) {
                server = std::make_unique<Ns3Peer>(socket, 300000, 400000);
                server->Send(socket, 0);
            }));
    TcpPeer client(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 80), {}));
    client.Stream().Open();
    client.Send(400000, true);
    net.Run(ns3::Seconds(600));
    ASSERT_TRUE(server);
    EXPECT_EQ(server->received, 400000U);
    EXPECT_TRUE(server->intact);
    EXPECT_EQ(client.received, 300000U);
    EXPECT_TRUE(client.intact);
    EXPECT_EQ(client.end, StreamEnd::GRACEFUL);
}

INSTANTIATE_TEST_SUITE_P(Losses, Interop, testing::Values(0.0, 0.02));

} // namespace

} // namespace pagewire::test
