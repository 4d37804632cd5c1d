// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_L4_PLACE_H
#define PAGEWIRE_TRANSPORT_L4_PLACE_H

#include "base/error.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-end-point.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/simulator.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace pagewire
{

/** Takes a packet as ns-3's protocol hands it up (TCP with its header, UDP without), the IP header
 * that was before it, and the port it came from. */
using L4Receive = std::function<void(ns3::Ptr<ns3::Packet>, const ns3::Ipv4Header&, std::uint16_t)>;

/** \return the address that the route from the node to an address starts from; none without one */
inline std::optional<ns3::Ipv4Address>
SourceTowards(ns3::Ptr<ns3::Node> node, ns3::Ipv4Address destination)
{
    ns3::Ipv4Header header;
    header.SetDestination(destination);
    ns3::Socket::SocketErrno error;
    const auto routing = node->GetObject<ns3::Ipv4>()->GetRoutingProtocol();
    const auto route = routing->RouteOutput(nullptr, header, nullptr, error);
    return route ? std::optional<ns3::Ipv4Address>(route->GetSource()) : std::nullopt;
}

/**
 * A place in the demultiplexer of a node's TCP or UDP (`Protocol` is ns-3's class of it): what
 * comes in for it goes to a function. Outlives neither its node nor the simulation: it falls
 * silent.
 */
template <typename Protocol>
class L4Place
{
  public:
    /** \param receive is kept until Close, with what it holds; \param name of the protocol, for
     * errors */
    L4Place(ns3::Ptr<ns3::Node> node, L4Receive receive, const char* name)
        : m_state(std::make_shared<State>()),
          m_local(ns3::Ipv4Address::GetAny(), 0)
    {
        m_state->protocol = node->GetObject<Protocol>();
        m_state->receive = std::make_shared<const L4Receive>(std::move(receive));
        if (!m_state->protocol)
        {
            throw InputError("node " + std::to_string(node->GetId()) + " has no " + name +
                             "; install an ns3::InternetStackHelper's stack on it");
        }
    }

    ~L4Place()
    {
        Close();
    }

    L4Place(const L4Place&) = delete;
    L4Place& operator=(const L4Place&) = delete;

    Protocol& L4() const
    {
        return *m_state->protocol;
    }

    const ns3::InetSocketAddress& Local() const
    {
        return m_local;
    }

    /** \return whether it is taken and not closed */
    bool IsOpen() const
    {
        return m_state->endPoint != nullptr;
    }

    /** Takes what the demultiplexer has allocated. \return whether that was anything */
    bool Take(ns3::Ipv4EndPoint* endPoint)
    {
        if (!endPoint)
        {
            return false;
        }
        m_state->endPoint = endPoint;
        m_local = ns3::InetSocketAddress(endPoint->GetLocalAddress(), endPoint->GetLocalPort());
        using Rx = ns3::Callback<void,
                                 ns3::Ptr<ns3::Packet>,
                                 ns3::Ipv4Header,
                                 std::uint16_t,
                                 ns3::Ptr<ns3::Ipv4Interface>>;
        endPoint->SetRxCallback(Rx([state = m_state](ns3::Ptr<ns3::Packet> packet,
                                                     ns3::Ipv4Header header,
                                                     std::uint16_t port,
                                                     ns3::Ptr<ns3::Ipv4Interface>) {
            // A copy, as the place may be closed from inside.
            if (const auto receive = state->receive; receive && *receive)
            {
                (*receive)(packet, header, port);
            }
        }));
        endPoint->SetDestroyCallback(ns3::Callback<void>([state = m_state] {
            state->endPoint = nullptr;
            state->receive = nullptr;
        }));
        return true;
    }

    /** Frees the place, in an event of its own at the present time. */
    void Close()
    {
        if (!m_state->endPoint)
        {
            m_state->receive = nullptr;
            return;
        }
        // It may be its own callback that is running, so it must not go before that has ended.
        m_state->endPoint->SetRxEnabled(false);
        m_state->receive = nullptr;
        ns3::Simulator::ScheduleNow([state = m_state] {
            if (state->endPoint)
            {
                state->protocol->DeAllocate(state->endPoint);
            }
        });
    }

  private:
    /** Shared with the events and callbacks that may come after this object. */
    struct State
    {
        ns3::Ptr<Protocol> protocol;
        ns3::Ipv4EndPoint* endPoint{nullptr};
        std::shared_ptr<const L4Receive> receive;
    };

    std::shared_ptr<State> m_state;
    ns3::InetSocketAddress m_local;
};

} // namespace pagewire

#endif
