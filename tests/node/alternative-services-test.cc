// SPDX-License-Identifier: GPL-2.0-only
#include "node/alternative-services.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

const HttpOrigin SITE{"https", "site.example", 443};
const HttpOrigin OTHER{"https", "other.example", 443};
const ns3::Time START = ns3::Seconds(10);

TEST(AlternativeServices, KnowsNothingAtFirst)
{
    const AlternativeServices services;
    EXPECT_FALSE(services.Http3Port(SITE, START));
}

TEST(AlternativeServices, LearnsPortAndAgeFromAltSvc)
{
    AlternativeServices services;
    services.Learn(SITE, "h3=\":8443\"; ma=60", START);
    EXPECT_EQ(services.Http3Port(SITE, START), 8443);
    EXPECT_EQ(services.Http3Port(SITE, START + ns3::Seconds(59)), 8443);
    EXPECT_FALSE(services.Http3Port(SITE, START + ns3::Seconds(60)));
    EXPECT_FALSE(services.Http3Port(OTHER, START));
    services.Learn(SITE, "h3=\":443\"", START);
    EXPECT_EQ(services.Http3Port(SITE, START), 443);
    services.Learn(SITE, "clear", START);
    EXPECT_FALSE(services.Http3Port(SITE, START));
}

TEST(AlternativeServices, ANewFieldReplacesWhatTheOldOneSaid)
{
    // RFC 7838 section 3.
    AlternativeServices services;
    services.Learn(SITE, "h3=\":8443\"", START);
    services.Learn(SITE, "h2=\":443\"", START);
    EXPECT_FALSE(services.Http3Port(SITE, START));
}

TEST(AlternativeServices, AnAgeBeyondAllTimesHolds)
{
    AlternativeServices services;
    services.Learn(SITE, "h3=\":443\"; ma=9000000000000000000", START);
    EXPECT_EQ(services.Http3Port(SITE, START + ns3::Seconds(86400)), 443);
}

TEST(AlternativeServices, TakesOnlyH3OnTheOriginsOwnHost)
{
    AlternativeServices services;
    services.Learn(SITE, "h2=\":443\", h3=\"elsewhere.example:443\", h3-29=\":443\"", START);
    EXPECT_FALSE(services.Http3Port(SITE, START));
    services.Learn(SITE, "h3=\"site.example:444\"", START);
    EXPECT_EQ(services.Http3Port(SITE, START), 444);
}

TEST(AlternativeServices, LeavesWhatIsBrokenAloneEverLonger)
{
    AlternativeServices services;
    services.TellAll();
    EXPECT_EQ(services.Http3Port(SITE, START), 443);
    ns3::Time now = START;
    for (const int seconds : {300, 600, 1200})
    {
        services.MarkBroken(SITE, now);
        EXPECT_FALSE(services.Http3Port(SITE, now + ns3::Seconds(seconds - 1)));
        EXPECT_TRUE(services.Http3Port(SITE, now + ns3::Seconds(seconds)));
        EXPECT_TRUE(services.Http3Port(OTHER, now));
        now += ns3::Seconds(seconds);
    }
    services.Confirm(SITE);
    services.MarkBroken(SITE, now);
    EXPECT_TRUE(services.Http3Port(SITE, now + ns3::Seconds(300))) << "what works is forgiven";
}

} // namespace

} // namespace pagewire::test
