// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_DIALER_H
#define PAGEWIRE_TRANSPORT_DIALER_H

#include "transport/byte-stream.h"
#include "transport/datagram-flow.h"
#include "transport/tcp-options.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace pagewire
{

/** Where to connect to, the name not yet resolved: a proxy may be the one to do that. */
struct HostPort
{
    std::string host; //!< a name, or an IPv4 address in dotted form
    std::uint16_t port{0};
};

/** Finds the address of a host name. Throws InputError if nobody has it. */
using Resolver = std::function<ns3::Ipv4Address(const std::string& host)>;

/**
 * How streams of bytes, and flows of datagrams, come about between this node and another: straight,
 * or through proxies. Dialers stack: one that goes through a proxy reaches that by another dialer.
 */
class Dialer
{
  public:
    virtual ~Dialer() = default;

    /**
     * \return an unopened stream of plain bytes to the place; that the other end refuses shows when
     * it is opened
     * \throws InputError if there is no way, such as a name that nobody has
     */
    virtual std::unique_ptr<ByteStream> Dial(const HostPort& to) = 0;

    /**
     * \return a flow of datagrams to the place, null where there is none by this way; it may keep
     * datagrams until it is set up
     * \throws InputError as Dial
     */
    virtual std::unique_ptr<DatagramFlow> DialDatagrams(const HostPort& to);

    /** \return this node, where streams and flows begin; null where that is not known */
    virtual ns3::Ptr<ns3::Node> GetNode() const
    {
        return nullptr;
    }

    /** The network of this host has changed. Connections to proxies that streams share go on from
     * there or are given up; streams and flows themselves are for those who have them. */
    virtual void HandleNetworkChange()
    {}

    /** The program that uses it was closed and started again: what it has learned of proxies, and
     * connections to them that streams share, are not for further streams. */
    virtual void HandleRestart()
    {}
};

/** TCP and UDP to the address itself. */
class DirectDialer : public Dialer
{
  public:
    DirectDialer(ns3::Ptr<ns3::Node> node, Resolver resolver, const TcpOptions& tcp);

    std::unique_ptr<ByteStream> Dial(const HostPort& to) override;
    std::unique_ptr<DatagramFlow> DialDatagrams(const HostPort& to) override;

    ns3::Ptr<ns3::Node> GetNode() const override
    {
        return m_node;
    }

  private:
    ns3::Ptr<ns3::Node> m_node;
    Resolver m_resolver;
    TcpOptions m_tcp;
};

} // namespace pagewire

#endif
