// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_IP_DEVICE_H
#define PAGEWIRE_NET_IP_DEVICE_H

#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/traced-callback.h"

namespace pagewire
{

/**
 * The bookkeeping that ns3::NetDevice asks of a point-to-point device without a link layer of its
 * own: no header, no ARP, nothing but the peer to talk to. What is left to a subclass is Send and
 * GetChannel.
 */
class IpDevice : public ns3::NetDevice
{
  public:
    static ns3::TypeId GetTypeId();

    void SetIfIndex(std::uint32_t index) override;
    std::uint32_t GetIfIndex() const override;
    void SetAddress(ns3::Address address) override;
    ns3::Address GetAddress() const override;
    bool SetMtu(std::uint16_t mtu) override;
    std::uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(ns3::Callback<void> callback) override;
    bool IsBroadcast() const override;
    ns3::Address GetBroadcast() const override;
    bool IsMulticast() const override;
    ns3::Address GetMulticast(ns3::Ipv4Address group) const override;
    ns3::Address GetMulticast(ns3::Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool SendFrom(ns3::Ptr<ns3::Packet> packet,
                  const ns3::Address& source,
                  const ns3::Address& dest,
                  std::uint16_t protocol) override;
    ns3::Ptr<ns3::Node> GetNode() const override;
    void SetNode(ns3::Ptr<ns3::Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;

  protected:
    void DoDispose() override;

    /** Tells those who asked to know that the link has come up or gone down. */
    void NotifyLinkChange();

    /** Hands a packet that came from the peer to the node; its version field names the protocol. */
    void HandUp(ns3::Ptr<ns3::Packet> packet, const ns3::Address& from);

  private:
    ns3::Ptr<ns3::Node> m_node;
    ns3::Mac48Address m_address;
    std::uint32_t m_ifIndex{0};
    std::uint16_t m_mtu{1500};
    ReceiveCallback m_receive;
    PromiscReceiveCallback m_promiscReceive;
    ns3::TracedCallback<> m_linkChange;
};

} // namespace pagewire

#endif
