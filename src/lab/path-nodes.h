// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PATH_NODES_H
#define PAGEWIRE_LAB_PATH_NODES_H

#include "lab/scenario-options.h"
#include "lab/visit-contexts.h"
#include "net/network.h"
#include "node/connect-dialer.h"
#include "node/connector.h"
#include "node/forward-proxy.h"
#include "node/reverse-proxy.h"
#include "node/socks-proxy.h"
#include "report/run-recorder.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** \return a duration as an attribute */
ns3::TimeValue ToTimeValue(Nanoseconds duration);

/**
 * The network of a scenario with the proxies on its nodes; the browser's node and those of the
 * servers are left to others. To be destroyed before Simulator::Destroy.
 */
class PathNodes
{
  public:
    /** \param links as of ScenarioOptions::Links, changed perhaps */
    PathNodes(const std::vector<LinkOptions>& links,
              const ScenarioOptions& options,
              const VisitContexts& contexts);

    Network& Net()
    {
        return m_network;
    }

    Resolver Names();

    /** \return numbers of the nodes of the servers: those of "origin", "origin-2" ... */
    const std::vector<std::size_t>& ServerNodes() const
    {
        return m_servers;
    }

    /** \return what the server of this number, from 0, has of TLS and QUIC */
    const ServerContexts& ContextsOf(std::size_t server) const;

    /** \return the ways of the browser's node; straight without a proxy that it knows */
    std::unique_ptr<Connector> MakeBrowserConnector() const;

    /** Gives hosts addresses on the node that their names mean. \return by host; any where that is
     * not a server's node itself */
    std::vector<ns3::Ipv4Address> AddHosts(const std::vector<std::string>& names);

    void ApplyArguments(const std::vector<std::string>& ns3Arguments);

    /** See Visit. */
    void AddPurges(ns3::Time start);
    void Observe(RunRecorder& recorder);
    void Finish();

  private:
    struct Proxy
    {
        std::string name;
        std::size_t node;
        ProxyKind kind;
    };

    void NameNodes();
    void AddForward(std::size_t index);
    void AddSocks(std::size_t index);
    void AddReverse(std::size_t index);
    void SetUpHttp(HttpProxy& proxy, const Proxy& place);
    void SetUpReverse(ReverseProxy& proxy, const ReverseProxyOptions& options);

    std::shared_ptr<Dialer> Direct(std::size_t node) const;
    std::shared_ptr<Dialer> Through(std::shared_ptr<Dialer> way, const Proxy& proxy) const;
    std::shared_ptr<Dialer> OnwardFrom(std::size_t index) const;
    ConnectProxy ForwarderFor(const Proxy& proxy) const;
    std::vector<std::pair<std::string, std::string>> Behind(std::size_t index) const;

    ScenarioOptions m_options;
    VisitContexts m_contexts;
    Network m_network;
    std::vector<Proxy> m_places; //!< of the proxies
    std::vector<std::size_t> m_servers;
    std::shared_ptr<ProxyLogin> m_login; //!< of the browser at a forward proxy
    std::vector<std::pair<std::string, ns3::Ptr<ForwardProxy>>> m_forwards;
    std::vector<std::pair<std::string, ns3::Ptr<SocksProxy>>> m_socks;
    std::vector<std::pair<std::string, ns3::Ptr<ReverseProxy>>> m_reverses;
};

} // namespace pagewire

#endif
