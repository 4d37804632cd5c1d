// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_STREAM_H
#define PAGEWIRE_TRANSPORT_TCP_STREAM_H

#include "transport/byte-stream.h"
#include "transport/exchange-stalls.h"
#include "transport/tcp-options.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/tcp-socket-state.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace pagewire
{

/** What a TCP endpoint has sent and received, counted at the IP layer (header octets included). */
struct TcpCounters
{
    std::uint64_t packetsSent{0};
    std::uint64_t packetsReceived{0};
    std::uint64_t bytesSent{0};       //!< IP datagram octets
    std::uint64_t bytesReceived{0};   //!< IP datagram octets
    std::uint64_t retransmissions{0}; //!< segments (SYN and FIN too) sent again by this endpoint
    std::uint64_t timeouts{0};        //!< retransmission timer expirations
    ns3::Time smoothedRtt{0};         //!< the last SRTT (RFC 6298); 0 before a sample
};

/** A TCP connection; the bottom of most stacks. */
class TcpStream : public ByteStream
{
  public:
    virtual const TcpCounters& Counters() const = 0;

    /** \return what held up the exchanges on it until now, as far as their codec has told whose the
     * octets are */
    virtual StallsByExchange Stalls() const = 0;

    /** \return our and the peer's address and port; our port is known from Open on */
    virtual ns3::InetSocketAddress Local() const = 0;
    virtual ns3::InetSocketAddress Remote() const = 0;

    /** \return ns-3's state of the sender, whose trace sources CongestionWindow,
     * SlowStartThreshold, CongState and so on an observer may connect to */
    virtual ns3::Ptr<ns3::TcpSocketState> State() const = 0;
};

/** \return an unopened connection from the node to the address */
std::unique_ptr<TcpStream> MakeTcpClient(ns3::Ptr<ns3::Node> node,
                                         const ns3::InetSocketAddress& remote,
                                         const TcpOptions& options);

/** Accepts TCP connections on a port of all the node's addresses, as long as it lives. */
class TcpAcceptor
{
  public:
    /** \param accept is given each established connection, its listener unset; Open() starts it */
    using Accept = std::function<void(std::unique_ptr<TcpStream>)>;

    TcpAcceptor(ns3::Ptr<ns3::Node> node,
                std::uint16_t port,
                const TcpOptions& options,
                Accept accept);
    ~TcpAcceptor();

    TcpAcceptor(const TcpAcceptor&) = delete;
    TcpAcceptor& operator=(const TcpAcceptor&) = delete;

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace pagewire

#endif
