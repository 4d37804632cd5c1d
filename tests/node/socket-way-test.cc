// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-client.h"
#include "node/scripted-server.h"
#include "wire/ws-codes.h"
#include "wire/ws-handshake.h"

#include "ns3/node.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::string_literals;

namespace
{

/** A client that follows a feed by WebSocket at a server that does what a script says. */
class ScriptedFeed
{
  public:
    explicit ScriptedFeed(ScriptedConnection::Script script)
        : client(ns3::CreateObject<MessageClient>())
    {
        auto own = std::make_unique<ScriptedConnector>(std::vector{std::move(script)});
        connector = own.get();
        client->SetServer("feed.example");
        client->SetConnector(std::move(own));
        ns3::CreateObject<ns3::Node>()->AddApplication(client);
    }

    ~ScriptedFeed()
    {
        client->Finish();
        client = nullptr;
        ns3::Simulator::Destroy();
    }

    /** \return what came over the connection, from 0, after the request */
    std::string After(std::size_t connection) const
    {
        const std::string& heard = connector->connections.at(connection)->heard;
        return heard.substr(heard.find("\r\n\r\n") + 4);
    }

    void Run(ns3::Time duration)
    {
        ns3::Simulator::Stop(duration);
        ns3::Simulator::Run();
    }

    ns3::Ptr<MessageClient> client;
    ScriptedConnector* connector;
};

std::string
KeyIn(const std::string& request)
{
    constexpr std::string_view NAME = "Sec-WebSocket-Key: ";
    const std::size_t begin = request.find(NAME) + NAME.size();
    return request.substr(begin, request.find('\r', begin) - begin);
}

std::string
Upgrade(const std::string& accept, const std::string& fields = "")
{
    return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           "Sec-WebSocket-Accept: " +
           accept + "\r\n" + fields + "\r\n";
}

/** Says something when the request is in. */
ScriptedConnection::Script
OnceAsked(std::function<std::string(const std::string& key)> answer)
{
    return [answer](ScriptedConnection& connection) {
        if (connection.heard.size() >= 4 &&
            connection.heard.compare(connection.heard.size() - 4, 4, "\r\n\r\n") == 0)
        {
            connection.Say(answer(KeyIn(connection.heard)));
        }
    };
}

/** \return the status code of a masked Close frame, 0 if the octets begin with none */
int
CloseCodeOf(const std::string& octets)
{
    if (octets.size() < 8 || octets[0] != '\x88')
    {
        return 0;
    }
    const auto octet = [&octets](std::size_t i) {
        return static_cast<unsigned char>(octets[6 + i] ^ octets[2 + i]);
    };
    return octet(0) << 8 | octet(1);
}

} // namespace

TEST(SocketWay, HearsARightAnswer)
{
    ScriptedFeed feed(OnceAsked([](const std::string& key) {
        return Upgrade(WsAcceptOf(key)) + "\x81\x0b"s + "7 ann 1 2 x";
    }));
    feed.Run(ns3::Seconds(0.5));
    EXPECT_EQ(feed.client->Totals().heard, 1u);
    EXPECT_EQ(feed.client->Totals().failures, 0u);
    EXPECT_EQ(feed.After(0), "");
    // The handshake's header sections, and the frame with its two octets of header; nothing was
    // said.
    EXPECT_EQ(feed.client->Totals().bytesUp, feed.connector->connections.at(0)->heard.size());
    const std::string key = KeyIn(feed.connector->connections.at(0)->heard);
    EXPECT_EQ(feed.client->Totals().bytesDown, Upgrade(WsAcceptOf(key)).size() + 2 + 11);
}

TEST(SocketWay, AWrongAnswerToTheKeyIsToldAndTriedAgain)
{
    ScriptedFeed feed(
        OnceAsked([](const std::string&) { return Upgrade("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="); }));
    feed.Run(ns3::Seconds(0.5));
    EXPECT_EQ(CloseCodeOf(feed.After(0)), WS_PROTOCOL_ERROR);
    feed.Run(ns3::Seconds(30));
    EXPECT_GE(feed.connector->connections.size(), 2u);
    EXPECT_EQ(feed.client->Totals().heard, 0u);
}

/** RFC 6455 section 7.4.1: 1010 is for what the server should have agreed on, or not have. */
TEST(SocketWay, AnExtensionNobodyOfferedIsTold)
{
    ScriptedFeed feed(OnceAsked([](const std::string& key) {
        return Upgrade(WsAcceptOf(key), "Sec-WebSocket-Extensions: permessage-deflate\r\n");
    }));
    feed.Run(ns3::Seconds(0.5));
    EXPECT_EQ(CloseCodeOf(feed.After(0)), WS_MISSING_EXTENSION);
}

TEST(SocketWay, ARefusalIsTriedAgain)
{
    const std::string refusal = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone";
    ScriptedFeed feed(OnceAsked([&](const std::string&) { return refusal; }));
    feed.Run(ns3::Seconds(3.5));
    const MessageTotals totals = feed.client->Totals();
    EXPECT_EQ(totals.failures, 4u);
    EXPECT_EQ(totals.requests, 4u);
    EXPECT_EQ(totals.bytesUp, 4 * feed.connector->connections.at(0)->heard.size());
    EXPECT_EQ(totals.bytesDown, 4 * refusal.size());
}
