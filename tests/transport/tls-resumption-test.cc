// SPDX-License-Identifier: GPL-2.0-only
#include "support/tls-rig.h"
#include "transport/tls-context.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** \return whether the rig's next connection resumes a session; carries a request both ways */
bool
NextResumes(TlsRig& rig)
{
    rig.client.toSend = "question";
    rig.server.toSend = "answer";
    rig.Run();
    EXPECT_EQ(rig.client.received, "answer");
    EXPECT_EQ(rig.server.received, "question");
    EXPECT_EQ(rig.client.stream->Info().resumed, rig.server.stream->Info().resumed);
    return rig.client.stream->Info().resumed;
}

} // namespace

TEST(TlsResumption, WorksAgainAndAgain)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        TlsRig rig(version);
        EXPECT_FALSE(NextResumes(rig));
        for (int i = 0; i < 5; ++i)
        {
            EXPECT_TRUE(NextResumes(rig)) << i;
        }
    }
}

TEST(TlsResumption, FalseStartKeepsTheSessionToo)
{
    TlsRig rig(TlsVersion::TLS12);
    rig.clientOptions.falseStart = true;
    EXPECT_FALSE(NextResumes(rig));
    EXPECT_TRUE(NextResumes(rig));
}

TEST(TlsResumption, SavesTheCertificates)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        TlsRig rig(version);
        rig.serverOptions.chainBytes = 3000;
        NextResumes(rig);
        const std::size_t full = rig.server.wire->Written().size();
        NextResumes(rig);
        EXPECT_LT(rig.server.wire->Written().size() + 3000, full);
    }
}

TEST(TlsResumption, NeedsTickets)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        TlsRig rig(version);
        rig.serverOptions.tickets = false;
        EXPECT_FALSE(NextResumes(rig));
        EXPECT_FALSE(NextResumes(rig));
    }
    TlsRig none(TlsVersion::TLS13);
    none.serverOptions.ticketCount = 0;
    EXPECT_FALSE(NextResumes(none));
    EXPECT_FALSE(NextResumes(none));
}

TEST(TlsResumption, NeedsTheSameNameAndServer)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        TlsRig rig(version);
        rig.names = {"a.example", "b.example"};
        rig.serverName = "a.example";
        EXPECT_FALSE(NextResumes(rig));
        rig.serverName = "b.example";
        EXPECT_FALSE(NextResumes(rig));
        rig.serverName = "a.example";
        // Another server's tickets are no use: the handshake is a full one, and goes well.
        rig.serverContext = MakeTlsServerContext(rig.serverOptions, rig.names, 1234);
        EXPECT_FALSE(NextResumes(rig));
    }
}

TEST(TlsResumption, TicketsOfTls13AreUsedOnce)
{
    TlsRig rig;
    rig.serverOptions.ticketCount = 3;
    NextResumes(rig);
    auto& context = *rig.clientContext;
    std::vector<std::string> sessions;
    for (int i = 0; i < 3; ++i)
    {
        sessions.push_back(context.TakeSession("www.example"));
        EXPECT_FALSE(sessions.back().empty());
        for (int j = 0; j < i; ++j)
        {
            EXPECT_NE(sessions[i], sessions[j]);
        }
    }
    EXPECT_TRUE(context.TakeSession("www.example").empty());
    EXPECT_FALSE(NextResumes(rig));
}

TEST(TlsResumption, ConnectionsOpenedTogetherShareTheTickets)
{
    TlsRig rig;
    NextResumes(rig);
    constexpr int CONNECTIONS = 3;
    std::vector<std::unique_ptr<TlsRig>> others;
    for (int i = 0; i < CONNECTIONS; ++i)
    {
        others.push_back(std::make_unique<TlsRig>());
        others.back()->clientContext = rig.clientContext;
        others.back()->serverContext = rig.serverContext;
        others.back()->Connect();
    }
    ns3::Simulator::Run();
    int resumed = 0;
    for (const auto& other : others)
    {
        EXPECT_TRUE(other->client.opened);
        resumed += other->client.stream->Info().resumed;
    }
    EXPECT_EQ(resumed, 2); // as many as there were tickets
}

TEST(TlsResumption, TicketsExpire)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        for (const int hours : {1, 30})
        {
            TlsRig rig(version);
            NextResumes(rig);
            ns3::Simulator::Schedule(ns3::Hours(hours), [&rig] { rig.Connect(); });
            ns3::Simulator::Run();
            EXPECT_TRUE(rig.client.opened);
            EXPECT_EQ(rig.client.stream->Info().resumed, hours == 1);
        }
    }
}

TEST(TlsResumption, EachTicketIsAWriteOfItsOwn)
{
    TlsRig rig;
    rig.serverOptions.ticketCount = 4;
    rig.server.toSend = "answer";
    rig.Run();
    ASSERT_EQ(rig.server.wire->writes.size(), 6U); // first flight, tickets, answer
    for (int i = 2; i < 5; ++i)
    {
        EXPECT_EQ(rig.server.wire->writes[i].size(), rig.server.wire->writes[1].size());
    }
}

TEST(TlsResumption, IsLeftToTheClient)
{
    TlsRig rig(TlsVersion::TLS13);
    rig.clientOptions.resume = false;
    EXPECT_FALSE(NextResumes(rig));
    EXPECT_FALSE(NextResumes(rig));
}
