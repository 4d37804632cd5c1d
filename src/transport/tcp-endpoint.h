// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_ENDPOINT_H
#define PAGEWIRE_TRANSPORT_TCP_ENDPOINT_H

#include "transport/tcp-demux.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>

namespace pagewire
{

/**
 * A place in a node's TCP demultiplexer: what comes in for it goes to a function. Outlives neither
 * its node nor the simulation: it falls silent.
 */
class TcpEndpoint
{
  public:
    explicit TcpEndpoint(ns3::Ptr<ns3::Node> node);
    ~TcpEndpoint();

    TcpEndpoint(const TcpEndpoint&) = delete;
    TcpEndpoint& operator=(const TcpEndpoint&) = delete;

    // Each is given what to call. The demultiplexer keeps that, with what it holds, until Close or
    // the end of the node: held here, a function that holds this endpoint would outlive them all.

    /** Takes a free port and the address that the route to the peer starts from. \return success */
    bool Connect(const ns3::InetSocketAddress& remote, TcpReceive receive);

    /** Takes packets from one peer only. \return success */
    bool Accept(const ns3::InetSocketAddress& local,
                const ns3::InetSocketAddress& remote,
                TcpReceive receive);

    /** Takes packets to the port that no other endpoint takes. \return success */
    bool Listen(std::uint16_t port, TcpReceive receive);

    /** Frees the place. It may be its own function that is running. */
    void Close();

    const ns3::InetSocketAddress& Local() const
    {
        return m_local;
    }

    const ns3::InetSocketAddress& Remote() const
    {
        return m_remote;
    }

    /** Sends a segment to the peer; the ports are filled in. \return its TCP octets */
    std::size_t Send(const TcpSegment& segment);

  private:
    enum class State
    {
        CLOSED,
        CONNECTED,
        LISTENING,
    };

    ns3::Ptr<ns3::Node> m_node;
    ns3::Ptr<TcpDemux> m_demux;
    bool m_checksums; //!< segments have them: ns-3's global value, which is dear to ask for
    State m_state{State::CLOSED};
    ns3::InetSocketAddress m_local;
    ns3::InetSocketAddress m_remote;
    TcpPair m_pair; //!< the same two, as the demultiplexer takes them
};

} // namespace pagewire

#endif
