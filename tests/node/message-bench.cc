// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-bench.h"

#include "node/load-bench.h"

#include "ns3/callback.h"
#include "ns3/enum.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

#include <sstream>

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
    const bool found =
        object.TraceConnectWithoutContext(source, ns3::MakeBoundCallback(&Keep<Record>, &list));
    EXPECT_TRUE(found) << source;
}

} // namespace

MessageBench::MessageBench(const MessageBenchOptions& options)
    : network(std::make_unique<Network>(std::vector{FastLink(options.oneWay)}, 1)),
      server(ns3::CreateObject<MessageServer>())
{
    network->AddHost("feed.example", 1);
    server->SetWsOptions(options.ws);
    server->SetStartTime(options.serverStart);
    server->AssignStreams(500);
    if (options.server)
    {
        options.server(*server);
    }
    Watch(*server, "MessagePublished", published);
    Watch(*server, "RequestReceived", received);
    Watch(*server, "ResponseSent", responded);
    Watch(*server, "ConnectionClosed", served);
    network->GetNode(1)->AddApplication(server);
    for (std::size_t i = 0; i < options.clients; ++i)
    {
        AddClient(options);
    }
    if (options.tls || options.protocol == "h3")
    {
        SetContexts(options);
    }
}

MessageBench::~MessageBench()
{
    clients.clear();
    server = nullptr;
    network.reset();
    ns3::Simulator::Destroy();
}

void
MessageBench::AddClient(const MessageBenchOptions& options)
{
    const std::size_t index = clients.size();
    auto client = ns3::CreateObject<MessageClient>();
    client->SetAttribute("Name", ns3::StringValue("client" + std::to_string(index)));
    client->SetAttribute("Way", ns3::EnumValue(options.way));
    client->SetAttribute("Protocol", ns3::StringValue(options.protocol));
    client->SetServer("feed.example");
    client->SetResolver([this](const std::string& name) { return network->Resolve(name); });
    client->SetWsOptions(options.ws);
    client->SetSeed(1);
    client->AssignStreams(510 + 10 * static_cast<std::int64_t>(index));
    if (options.client)
    {
        options.client(*client);
    }
    Watch(*client, "MessageReceived", heard);
    Watch(*client, "ConnectionOpened", opened);
    Watch(*client, "ConnectionClosed", closed);
    network->GetNode(0)->AddApplication(client);
    clients.push_back(client);
}

void
MessageBench::SetContexts(const MessageBenchOptions& options)
{
    const auto near = MakeTlsClientContext({}, 1, nullptr);
    const auto far = MakeTlsServerContext({}, {"feed.example"}, 2);
    server->SetTlsContext(far);
    const bool quic = options.protocol == "h3";
    if (quic)
    {
        server->SetQuicContext(MakeQuicServerContext({}, far, 4, {}));
    }
    std::uint64_t seed = 10; // of connection IDs, which must differ
    for (const auto& client : clients)
    {
        client->SetTlsContext(near);
        if (quic)
        {
            client->SetQuicContext(MakeQuicClientContext({}, near, ++seed, {}));
        }
    }
}

void
MessageBench::Run(ns3::Time duration)
{
    ns3::Simulator::Stop(duration);
    ns3::Simulator::Run();
    for (const auto& client : clients)
    {
        client->Finish();
    }
    server->Finish();
}

std::vector<MessageRecord>
MessageBench::HeardBy(std::size_t client) const
{
    std::vector<MessageRecord> records;
    for (const MessageRecord& record : heard)
    {
        if (record.client == "client" + std::to_string(client))
        {
            records.push_back(record);
        }
    }
    return records;
}

std::string
MessageBench::Transcript() const
{
    std::ostringstream text;
    for (const MessageRecord& record : heard)
    {
        text << record.client << ' ' << record.number << ' ' << record.author << ' ' << record.size
             << ' ' << record.wireBytes << ' ' << record.said << ' ' << record.published << ' '
             << record.received << '\n';
    }
    return text.str();
}

} // namespace pagewire::test
