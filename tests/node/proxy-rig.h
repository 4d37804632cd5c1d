// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_PROXY_RIG_H
#define PAGEWIRE_TESTS_NODE_PROXY_RIG_H

#include "node/http-proxy.h"
#include "node/scripted-server.h"
#include "support/h1-rig.h"

#include "ns3/node.h"
#include "ns3/ptr.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/** The servers behind a proxy, each a list of scripts as for ScriptedConnector, by host name. */
class ScriptedServers : public Connector
{
  public:
    using Scripts = std::vector<ScriptedConnection::Script>;

    explicit ScriptedServers(std::map<std::string, Scripts> servers, const PipeOptions& pipe = {});

    std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                        const std::vector<std::string>& alpn) override;

    /** \return the hosts that were connected to, in order */
    std::string Hosts() const;

    std::vector<std::pair<std::string, std::unique_ptr<ScriptedConnection>>> connections;

  private:
    std::map<std::string, Scripts> m_servers;
    std::map<std::string, std::size_t> m_counts;
    PipeOptions m_pipe;
};

/** The same servers by a dialer, for tunnels. */
class ScriptedDialer : public Dialer
{
  public:
    explicit ScriptedDialer(ScriptedServers& servers);

    std::unique_ptr<ByteStream> Dial(const HostPort& to) override;

  private:
    ScriptedServers& m_servers;
};

/** A proxy between raw clients and scripted servers, at pipes of 10 ms each way; connections from
 * clients begin at 1 s. */
class ProxyRig
{
  public:
    /** \param proxy not started, without connector; the rig has it */
    ProxyRig(ns3::Ptr<HttpProxy> proxy,
             std::map<std::string, ScriptedServers::Scripts> servers,
             const PipeOptions& behind = {});
    ~ProxyRig();

    ProxyRig(const ProxyRig&) = delete;
    ProxyRig& operator=(const ProxyRig&) = delete;

    /** \return a new client that connects then and says this */
    RawPeer& Say(const std::string& octets, ns3::Time at = ns3::Seconds(1));

    /** Says it and runs until nothing happens any more. \return what comes back */
    const std::string& Converse(const std::string& octets);

    /** \return all that servers heard, connection by connection */
    std::string Heard() const;

    /** \return the failures of the attempts, as "a: refused; b: " */
    std::string Attempts() const;

    ns3::Ptr<HttpProxy> proxy;
    ScriptedServers* servers;
    std::vector<std::unique_ptr<RawPeer>> clients;
    std::vector<ServedRecord> received;
    std::vector<ServedRecord> sent;
    std::vector<UpstreamRecord> attempts;
    std::vector<ConnectionRecord> closed;
    std::vector<ConnectionRecord> closedBehind;

  private:
    ns3::Ptr<ns3::Node> m_node;
};

/** \return a reverse proxy with these servers, each named as its host, on port 80 */
ns3::Ptr<HttpProxy> MakeReverseProxy(const std::vector<std::string>& hosts);

/** \return a script that says this to each request without content */
ScriptedConnection::Script Answering(const std::string& response);

/** \return the first line of a response */
std::string StatusLine(const std::string& response);

} // namespace pagewire::test

#endif
