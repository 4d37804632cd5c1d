// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_MONITOR_H
#define PAGEWIRE_TRANSPORT_TCP_MONITOR_H

#include "transport/tcp-state.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/traced-callback.h"

#include <string>

namespace pagewire
{

/** A connection has gone from one state to another. */
struct TcpStateChange
{
    ns3::Time time;
    ns3::InetSocketAddress local; //!< of the node that is watched
    ns3::InetSocketAddress remote;
    TcpState from;
    TcpState to;
    std::string why; //!< "SYN sent", "FIN received", "close", "crash", ...: a few words for tables
};

/**
 * Tells of every change of state of every TCP connection of a node, as RFC 9293 figure 5 draws
 * them. A connection looks for its node's monitor when it is made, so Of is to be called before
 * that; connections of a node without one pay nothing.
 */
class TcpMonitor : public ns3::Object
{
  public:
    typedef void (*StateTracedCallback)(const TcpStateChange& change);

    static ns3::TypeId GetTypeId();

    /** \return the node's monitor, which is made if there is none */
    static ns3::Ptr<TcpMonitor> Of(ns3::Ptr<ns3::Node> node);

    void Tell(const TcpStateChange& change) const
    {
        m_stateChanged(change);
    }

  private:
    ns3::TracedCallback<const TcpStateChange&> m_stateChanged;
};

} // namespace pagewire

#endif
