// SPDX-License-Identifier: GPL-2.0-only
#include "node/proxy-rig.h"

#include "base/error.h"
#include "node/reverse-proxy.h"
#include "support/pipe-stream.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pagewire::test
{

namespace
{

template <typename Record>
void
Keep(std::vector<Record>* list, const Record& record)
{
    list->push_back(record);
}

template <typename Record>
void
Watch(ns3::Object& object, const std::string& source, std::vector<Record>& list)
{
    ASSERT_TRUE(
        object.TraceConnectWithoutContext(source, ns3::MakeBoundCallback(&Keep<Record>, &list)))
        << source;
}

} // namespace

ScriptedServers::ScriptedServers(std::map<std::string, Scripts> servers, const PipeOptions& pipe)
    : m_servers(std::move(servers)),
      m_pipe(pipe)
{}

std::unique_ptr<ByteStream>
ScriptedServers::Connect(const HttpOrigin& origin, const std::vector<std::string>&)
{
    auto [near, far] = PipeStream::MakePair(m_pipe);
    const auto server = m_servers.find(origin.host);
    if (server == m_servers.end())
    {
        throw InputError("nobody is called " + origin.host);
    }
    const Scripts& scripts = server->second;
    const std::size_t number = std::min(m_counts[origin.host]++, scripts.size() - 1);
    connections.emplace_back(origin.host,
                             std::make_unique<ScriptedConnection>(std::move(far), scripts[number]));
    return std::move(near);
}

ScriptedDialer::ScriptedDialer(ScriptedServers& servers)
    : m_servers(servers)
{}

std::unique_ptr<ByteStream>
ScriptedDialer::Dial(const HostPort& to)
{
    return m_servers.Connect({"http", to.host, to.port}, {});
}

std::string
ScriptedServers::Hosts() const
{
    std::string hosts;
    for (const auto& [host, connection] : connections)
    {
        hosts += host;
    }
    return hosts;
}

ProxyRig::ProxyRig(ns3::Ptr<HttpProxy> made,
                   std::map<std::string, ScriptedServers::Scripts> scripts,
                   const PipeOptions& behind)
    : proxy(std::move(made)),
      m_node(ns3::CreateObject<ns3::Node>())
{
    auto connector = std::make_unique<ScriptedServers>(std::move(scripts), behind);
    servers = connector.get();
    proxy->SetConnector(std::move(connector));
    proxy->SetDialer(std::make_shared<ScriptedDialer>(*servers));
    proxy->SetAttribute("Listen", ns3::BooleanValue(false));
    Watch(*proxy, "RequestReceived", received);
    Watch(*proxy, "ResponseSent", sent);
    Watch(*proxy, "UpstreamDone", attempts);
    Watch(*proxy, "ConnectionClosed", closed);
    Watch(*proxy, "UpstreamConnectionClosed", closedBehind);
    m_node->AddApplication(proxy);
}

ProxyRig::~ProxyRig()
{
    proxy->Finish();
    clients.clear();
    proxy = nullptr;
    m_node = nullptr;
    ns3::Simulator::Destroy();
}

RawPeer&
ProxyRig::Say(const std::string& octets, ns3::Time at)
{
    auto [near, far] = PipeStream::MakePair();
    clients.push_back(std::make_unique<RawPeer>(std::move(near)));
    RawPeer& client = *clients.back();
    client.Say(octets);
    auto accepted = std::make_shared<std::unique_ptr<ByteStream>>(std::move(far));
    ns3::Simulator::Schedule(at - ns3::Simulator::Now(), [this, &client, accepted] {
        proxy->Accept(std::move(*accepted));
        client.stream->Open();
    });
    return client;
}

const std::string&
ProxyRig::Converse(const std::string& octets)
{
    RawPeer& client = Say(octets);
    ns3::Simulator::Run();
    return client.heard;
}

std::string
ProxyRig::Heard() const
{
    std::string all;
    for (const auto& [host, connection] : servers->connections)
    {
        all += connection->heard;
    }
    return all;
}

std::string
ProxyRig::Attempts() const
{
    std::string text;
    for (const UpstreamRecord& attempt : attempts)
    {
        text += (text.empty() ? "" : "; ") + attempt.upstream + ": " + attempt.failure;
    }
    return text;
}

ns3::Ptr<HttpProxy>
MakeReverseProxy(const std::vector<std::string>& hosts)
{
    auto proxy = ns3::CreateObject<ReverseProxy>();
    for (const std::string& host : hosts)
    {
        proxy->AddServer(host, host, 80);
    }
    return proxy;
}

ScriptedConnection::Script
Answering(const std::string& response)
{
    return [response, answered = std::size_t{0}](ScriptedConnection& connection) mutable {
        for (; answered < connection.Requests(); ++answered)
        {
            connection.Say(response);
        }
    };
}

std::string
StatusLine(const std::string& response)
{
    return response.substr(0, response.find("\r\n"));
}

} // namespace pagewire::test
