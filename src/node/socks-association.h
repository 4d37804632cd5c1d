// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SOCKS_ASSOCIATION_H
#define PAGEWIRE_NODE_SOCKS_ASSOCIATION_H

#include "transport/dialer.h"
#include "transport/socks-message.h"
#include "transport/udp-endpoint.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pagewire
{

/** Targets that a client may send datagrams to in one association; those to more are lost. */
constexpr std::size_t SOCKS_ASSOCIATION_TARGETS = 256;

/**
 * A relay of datagrams for one client of a SOCKS proxy (RFC 1928 section 7): a UDP port of its own
 * towards the client, and a flow onward to each target. Takes datagrams from the client's address
 * only, and from the port that it first used, or had told. ECN codepoints go with them either way.
 */
class SocksAssociation : private DatagramListener
{
  public:
    using Allowed = std::function<bool(const HostPort&)>;

    /**
     * \param client where the control stream comes from
     * \param port that the client told it would send from; 0: it did not
     * \param allowed which targets; outlives this
     */
    SocksAssociation(ns3::Ptr<ns3::Node> node,
                     std::shared_ptr<Dialer> dialer,
                     const Allowed& allowed,
                     ns3::Ipv4Address client,
                     std::uint16_t port);
    ~SocksAssociation() override;

    /** Takes the port towards the client. \return whether there is a way to the client */
    bool Open();

    /** \return where the client is to send its datagrams */
    HostPort Relay() const;

    /** \return the first target as the client named it, "host:port"; empty before */
    const std::string& FirstTarget() const
    {
        return m_firstTarget;
    }

    /** \return octets that went on to targets, or to the client, without SOCKS's headers */
    std::uint64_t BytesUp() const
    {
        return m_bytesUp;
    }

    std::uint64_t BytesDown() const
    {
        return m_bytesDown;
    }

  private:
    void HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn) override;

    void Receive(const ReceivedDatagram& datagram);
    DatagramFlow* FlowTo(const HostPort& target);

    std::shared_ptr<Dialer> m_dialer;
    const Allowed& m_allowed;
    ns3::InetSocketAddress m_client; //!< its port is 0 until it is known
    UdpEndpoint m_endpoint;
    std::map<std::string, std::unique_ptr<DatagramFlow>> m_flows; //!< by target, null: none leads
                                                                  //!< there
    std::string m_firstTarget;
    std::uint64_t m_bytesUp{0};
    std::uint64_t m_bytesDown{0};
};

/** \return "host:port" */
std::string HostPortText(const HostPort& place);

} // namespace pagewire

#endif
