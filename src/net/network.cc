// SPDX-License-Identifier: GPL-2.0-only
#include "net/network.h"

#include "base/error.h"
#include "net/capture.h"
#include "net/chain-routing.h"
#include "net/host-name.h"
#include "net/link-channel.h"
#include "net/link-device.h"
#include "net/link-monitor.h"
#include "net/link-setup.h"

#include "ns3/boolean.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4.h"
#include "ns3/node-container.h"
#include "ns3/simulator.h"

#include <cassert>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace pagewire
{

namespace
{

constexpr std::int64_t STREAMS_PER_LINK = 2 * STREAMS_PER_DIRECTION;

/// After those towards and away from the browser, of which the latter may be missing.
constexpr std::uint32_t SECOND_INTERFACE_OF_NODE_1 = 3;

/** One link as built: its two ends and what passed them. */
struct Link
{
    std::string name;
    ns3::Ptr<LinkDevice> near; //!< at the browser's side; sends up
    ns3::Ptr<LinkDevice> far;  //!< sends down
    ns3::Ptr<LinkMonitor> up;
    ns3::Ptr<LinkMonitor> down;
    unsigned outages{0}; //!< of those scheduled, that have begun and not ended
};

ns3::Time
SumOfDelays(const std::vector<LinkOptions>& links)
{
    ns3::Time sum(0);
    for (const auto& link : links)
    {
        sum += link.up.delay + link.down.delay;
    }
    return sum;
}

/** Gives the node an interface for the device. \return its index; -1 for no device */
std::int32_t
AddInterface(ns3::Ptr<ns3::Node> node, ns3::Ptr<LinkDevice> device, ns3::Ipv4Address address)
{
    if (!device)
    {
        return -1;
    }
    const auto ipv4 = node->GetObject<ns3::Ipv4>();
    const std::uint32_t interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, ns3::Ipv4InterfaceAddress(address, ns3::Ipv4Mask::GetOnes()));
    ipv4->SetUp(interface);
    return static_cast<std::int32_t>(interface);
}

ns3::Ptr<ChainRouting>
RoutingOf(ns3::Ptr<ns3::Node> node)
{
    const auto ipv4 = node->GetObject<ns3::Ipv4>();
    const auto routing = ns3::DynamicCast<ChainRouting>(ipv4->GetRoutingProtocol());
    assert(routing);
    return routing;
}

/** Installs IPv4 on the node and gives an interface to each of its link devices. */
void
InstallInternet(ns3::Ptr<ns3::Node> node,
                std::uint32_t index,
                ns3::Ptr<LinkDevice> down,
                ns3::Ptr<LinkDevice> up)
{
    ns3::InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.SetRoutingHelper(ChainRoutingHelper());
    stack.Install(node);

    const std::int32_t downInterface = AddInterface(node, down, chain::InterfaceAddress(index, 1));
    const auto upAddress = chain::InterfaceAddress(index, down ? 2 : 1);
    const std::int32_t upInterface = AddInterface(node, up, upAddress);
    RoutingOf(node)->SetPlace(index, downInterface, upInterface);
}

} // namespace

/** The topology as built, and the tables. */
class Network::Impl
{
  public:
    Impl(const std::vector<LinkOptions>& options, std::int64_t firstStream);
    ~Impl();

    void AddSecondLink(const LinkOptions& options);
    std::size_t AddBranch(const LinkOptions& options, std::uint32_t hub);
    void ScheduleHandOver(ns3::Time at, ns3::Time overlap);
    void SetLinkUp(std::size_t link, bool up);
    void ScheduleOutage(std::size_t link, ns3::Time at, ns3::Time duration);

    std::uint32_t ChainLast() const
    {
        return m_chainLast;
    }

    /** \return every link there is, the second one last */
    std::vector<Link> AllLinks() const;

    ns3::NodeContainer nodes;
    std::vector<Link> links;
    std::optional<Link> second;
    std::vector<HandOverListener> handOverListeners;
    ns3::Time roundTrip;
    std::map<std::string, ns3::Ipv4Address> hosts;     //!< by name in lower case
    std::map<ns3::Ipv4Address, std::size_t> addresses; //!< all that somebody has, to their node
    std::vector<std::uint32_t> hostCounts;             //!< of each node
    std::optional<ChecksumsOn> checksums;
    std::vector<std::unique_ptr<Capture>> captures;

  private:
    /** Joins two nodes. */
    Link MakeLink(const LinkOptions& options,
                  const std::string& defaultName,
                  std::size_t node,
                  std::size_t next,
                  ns3::Time pathRoundTrip,
                  std::int64_t stream);
    void AddStacks();
    void ChangeOver();
    void BreakFirstLink();
    void BeginOutage(std::size_t link);
    void EndOutage(std::size_t link);

    std::int64_t m_firstStream;
    std::uint32_t m_chainLast; //!< the number of the chain's last node
    /// Of each branch: the node that it is joined to, and that one's interface there.
    std::map<std::uint32_t, std::pair<std::uint32_t, std::int32_t>> m_hubs;
    ns3::Time m_beyondFirst; //!< the propagation round trip without link 0
    ns3::EventId m_changeOver;
    ns3::EventId m_break;
    bool m_firstBroken{false}; //!< link 0 was left for good
    std::vector<ns3::EventId> m_outages;
};

Network::Impl::Impl(const std::vector<LinkOptions>& options, std::int64_t firstStream)
    : roundTrip(SumOfDelays(options)),
      hostCounts(options.size() + 1),
      m_firstStream(firstStream),
      m_chainLast(static_cast<std::uint32_t>(options.size()))
{
    if (options.empty() || options.size() >= chain::MAX_NODES)
    {
        throw InputError("a network of " + std::to_string(options.size()) +
                         " links is impossible; give from 1 to " +
                         std::to_string(chain::MAX_NODES - 1));
    }
    nodes.Create(static_cast<std::uint32_t>(options.size() + 1));
    for (std::size_t i = 0; i < options.size(); ++i)
    {
        links.push_back(MakeLink(options[i],
                                 "link" + std::to_string(i + 1),
                                 i,
                                 i + 1,
                                 roundTrip,
                                 firstStream + std::int64_t(i) * STREAMS_PER_LINK));
    }
    m_beyondFirst = roundTrip - SumOfDelays({options.front()});
    AddStacks();
}

Network::Impl::~Impl()
{
    m_changeOver.Cancel();
    m_break.Cancel();
    for (ns3::EventId& event : m_outages)
    {
        event.Cancel();
    }
}

Link
Network::Impl::MakeLink(const LinkOptions& options,
                        const std::string& defaultName,
                        std::size_t node,
                        std::size_t next,
                        ns3::Time pathRoundTrip,
                        std::int64_t stream)
{
    Link link;
    link.name = options.name.empty() ? defaultName : options.name;
    const std::string where = "link '" + link.name + "', ";
    link.near = MakeLinkDevice(options.up, options.mtu, pathRoundTrip, stream, where + "up");
    link.far = MakeLinkDevice(options.down,
                              options.mtu,
                              pathRoundTrip,
                              stream + STREAMS_PER_DIRECTION,
                              where + "down");
    for (const auto& device : {link.near, link.far})
    {
        device->SetAttribute("BlockUdp", ns3::BooleanValue(options.blockUdp));
    }
    nodes.Get(static_cast<std::uint32_t>(node))->AddDevice(link.near);
    nodes.Get(static_cast<std::uint32_t>(next))->AddDevice(link.far);
    ns3::CreateObject<LinkChannel>()->Join(link.near, link.far);
    link.up = LinkMonitor::Watch(*link.near);
    link.down = LinkMonitor::Watch(*link.far);
    return link;
}

void
Network::Impl::AddSecondLink(const LinkOptions& options)
{
    assert(!second && captures.empty());
    second = MakeLink(options,
                      "second",
                      0,
                      1,
                      m_beyondFirst + SumOfDelays({options}),
                      m_firstStream + std::int64_t(chain::MAX_NODES) * STREAMS_PER_LINK);
    const auto browser = nodes.Get(0);
    const auto next = nodes.Get(1);
    const auto address = chain::InterfaceAddress(1, SECOND_INTERFACE_OF_NODE_1);
    RoutingOf(browser)->SetSecond(AddInterface(browser, second->near, chain::SecondAddress()));
    RoutingOf(next)->SetSecond(AddInterface(next, second->far, address));
    addresses.emplace(chain::SecondAddress(), 0);
    addresses.emplace(address, 1);
}

std::size_t
Network::Impl::AddBranch(const LinkOptions& options, std::uint32_t hub)
{
    assert(hub == m_chainLast - 1 || m_hubs.count(hub) > 0);
    const std::uint32_t branch = nodes.GetN();
    if (branch >= chain::MAX_NODES)
    {
        throw InputError("a network of more than " + std::to_string(chain::MAX_NODES) +
                         " nodes is impossible");
    }
    nodes.Create(1);
    hostCounts.push_back(0);
    links.push_back(MakeLink(options,
                             "link" + std::to_string(links.size() + 1),
                             hub,
                             branch,
                             roundTrip,
                             m_firstStream + std::int64_t(links.size()) * STREAMS_PER_LINK));
    const Link& link = links.back();
    InstallInternet(nodes.Get(branch), branch, link.far, nullptr);
    RoutingOf(nodes.Get(branch))->SetBranch(branch, 1);
    if (hub == m_chainLast - 1)
    {
        RoutingOf(nodes.Get(m_chainLast))->SetBranch(m_chainLast, 1); // it lies beside others now
    }
    // Beyond 10.k.0.1 to .3, which the chain and a second link have.
    const auto address = chain::InterfaceAddress(hub, 4 + branch - m_chainLast);
    m_hubs[branch] = {hub, AddInterface(nodes.Get(hub), link.near, address)};
    // All on the way from the chain to it have to know.
    for (auto place = m_hubs.find(branch); place != m_hubs.end();
         place = m_hubs.find(place->second.first))
    {
        const auto& [node, interface] = place->second;
        RoutingOf(nodes.Get(node))->AddBranch(branch, interface);
    }
    addresses.emplace(chain::InterfaceAddress(branch, 1), branch);
    addresses.emplace(address, hub);
    return branch;
}

void
Network::Impl::ScheduleHandOver(ns3::Time at, ns3::Time overlap)
{
    assert(second && !overlap.IsStrictlyNegative());
    assert(m_changeOver == ns3::EventId() && at >= ns3::Simulator::Now());
    const ns3::Time wait = at - ns3::Simulator::Now();
    // The break comes first: without an overlap, listeners find link 0 dead.
    if (overlap.IsZero())
    {
        m_break = ns3::Simulator::Schedule(wait, &Impl::BreakFirstLink, this);
    }
    m_changeOver = ns3::Simulator::Schedule(wait, &Impl::ChangeOver, this);
    if (!overlap.IsZero())
    {
        m_break = ns3::Simulator::Schedule(wait + overlap, &Impl::BreakFirstLink, this);
    }
}

void
Network::Impl::ChangeOver()
{
    RoutingOf(nodes.Get(0))->PreferSecond();
    for (std::size_t i = 0; i < handOverListeners.size(); ++i) // one may add another
    {
        handOverListeners[i](chain::SecondAddress());
    }
}

void
Network::Impl::BreakFirstLink()
{
    SetLinkUp(0, false);
    m_firstBroken = true;
}

void
Network::Impl::SetLinkUp(std::size_t link, bool up)
{
    if (up && link == 0 && m_firstBroken)
    {
        return;
    }
    for (const auto& device : {links.at(link).near, links.at(link).far})
    {
        up ? device->GoUp() : device->GoDown();
    }
}

void
Network::Impl::ScheduleOutage(std::size_t link, ns3::Time at, ns3::Time duration)
{
    assert(link < links.size() && at >= ns3::Simulator::Now() && !duration.IsStrictlyNegative());
    const ns3::Time wait = at - ns3::Simulator::Now();
    m_outages.push_back(ns3::Simulator::Schedule(wait, &Impl::BeginOutage, this, link));
    if (duration.IsStrictlyPositive())
    {
        m_outages.push_back(
            ns3::Simulator::Schedule(wait + duration, &Impl::EndOutage, this, link));
    }
}

void
Network::Impl::BeginOutage(std::size_t link)
{
    ++links[link].outages;
    SetLinkUp(link, false);
}

void
Network::Impl::EndOutage(std::size_t link)
{
    if (--links[link].outages == 0)
    {
        SetLinkUp(link, true);
    }
}

std::vector<Link>
Network::Impl::AllLinks() const
{
    std::vector<Link> all = links;
    if (second)
    {
        all.push_back(*second);
    }
    return all;
}

void
Network::Impl::AddStacks()
{
    for (std::uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        const auto down = i > 0 ? links[i - 1].far : nullptr;
        const auto up = i < links.size() ? links[i].near : nullptr;
        InstallInternet(nodes.Get(i), i, down, up);
        const std::uint32_t count = (down ? 1 : 0) + (up ? 1 : 0);
        for (std::uint32_t n = 1; n <= count; ++n)
        {
            addresses.emplace(chain::InterfaceAddress(i, n), i);
        }
    }
}

Network::Network(const std::vector<LinkOptions>& links, std::int64_t firstStream)
    : m_impl(std::make_unique<Impl>(links, firstStream))
{}

Network::~Network() = default;

void
Network::AddSecondLink(const LinkOptions& options)
{
    m_impl->AddSecondLink(options);
}

std::size_t
Network::AddBranch(const LinkOptions& options)
{
    return AddBranch(options, m_impl->ChainLast() - 1);
}

std::size_t
Network::AddBranch(const LinkOptions& options, std::size_t hub)
{
    return m_impl->AddBranch(options, static_cast<std::uint32_t>(hub));
}

std::size_t
Network::LinkCount() const
{
    return m_impl->links.size();
}

bool
Network::HasSecondLink() const
{
    return m_impl->second.has_value();
}

void
Network::HandOver(ns3::Time at, ns3::Time overlap)
{
    m_impl->ScheduleHandOver(at, overlap);
}

void
Network::OnHandOver(HandOverListener listener)
{
    m_impl->handOverListeners.push_back(std::move(listener));
}

void
Network::SetLinkUp(std::size_t link, bool up)
{
    m_impl->SetLinkUp(link, up);
}

bool
Network::IsLinkUp(std::size_t link) const
{
    return m_impl->links.at(link).near->IsLinkUp();
}

void
Network::ScheduleOutage(std::size_t link, ns3::Time at, ns3::Time duration)
{
    m_impl->ScheduleOutage(link, at, duration);
}

std::size_t
Network::NodeCount() const
{
    return m_impl->nodes.GetN();
}

ns3::Ptr<ns3::Node>
Network::GetNode(std::size_t index) const
{
    assert(index < NodeCount());
    return m_impl->nodes.Get(static_cast<std::uint32_t>(index));
}

ns3::Ipv4Address
Network::AddHost(const std::string& name, std::size_t node)
{
    assert(node < NodeCount());
    const std::string key = HostKey(name);
    const auto found = m_impl->hosts.find(key);
    if (found != m_impl->hosts.end())
    {
        if (m_impl->addresses.at(found->second) != node)
        {
            throw InputError("the host '" + name + "' is given to two nodes; give it to one");
        }
        return found->second;
    }
    std::uint32_t& count = m_impl->hostCounts[node];
    if (count == chain::MAX_HOSTS)
    {
        throw InputError("the host '" + name + "' is one too many on its node; it can have " +
                         std::to_string(chain::MAX_HOSTS));
    }
    const auto address = chain::HostAddress(static_cast<std::uint32_t>(node), count++);
    m_impl->hosts.emplace(key, address);
    m_impl->addresses.emplace(address, node);
    return address;
}

ns3::Ipv4Address
Network::Resolve(const std::string& name) const
{
    if (const auto address = ParseDotted(name))
    {
        if (m_impl->addresses.count(*address) == 0)
        {
            throw InputError("the address '" + name + "' belongs to nobody in this network");
        }
        return *address;
    }
    const auto found = m_impl->hosts.find(HostKey(name));
    if (found == m_impl->hosts.end())
    {
        throw InputError("the host '" + name +
                         "' has no address in this network; add it to a node");
    }
    return found->second;
}

const LinkCounters&
Network::Up(std::size_t link) const
{
    return m_impl->links.at(link).up->Counters();
}

const LinkCounters&
Network::Down(std::size_t link) const
{
    return m_impl->links.at(link).down->Counters();
}

const LinkCounters&
Network::SecondUp() const
{
    assert(HasSecondLink());
    return m_impl->second->up->Counters();
}

const LinkCounters&
Network::SecondDown() const
{
    assert(HasSecondLink());
    return m_impl->second->down->Counters();
}

std::vector<LinkDirection>
Network::Directions() const
{
    std::vector<LinkDirection> directions;
    for (const Link& link : m_impl->AllLinks())
    {
        directions.push_back({link.name, true, link.near});
        directions.push_back({link.name, false, link.far});
    }
    return directions;
}

ns3::Time
Network::RoundTrip() const
{
    return m_impl->roundTrip;
}

void
Network::EnableCapture(const std::string& prefix)
{
    const std::vector<Link> links = m_impl->AllLinks();
    std::set<std::string> names;
    for (const auto& link : links)
    {
        if (link.name.find('/') != std::string::npos || !names.insert(link.name).second)
        {
            throw InputError("captures are named after the links; '" + link.name +
                             "' is there twice or no file name");
        }
    }
    m_impl->checksums.emplace();
    for (const auto& link : links)
    {
        const std::string file = prefix + "-" + link.name;
        m_impl->captures.push_back(std::make_unique<Capture>(link.near, file + "-near.pcap"));
        m_impl->captures.push_back(std::make_unique<Capture>(link.far, file + "-far.pcap"));
    }
}

} // namespace pagewire
