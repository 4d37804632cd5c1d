// SPDX-License-Identifier: GPL-2.0-only
#include "report/hops.h"

#include "report/hop-tables.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

ConnectionRecord
Connection(const std::string& node,
           std::uint32_t id,
           const std::string& local,
           const std::string& remote)
{
    ConnectionRecord record;
    record.node = node;
    record.id = id;
    record.localAddress = local;
    record.remoteAddress = remote;
    return record;
}

ServedRecord
Served(const std::string& node, std::uint32_t connection, const std::string& method, int at)
{
    ServedRecord record;
    record.node = node;
    record.connection = connection;
    record.exchange = 1;
    record.request.method = method;
    record.request.authority = "a.example";
    record.response.status = 200;
    record.received = ns3::MilliSeconds(at);
    record.complete = record.received;
    record.responded = ns3::MilliSeconds(at + 5);
    return record;
}

RequestRecord
Asked(int sent, int firstByte)
{
    RequestRecord record;
    record.request.authority = "a.example";
    record.response.status = 200;
    record.connection = 1;
    record.exchange = 1;
    record.sendStart = ns3::MilliSeconds(sent);
    record.firstByte = ns3::MilliSeconds(firstByte);
    record.end = ns3::MilliSeconds(firstByte + 1);
    return record;
}

/** A browser, a proxy and an origin, and the connections between them. */
RunResult
ThroughAProxy()
{
    RunResult result;
    result.connections = {Connection("", 1, "10.0.0.1:1", "10.1.0.1:80")};
    result.serverConnections = {Connection("reverse-proxy", 7, "10.1.0.1:80", "10.0.0.1:1"),
                                Connection("origin", 9, "10.2.0.1:80", "10.1.0.2:5")};
    result.requests = {Asked(10, 60)};
    return result;
}

} // namespace

TEST(Hops, ARequestAndItsResponseAtEachHopOfAProxy)
{
    RunResult result = ThroughAProxy();
    result.upstreamConnections = {Connection("reverse-proxy", 3, "10.1.0.2:5", "10.2.0.1:80")};
    result.served = {Served("reverse-proxy", 7, "GET", 20), Served("origin", 9, "GET", 35)};
    UpstreamRecord upstream;
    upstream.node = "reverse-proxy";
    upstream.connection = 3;
    upstream.exchange = 1;
    upstream.request.authority = "a.example";
    upstream.sendStart = ns3::MilliSeconds(21);
    upstream.firstByte = ns3::MilliSeconds(50);
    result.upstreams = {upstream};
    std::vector<std::string> way;
    for (const Hop& hop : FindHops(result))
    {
        EXPECT_TRUE(hop.sent && hop.received);
        way.push_back(hop.from + " " + hop.kind + " " + hop.to);
    }
    EXPECT_EQ(way,
              (std::vector<std::string>{"browser request reverse-proxy",
                                        "reverse-proxy request origin",
                                        "reverse-proxy response browser",
                                        "origin response reverse-proxy"}));
}

TEST(Hops, InATunnelTheOtherEndIsFoundByWhatIsAskedForAndNotTheConnect)
{
    RunResult result = ThroughAProxy();
    result.serverConnections[0].node = "forward-proxy";
    result.served = {Served("forward-proxy", 7, "CONNECT", 5), Served("origin", 9, "GET", 35)};
    TunnelRecord tunnel;
    tunnel.node = "forward-proxy";
    tunnel.kind = "connect";
    tunnel.target = "a.example:443";
    tunnel.asked = ns3::MilliSeconds(5);
    tunnel.established = ns3::MilliSeconds(8);
    result.tunnels = {tunnel};
    tunnel.connection = 7;
    result.tunnels = {tunnel};
    result.nodes = {{"10.0.", "laptop"}, {"10.1.", "forward-proxy"}};
    const std::vector<Hop> hops = FindHops(result);
    ASSERT_EQ(hops.size(), 4u);
    EXPECT_EQ(hops[0].message, "CONNECT a.example:443");
    EXPECT_EQ(hops[0].from, "laptop") << "by the address that the connection comes from";
    EXPECT_EQ(hops[1].message, "open");
    EXPECT_EQ(hops[2].to, "origin");
    EXPECT_EQ(hops[2].received, ns3::MilliSeconds(35));
    EXPECT_EQ(hops[3].from, "origin");
}

TEST(Hops, WhatNobodyHadHasNoOtherEnd)
{
    const std::vector<Hop> hops = FindHops(ThroughAProxy());
    ASSERT_EQ(hops.size(), 2u);
    EXPECT_EQ(hops[0].to, "");
    EXPECT_FALSE(hops[0].received);
    const std::string table = HopsTable(ThroughAProxy(), {});
    EXPECT_NE(table.find("browser,,request,GET http://a.example/ h11,1,1,10.000000,,\n"),
              std::string::npos)
        << table;
}
