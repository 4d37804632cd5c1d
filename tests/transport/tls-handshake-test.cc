// SPDX-License-Identifier: GPL-2.0-only
#include "support/tls-rig.h"
#include "transport/tls-context.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A client that asks and a server that answers as soon as it was asked. */
void
AskAndAnswer(TlsRig& rig)
{
    rig.client.toSend = "question";
    rig.server.onReadable = [&rig] { rig.server.stream->Write("answer"); };
    rig.Connect();
    const ns3::Time start = ns3::Simulator::Now();
    ns3::Simulator::Run();
    ASSERT_TRUE(rig.client.opened && rig.client.firstByte);
    *rig.client.opened -= start;
    *rig.client.firstByte -= start;
    EXPECT_EQ(rig.client.received, "answer");
    EXPECT_EQ(rig.server.received, "question");
}

/** \return the client's alert or other way to fail is seen as this by both ends */
void
ExpectBroken(TlsRig& rig)
{
    rig.client.toSend = "secret";
    rig.Run();
    EXPECT_EQ(rig.client.closed, StreamEnd::PROTOCOL);
    EXPECT_EQ(rig.server.closed, StreamEnd::PROTOCOL);
    EXPECT_EQ(rig.server.received, "");
    EXPECT_EQ(rig.client.received, "");
}

} // namespace

/** A row of the table of round trips: RFC 9293, 5246, 7918 and 8446 with TCP's round trip. */
struct RoundTrips
{
    const char* name;
    TlsVersion version;
    bool resumed;
    bool falseStart;
    int handshake;
    int firstByte;
};

class TlsRoundTrips : public ::testing::TestWithParam<RoundTrips>
{};

TEST_P(TlsRoundTrips, AreThoseOfTheStandardsToTheNanosecond)
{
    const RoundTrips& row = GetParam();
    TlsRig rig(row.version);
    rig.clientOptions.falseStart = row.falseStart;
    rig.pipe.delay = ns3::NanoSeconds(12345679);
    if (row.resumed)
    {
        AskAndAnswer(rig);
        EXPECT_FALSE(rig.client.stream->Info().resumed);
    }
    AskAndAnswer(rig);
    const ns3::Time roundTrip = 2 * rig.pipe.delay;
    EXPECT_EQ(*rig.client.opened, row.handshake * roundTrip);
    EXPECT_EQ(*rig.client.firstByte, row.firstByte * roundTrip);
    EXPECT_EQ(rig.client.stream->Info().resumed, row.resumed);
    EXPECT_EQ(rig.server.stream->Info().resumed, row.resumed);
    const TlsInfo& info = rig.client.stream->Info();
    EXPECT_EQ(info.handshakeEnd - info.handshakeStart, (row.handshake - 1) * roundTrip);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    TlsRoundTrips,
    ::testing::Values(RoundTrips{"Tls12Full", TlsVersion::TLS12, false, false, 3, 4},
                      RoundTrips{"Tls12FalseStart", TlsVersion::TLS12, false, true, 2, 3},
                      RoundTrips{"Tls12Resumed", TlsVersion::TLS12, true, false, 2, 3},
                      RoundTrips{"Tls12ResumedFs", TlsVersion::TLS12, true, true, 2, 3},
                      RoundTrips{"Tls13Full", TlsVersion::TLS13, false, false, 2, 3},
                      RoundTrips{"Tls13Resumed", TlsVersion::TLS13, true, false, 2, 3}),
    [](const auto& row) { return row.param.name; });

TEST(TlsHandshake, TellsVersionAndCipher)
{
    TlsRig old(TlsVersion::TLS12);
    AskAndAnswer(old);
    EXPECT_EQ(old.client.stream->Info().cipher, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    TlsRig now(TlsVersion::TLS13);
    AskAndAnswer(now);
    EXPECT_EQ(now.client.stream->Info().cipher, "TLS_AES_256_GCM_SHA384");
    EXPECT_EQ(now.server.stream->Info().cipher, "TLS_AES_256_GCM_SHA384");
    EXPECT_EQ(now.server.stream->Info().version, TlsVersion::TLS13);
}

TEST(TlsHandshake, AgreesOnTheServersFavouriteProtocol)
{
    TlsRig rig;
    rig.clientAlpn = {"http/1.1", "h2"};
    rig.serverAlpn = {"h2", "http/1.1"};
    rig.Run();
    EXPECT_EQ(rig.client.stream->Alpn(), "h2");
    EXPECT_EQ(rig.server.stream->Alpn(), "h2");
}

TEST(TlsHandshake, DoesWithoutProtocolIfNoneIsShared)
{
    TlsRig rig;
    rig.clientAlpn = {"h2"};
    rig.serverAlpn = {"http/1.1"};
    AskAndAnswer(rig);
    EXPECT_EQ(rig.client.stream->Alpn(), "");
    EXPECT_EQ(rig.server.stream->Alpn(), "");
}

TEST(TlsHandshake, RefusesAnotherName)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        TlsRig rig(version);
        rig.serverName = "other.example";
        ExpectBroken(rig);
    }
}

TEST(TlsHandshake, TakesAnyNameOfTheCertificate)
{
    for (const char* name : {"a.example", "b.example", "x.c.example", "10.0.0.7"})
    {
        TlsRig rig;
        rig.names = {"a.example", "b.example", "*.c.example", "10.0.0.7"};
        rig.serverName = name;
        AskAndAnswer(rig);
    }
}

TEST(TlsHandshake, RefusesAnUnknownAuthority)
{
    TlsRig rig;
    auto chain = std::make_shared<CertificateChain>(
        CertificateAuthority(99).Issue({"www.example"}, 3000, 1));
    rig.serverContext = std::make_shared<TlsServerContext>(rig.serverOptions, chain, 1);
    ExpectBroken(rig);
}

TEST(TlsHandshake, RefusesAnExpiredCertificate)
{
    TlsRig rig;
    ns3::Simulator::Schedule(ns3::Days(3649), [&rig] { rig.Connect(); });
    ns3::Simulator::Run();
    EXPECT_TRUE(rig.client.opened);
    TlsRig late;
    ns3::Simulator::Schedule(ns3::Days(3651), [&late] { late.Connect(); });
    ns3::Simulator::Run();
    EXPECT_FALSE(late.client.opened);
    EXPECT_EQ(late.client.closed, StreamEnd::PROTOCOL);
    EXPECT_EQ(late.server.closed, StreamEnd::PROTOCOL);
}

TEST(TlsHandshake, RefusesAnotherVersion)
{
    TlsRig newer(TlsVersion::TLS13);
    newer.serverOptions.version = TlsVersion::TLS12;
    ExpectBroken(newer);
    TlsRig older(TlsVersion::TLS12);
    older.serverOptions.version = TlsVersion::TLS13;
    ExpectBroken(older);
}

TEST(TlsHandshake, ServesSeveralChainSizes)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        std::size_t small = 0;
        for (const std::uint32_t size : {500U, 4000U, 30000U, 100000U})
        {
            TlsRig rig(version);
            rig.serverOptions.chainBytes = size;
            AskAndAnswer(rig);
            // All the rest has the same size, but for the frame of each certificate and record.
            const std::size_t wire = rig.server.wire->Written().size();
            small = small == 0 ? wire : small;
            EXPECT_NEAR(static_cast<double>(wire - small), size - 500.0, 5.0 + size * 29.0 / 16384);
        }
    }
}

TEST(TlsHandshake, ServersFirstFlightIsOneWrite)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        TlsRig rig(version);
        rig.serverOptions.tickets = false;
        rig.Run();
        // The whole flight in TLS 1.3; ServerHello to ServerHelloDone, then the Finished, in 1.2.
        EXPECT_EQ(rig.server.wire->writes.size(), version == TlsVersion::TLS13 ? 1U : 2U);
    }
}

TEST(TlsHandshake, FinishedAndRequestShareAWrite)
{
    for (const bool falseStart : {false, true})
    {
        TlsRig rig(falseStart ? TlsVersion::TLS12 : TlsVersion::TLS13);
        rig.clientOptions.falseStart = falseStart;
        rig.client.toSend = "question";
        rig.Run();
        EXPECT_EQ(rig.client.wire->writes.size(), 2U);
        EXPECT_EQ(rig.server.received, "question");
    }
}
