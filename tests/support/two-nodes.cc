// SPDX-License-Identifier: GPL-2.0-only
#include "support/two-nodes.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/traffic-control-helper.h"

namespace pagewire::test
{

namespace
{

/** An error model that asks a function. */
class RuleErrorModel : public ns3::ErrorModel
{
  public:
    explicit RuleErrorModel(LossRule rule)
        : m_rule(std::move(rule))
    {}

  private:
    bool DoCorrupt(ns3::Ptr<ns3::Packet> packet) override
    {
        return m_rule(m_number++, *packet);
    }

    void DoReset() override
    {
        m_number = 0;
    }

    LossRule m_rule;
    std::uint64_t m_number{0};
};

} // namespace

TwoNodes::TwoNodes(const TwoNodesOptions& options)
    : m_options(options)
{
    ns3::NodeContainer nodes(2);
    ns3::InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(nodes);
    ns3::PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", ns3::DataRateValue(ns3::DataRate(options.rate)));
    link.SetChannelAttribute("Delay", ns3::TimeValue(options.delay));
    const std::string limit = std::to_string(options.queue) + "p";
    link.SetQueue("ns3::DropTailQueue", "MaxSize", ns3::StringValue(limit));
    const ns3::NetDeviceContainer devices = link.Install(nodes);
    ns3::Ipv4AddressHelper addresses("10.1.1.0", "255.255.255.0");
    const auto interfaces = addresses.Assign(devices);
    ns3::TrafficControlHelper().Uninstall(devices);
    for (std::uint32_t i = 0; i < 2; ++i)
    {
        m_nodes[i] = nodes.Get(i);
        m_devices[i] = devices.Get(i);
        m_addresses[i] = interfaces.GetAddress(i);
        m_devices[i]->TraceConnectWithoutContext(
            "MacTx",
            ns3::Callback<void, ns3::Ptr<const ns3::Packet>>(
                [this, i](ns3::Ptr<const ns3::Packet> packet) { Count(i, packet); }));
        if (options.loss > 0)
        {
            const auto model = ns3::CreateObject<ns3::RateErrorModel>();
            model->SetUnit(ns3::RateErrorModel::ERROR_UNIT_PACKET);
            model->SetRate(options.loss);
            model->AssignStreams(options.stream + i);
            m_devices[i]->SetAttribute("ReceiveErrorModel", ns3::PointerValue(model));
        }
    }
}

TwoNodes::~TwoNodes()
{
    ns3::Simulator::Destroy();
}

void
TwoNodes::Count(std::size_t sender, ns3::Ptr<const ns3::Packet> packet)
{
    ++m_packets[sender];
    const auto now = static_cast<std::uint64_t>(ns3::Simulator::Now().GetNanoSeconds());
    for (const std::uint64_t value : {now, std::uint64_t(packet->GetSize()), sender})
    {
        m_hash = (m_hash ^ value) * 1099511628211U;
    }
}

void
TwoNodes::LoseUp(LossRule rule)
{
    Lose(1, std::move(rule));
}

void
TwoNodes::LoseDown(LossRule rule)
{
    Lose(0, std::move(rule));
}

void
TwoNodes::Lose(std::size_t receiver, LossRule rule)
{
    m_devices[receiver]->SetAttribute(
        "ReceiveErrorModel",
        ns3::PointerValue(ns3::Create<RuleErrorModel>(std::move(rule))));
}

ns3::Time
TwoNodes::Serialization(std::uint32_t octets) const
{
    return ns3::DataRate(m_options.rate).CalculateBytesTxTime(octets + 2);
}

void
TwoNodes::Run(ns3::Time limit)
{
    ns3::Simulator::Stop(limit);
    ns3::Simulator::Run();
}

} // namespace pagewire::test
