// SPDX-License-Identifier: GPL-2.0-only
#include "transport/gnutls-environment.h"

#include "net/capture.h"

#include "ns3/simulator.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

using namespace pagewire;

namespace
{

/** \return 16 bytes that GnuTLS made up by itself, not only by calling gnutls_rnd from here */
std::string
MadeUp()
{
    gnutls_datum_t key{nullptr, 0};
    EXPECT_EQ(gnutls_key_generate(&key, 16), 0);
    std::string bytes(reinterpret_cast<char*>(key.data), key.size);
    gnutls_free(key.data);
    return bytes;
}

std::string
Expected(std::uint64_t seed, int skip)
{
    SeededBytes random(seed);
    std::string bytes(16, '\0');
    for (int i = 0; i <= skip; ++i)
    {
        random.Fill(bytes.data(), bytes.size());
    }
    return bytes;
}

} // namespace

TEST(GnutlsScope, GivesEachEndpointItsOwnRandomBytes)
{
    SeededBytes one(1);
    SeededBytes two(2);
    const GnutlsScope outer(one);
    EXPECT_EQ(MadeUp(), Expected(1, 0));
    {
        const GnutlsScope inner(two);
        EXPECT_EQ(MadeUp(), Expected(2, 0));
        EXPECT_EQ(MadeUp(), Expected(2, 1));
    }
    EXPECT_EQ(MadeUp(), Expected(1, 1));
}

TEST(GnutlsScope, LeavesTheRealGeneratorToOthers)
{
    SeededBytes random(1);
    std::string elsewhere;
    {
        const GnutlsScope scope(random);
        std::thread([&elsewhere] { elsewhere = MadeUp(); }).join();
    }
    EXPECT_NE(elsewhere, Expected(1, 0));
    EXPECT_NE(MadeUp(), MadeUp());
}

TEST(GnutlsScope, ErrorsSayWhatWasAttempted)
{
    EXPECT_NO_THROW(CheckGnutls(0, "do nothing"));
    try
    {
        CheckGnutls(GNUTLS_E_MEMORY_ERROR, "make tea");
        FAIL();
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_EQ(std::string(error.what()).find("cannot make tea: "), 0U);
    }
}

TEST(VirtualUnixNanoseconds, FollowsTheSimulator)
{
    std::uint64_t seen = 0;
    ns3::Simulator::Schedule(ns3::NanoSeconds(1500000001),
                             [&seen] { seen = VirtualUnixNanoseconds(); });
    ns3::Simulator::Run();
    ns3::Simulator::Destroy();
    EXPECT_EQ(seen, 1700000001500000001U);
}

TEST(VirtualUnixNanoseconds, AgreesWithTheTimesInCaptures)
{
    EXPECT_EQ(CaptureEpoch(), ns3::Seconds(SIMULATION_EPOCH));
}
