// SPDX-License-Identifier: GPL-2.0-only
#include "support/tls-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

struct Record
{
    std::uint8_t type;
    std::size_t size; //!< after the header
};

constexpr std::uint8_t APPLICATION_DATA = 23;

/** \return the records (RFC 8446 section 5.1) of what one side has written */
std::vector<Record>
Records(const std::string& wire)
{
    std::vector<Record> records;
    std::size_t at = 0;
    while (at + 5 <= wire.size())
    {
        const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(wire[at + i]); };
        records.push_back({byte(0), std::size_t{byte(3)} << 8 | byte(4)});
        at += 5 + records.back().size;
    }
    EXPECT_EQ(at, wire.size());
    return records;
}

std::string
Pattern(std::size_t size)
{
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
    {
        bytes[i] = static_cast<char>(i * 31 + i / 256);
    }
    return bytes;
}

/** What one run left on the wire and in the key log. */
struct Trace
{
    std::string client;
    std::string server;
    std::vector<std::string> keys;

    bool operator==(const Trace& other) const
    {
        return client == other.client && server == other.server && keys == other.keys;
    }
};

Trace
RunOnce(TlsVersion version, std::uint64_t seed, int connections)
{
    TlsRig rig(version);
    rig.seed = seed;
    Trace trace;
    for (int i = 0; i < connections; ++i)
    {
        rig.client.toSend = Pattern(5000);
        rig.server.toSend = Pattern(40000);
        rig.client.closeAfterSending = true;
        rig.server.closeAfterSending = true;
        rig.Run();
        trace.client += rig.client.wire->Written();
        trace.server += rig.server.wire->Written();
    }
    trace.keys = rig.keyLog;
    return trace;
}

} // namespace

TEST(TlsWire, IsByteForByteTheSameForTheSameSeed)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        const Trace first = RunOnce(version, 1, 3);
        EXPECT_TRUE(first == RunOnce(version, 1, 3));
        const Trace other = RunOnce(version, 2, 3);
        EXPECT_NE(first.client, other.client);
        EXPECT_NE(first.server, other.server);
        EXPECT_NE(first.keys, other.keys);
        // Only contents depend on the seed, never sizes.
        EXPECT_EQ(first.client.size(), other.client.size());
        EXPECT_EQ(first.server.size(), other.server.size());
    }
}

TEST(TlsWire, AnotherConnectionDoesNotChangeThisOne)
{
    std::string alone;
    for (const bool crowded : {false, true})
    {
        TlsRig other;
        TlsRig rig;
        if (crowded)
        {
            other.seed = 77;
            other.client.toSend = "something else";
            other.Connect();
        }
        rig.client.toSend = "question";
        rig.Run();
        if (crowded)
        {
            EXPECT_EQ(rig.client.wire->Written(), alone);
        }
        alone = rig.client.wire->Written();
    }
}

TEST(TlsWire, RecordsGrowAfterTheWarmUp)
{
    TlsRig rig;
    rig.serverOptions.tickets = false;
    rig.serverOptions.recordSize.warmUp = 100 * 1369;
    rig.pipe.window = 1 << 20;
    rig.server.toSend = Pattern(100 * 1369 + 3 * 16384 + 7);
    rig.Run();
    std::vector<std::size_t> sizes;
    bool first = true;
    for (const Record& record : Records(rig.server.wire->writes.back()))
    {
        EXPECT_EQ(record.type, APPLICATION_DATA);
        sizes.push_back(record.size);
        EXPECT_TRUE(!first || record.size <= 1391);
        first = false;
    }
    std::vector<std::size_t> expected(100, 1369 + 17);
    expected.insert(expected.end(), 3, 16384 + 17);
    expected.push_back(7 + 17);
    EXPECT_EQ(sizes, expected);
}

TEST(TlsWire, RecordsAreLargeIfNotDynamic)
{
    TlsRig rig(TlsVersion::TLS12);
    rig.serverOptions.recordSize.dynamic = false;
    rig.serverOptions.recordSize.large = 4096;
    rig.server.toSend = Pattern(10000);
    rig.Run();
    std::vector<std::size_t> sizes;
    for (const Record& record : Records(rig.server.wire->writes.back()))
    {
        if (record.type == APPLICATION_DATA)
        {
            sizes.push_back(record.size);
        }
    }
    EXPECT_EQ(sizes, (std::vector<std::size_t>{4096 + 24, 4096 + 24, 1808 + 24}));
}

TEST(TlsWire, HandshakeIsAsLargeAsOtherStacks)
{
    TlsRig rig;
    rig.clientAlpn = {"h2", "http/1.1"};
    rig.serverAlpn = {"h2"};
    rig.Run();
    const auto& client = rig.client.wire->writes;
    const auto& server = rig.server.wire->writes;
    ASSERT_EQ(client.size(), 2U);
    ASSERT_EQ(server.size(), 3U);
    // OpenSSL 3.0 as used by curl fills the ClientHello up to 512 octets (a header of 5 comes on
    // top); its change_cipher_spec and Finished are 80.
    EXPECT_EQ(client[0].size(), 517U);
    EXPECT_EQ(client[1].size(), 80U);
    // OpenSSL 3.0 with a certificate of 399 octets: 127 + 6 + 37 + 434 + 101 (give or take one, by
    // the ECDSA signature) + 74. nginx's tickets: 271.
    EXPECT_NEAR(static_cast<double>(server[0].size()), 779, 3);
    EXPECT_NEAR(static_cast<double>(server[1].size()), 271, 3);
}

TEST(TlsWire, KeyLogHasTheLinesOfItsFormat)
{
    const auto labels = [](const std::vector<std::string>& lines) {
        const std::regex format("([A-Z0-9_]+) ([0-9a-f]{64}) ([0-9a-f]{64}|[0-9a-f]{96})");
        std::multiset<std::string> found;
        for (const std::string& line : lines)
        {
            std::smatch match;
            EXPECT_TRUE(std::regex_match(line, match, format)) << line;
            found.insert(match[1]);
        }
        return found;
    };
    const auto modern = labels(RunOnce(TlsVersion::TLS13, 1, 2).keys);
    for (const char* label : {"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                              "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                              "CLIENT_TRAFFIC_SECRET_0",
                              "SERVER_TRAFFIC_SECRET_0"})
    {
        EXPECT_EQ(modern.count(label), 2U) << label;
    }
    // A resumed session of TLS 1.2 has new keys from the old secret: a line for each client random.
    EXPECT_EQ(labels(RunOnce(TlsVersion::TLS12, 1, 2).keys),
              (std::multiset<std::string>{"CLIENT_RANDOM", "CLIENT_RANDOM"}));
}
