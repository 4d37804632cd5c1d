// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-stream.h"

#include "base/error.h"
#include "transport/node-power.h"
#include "transport/tcp-connection.h"
#include "transport/tcp-endpoint.h"
#include "transport/tcp-segment.h"

#include "ns3/packet.h"

namespace pagewire
{

namespace
{

/** A stream over a connection, which may outlive it to deliver what was written. */
class ConnectionStream : public TcpStream
{
  public:
    explicit ConnectionStream(ns3::Ptr<TcpConnection> connection)
        : m_connection(connection)
    {}

    ~ConnectionStream() override
    {
        m_connection->Release();
    }

    void SetListener(ByteStreamListener* listener) override
    {
        m_connection->SetListener(listener);
    }

    void Open() override
    {
        m_connection->Serve();
    }

    std::size_t Write(std::string_view bytes) override
    {
        return m_connection->Write(bytes);
    }

    std::size_t WriteFrom(ByteQueue& queue) override
    {
        return m_connection->WriteFrom(queue);
    }

    void Push() override
    {
        m_connection->Push();
    }

    std::size_t WriteRoom() const override
    {
        return m_connection->WriteRoom();
    }

    std::size_t Unsent() const override
    {
        return m_connection->Unsent();
    }

    bool SetUnsentLowWater(std::size_t bytes) override
    {
        m_connection->SetUnsentLowWater(bytes);
        return true;
    }

    std::size_t Read(std::string& buffer, std::size_t max) override
    {
        return m_connection->Read(buffer, max);
    }

    std::size_t ReadTo(ByteQueue& queue, std::size_t max) override
    {
        return m_connection->ReadTo(queue, max);
    }

    bool AtEnd() const override
    {
        return m_connection->AtEnd();
    }

    void CloseWrite() override
    {
        m_connection->CloseWrite();
    }

    void Abort() override
    {
        m_connection->Abort();
    }

    std::string_view Alpn() const override
    {
        return {};
    }

    ByteStream* Below() const override
    {
        return nullptr;
    }

    void ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable) override
    {
        m_connection->Ledger().ClaimRead(end, exchange, usable);
    }

    void ClaimWritten(std::uint64_t end, std::uint64_t exchange) override
    {
        m_connection->Ledger().ClaimWritten(end, exchange);
    }

    void SetReady(std::uint64_t exchange, bool ready) override
    {
        m_connection->Ledger().SetReady(exchange, ready);
    }

    void SetBlocked(std::uint64_t exchange, bool blocked) override
    {
        m_connection->Ledger().SetBlocked(exchange, blocked);
    }

    void ClaimNone() override
    {
        m_connection->Ledger().ClaimNone();
    }

    StallsByExchange Stalls() const override
    {
        return m_connection->Ledger().Stalls();
    }

    const TcpCounters& Counters() const override
    {
        return m_connection->Counters();
    }

    ns3::InetSocketAddress Local() const override
    {
        return m_connection->Endpoint().Local();
    }

    ns3::InetSocketAddress Remote() const override
    {
        return m_connection->Endpoint().Remote();
    }

    ns3::Ptr<ns3::TcpSocketState> State() const override
    {
        return m_connection->Tcb();
    }

  protected:
    ns3::Ptr<TcpConnection> m_connection;
};

/** A stream that opens by connecting. */
class ClientStream : public ConnectionStream
{
  public:
    ClientStream(ns3::Ptr<TcpConnection> connection, const ns3::InetSocketAddress& remote)
        : ConnectionStream(connection),
          m_remote(remote)
    {}

    void Open() override
    {
        m_connection->Connect(m_remote);
    }

    ns3::InetSocketAddress Remote() const override
    {
        return m_remote;
    }

  private:
    ns3::InetSocketAddress m_remote;
};

} // namespace

std::unique_ptr<TcpStream>
MakeTcpClient(ns3::Ptr<ns3::Node> node,
              const ns3::InetSocketAddress& remote,
              const TcpOptions& options)
{
    return std::make_unique<ClientStream>(ns3::Create<TcpConnection>(node, options), remote);
}

/** Shared with the connections that are being established. */
class TcpAcceptor::Impl
{
  public:
    Impl(ns3::Ptr<ns3::Node> node,
         std::uint16_t port,
         const TcpOptions& options,
         TcpAcceptor::Accept accept)
        : m_node(node),
          m_options(options),
          m_accept(std::make_shared<TcpAcceptor::Accept>(std::move(accept))),
          m_endpoint(node),
          m_crashWatch(node, [this] { m_endpoint.Close(); })
    {
        if (!m_endpoint.Listen(port, [this](const TcpArrivedPacket& arrived) { Receive(arrived); }))
        {
            throw InputError("port " + std::to_string(port) + " of node " +
                             std::to_string(node->GetId()) +
                             " is taken already; choose another port");
        }
        m_port = port;
    }

  private:
    void Receive(const TcpArrivedPacket& arrived)
    {
        TcpSegment segment;
        if (!ParseTcpSegment(arrived.octets, segment) || segment.Has(ns3::TcpHeader::RST))
        {
            return;
        }
        ns3::TcpHeader tcp;
        arrived.packet.PeekHeader(tcp);
        const ns3::InetSocketAddress local(arrived.header.GetDestination(), m_port);
        const ns3::InetSocketAddress remote(arrived.header.GetSource(), tcp.GetSourcePort());
        if (segment.Has(ns3::TcpHeader::ACK) || !segment.Has(ns3::TcpHeader::SYN))
        {
            Refuse(local, remote, segment);
            return;
        }
        const auto connection = ns3::Create<TcpConnection>(m_node, m_options);
        connection->Accept(local,
                           remote,
                           segment,
                           arrived.packet.GetSize(),
                           [accept = std::weak_ptr<TcpAcceptor::Accept>(m_accept)](
                               ns3::Ptr<TcpConnection> established) {
                               auto stream = std::make_unique<ConnectionStream>(established);
                               if (const auto give = accept.lock())
                               {
                                   (*give)(std::move(stream));
                               }
                               else
                               {
                                   stream->Abort(); // nobody listens any more
                               }
                           });
    }

    /** A segment of a connection that is not there (RFC 9293 section 3.10.7.2). */
    void Refuse(const ns3::InetSocketAddress& local,
                const ns3::InetSocketAddress& remote,
                const TcpSegment& segment)
    {
        if (!segment.Has(ns3::TcpHeader::ACK))
        {
            return;
        }
        TcpEndpoint endpoint(m_node);
        if (endpoint.Accept(local, remote, {}))
        {
            TcpSegment reset;
            reset.flags = ns3::TcpHeader::RST;
            reset.sequence = segment.acknowledgement;
            endpoint.Send(reset);
        }
    }

    ns3::Ptr<ns3::Node> m_node;
    TcpOptions m_options;
    std::shared_ptr<TcpAcceptor::Accept> m_accept;
    std::uint16_t m_port{0};
    TcpEndpoint m_endpoint;
    CrashWatch m_crashWatch;
};

TcpAcceptor::TcpAcceptor(ns3::Ptr<ns3::Node> node,
                         std::uint16_t port,
                         const TcpOptions& options,
                         Accept accept)
    : m_impl(std::make_unique<Impl>(node, port, options, std::move(accept)))
{}

TcpAcceptor::~TcpAcceptor() = default;

} // namespace pagewire
