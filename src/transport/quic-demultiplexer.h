// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_DEMULTIPLEXER_H
#define PAGEWIRE_TRANSPORT_QUIC_DEMULTIPLEXER_H

#include "transport/quic-context.h"
#include "transport/quic-endpoint.h"
#include "transport/quic-grave.h"
#include "transport/udp-endpoint.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

class QuicEngine;

/**
 * The part of a QUIC server that belongs to no single connection: one UDP port, the connections
 * behind it by connection ID, and what is said to datagrams of none (RFC 9000 section 5.2).
 */
class QuicAcceptor::Impl : public std::enable_shared_from_this<QuicAcceptor::Impl>
{
  public:
    Impl(ns3::Ptr<ns3::Node> node,
         std::shared_ptr<QuicServerContext> context,
         const std::string& alpn,
         Accept accept);

    /** \throws InputError if the port is taken */
    void Listen(std::uint16_t port);

    /** Nothing is received or sent any more. */
    void Close();

    const ns3::Ptr<ns3::Node>& GetNode() const
    {
        return m_endpoint.GetNode();
    }

    void StopAccepting()
    {
        m_closed = true;
    }

    std::uint64_t Strays() const
    {
        return m_strays;
    }

    std::size_t LiveIds() const
    {
        return m_connections.size();
    }

    std::size_t BuriedIds() const
    {
        return m_graves.size();
    }

    void Send(const ns3::InetSocketAddress& local,
              const ns3::InetSocketAddress& remote,
              std::string_view payload,
              Ecn ecn);

    /** \return whether the ID means a connection, or one that was closed of late */
    bool Knows(const ngtcp2_cid& cid) const;

    /** The connection of this ID; it registers all that it has, and strikes them off. */
    void Add(const ngtcp2_cid& cid, QuicEngine& connection);
    void Remove(const ngtcp2_cid& cid);

    /** A connection that was closed is gone; for a while what still comes for it is answered by its
     * last datagram, or where the peer has closed it by nothing (section 10.2). */
    void Bury(const std::vector<std::string>& cids, const std::string& farewell, ns3::Time linger);

  private:
    /** How a client showed that it is where it says. */
    struct Validation
    {
        enum class Outcome
        {
            NONE,   //!< it did not, and need not
            TOKEN,  //!< by a token of an earlier connection
            RETRY,  //!< by the token of a Retry packet
            WANTED, //!< it did not, and is to
            REFUSED,
        };

        Outcome outcome{Outcome::NONE};
        ngtcp2_cid original{}; //!< RETRY: the first destination connection ID
    };

    void Receive(const ReceivedDatagram& datagram);
    void ReceiveStray(const ReceivedDatagram& datagram, const ngtcp2_version_cid& ids);
    void Begin(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header);
    Validation Validate(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header) const;
    void NegotiateVersion(const ReceivedDatagram& datagram, const ngtcp2_version_cid& ids);
    void SendRetry(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header);
    void RefuseToken(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header);
    void ResetStateless(const ReceivedDatagram& datagram, std::string_view cid);
    void Reply(const ReceivedDatagram& datagram, const std::uint8_t* data, ngtcp2_ssize size);

    std::shared_ptr<QuicServerContext> m_context;
    std::string m_alpn;
    Accept m_accept;
    SeededBytes m_random; //!< of what belongs to no connection
    UdpEndpoint m_endpoint;
    std::map<std::string, QuicEngine*> m_connections; //!< by connection ID
    std::map<std::string, std::shared_ptr<QuicGrave>> m_graves;
    bool m_closed{false}; //!< to new connections
    std::uint64_t m_strays{0};
};

} // namespace pagewire

#endif
