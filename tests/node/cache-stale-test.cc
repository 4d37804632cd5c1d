// SPDX-License-Identifier: GPL-2.0-only
// What is stale and served all the same (RFC 5861), and parts, without packets.
#include "node/cache-rig.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using ns3::MilliSeconds;
using ns3::Seconds;

namespace
{

void
FailFrom(CacheRig& rig, ns3::Time at)
{
    ns3::Simulator::Schedule(at, [&rig] {
        rig.madeUp = true;
        rig.Serve({502, {}}, "nobody");
    });
}

} // namespace

TEST(CacheStale, IsServedWhileItIsValidated)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1, stale-while-revalidate=30"));
    rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(4), [&] {
        rig.Serve({304, {{"ETag", "\"v1\""}, {"Cache-Control", "max-age=60"}}});
    });
    const FrontExchange& stale = rig.Ask(Seconds(5));
    rig.Ask(Seconds(5) + MilliSeconds(2));
    rig.Ask(Seconds(6));
    rig.Run();
    EXPECT_EQ(stale.answered, Seconds(5));
    EXPECT_EQ(rig.forwarded.size(), 2u) << "one validation for both that were served stale";
    ASSERT_EQ(rig.records.size(), 5u);
    EXPECT_TRUE(rig.records[0].background);
    EXPECT_EQ(rig.records[0].connection, 0u);
    EXPECT_EQ(rig.records[0].trace.outcome, CacheOutcome::REVALIDATED);
    EXPECT_EQ(rig.Outcomes(), "revalidated miss stale stale hit");
}

TEST(CacheStale, WhatTheBackgroundBringsIsStored)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1, stale-while-revalidate=30"));
    rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(4), [&] {
        rig.Serve(Cacheable("max-age=60", {{"ETag", "\"v2\""}}), "abcdefghij");
    });
    const FrontExchange& stale = rig.Ask(Seconds(5));
    const FrontExchange& fresh = rig.Ask(Seconds(6));
    rig.Run();
    EXPECT_EQ(stale.body, "0123456789");
    EXPECT_EQ(fresh.body, "abcdefghij");
    EXPECT_EQ(rig.records[0].bytesFromBehind, 10u);
}

TEST(CacheStale, IsServedWhenNobodyAnswers)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1, stale-if-error=30"));
    rig.Ask(Seconds(1));
    FailFrom(rig, Seconds(4));
    const FrontExchange& stale = rig.Ask(Seconds(5));
    const FrontExchange& tooLate = rig.Ask(Seconds(40));
    rig.Run();
    EXPECT_EQ(stale.response->status, 200);
    EXPECT_EQ(stale.body, "0123456789");
    EXPECT_EQ(stale.answered, Seconds(5) + MilliSeconds(10));
    EXPECT_EQ(tooLate.response->status, 502);
    EXPECT_EQ(tooLate.body, "nobody");
}

TEST(CacheStale, IsServedWhenTheOriginSays503)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1, stale-if-error=30"));
    rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(4), [&] { rig.Serve({503, {}}, "busy"); });
    const FrontExchange& stale = rig.Ask(Seconds(5));
    rig.Run();
    EXPECT_EQ(stale.response->status, 200);
    EXPECT_EQ(rig.Outcomes(), "miss stale");
}

TEST(CacheStale, IsNotServedAgainstMustRevalidate)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1, must-revalidate, stale-if-error=30"));
    rig.Ask(Seconds(1));
    FailFrom(rig, Seconds(4));
    const FrontExchange& answer = rig.Ask(Seconds(5));
    rig.Run();
    EXPECT_EQ(answer.response->status, 502);
    EXPECT_TRUE(answer.response->fields.Has("Cache-Status"));
}

TEST(CacheStale, ABreakBeforeTheResponseIsAFailure)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1, stale-if-error=30"));
    rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(4),
                             [&] { rig.server = [](CacheForward& forward) { forward.Abort(); }; });
    const FrontExchange& stale = rig.Ask(Seconds(5));
    Request other;
    other.target = "/other";
    const FrontExchange& nothing = rig.Send(Seconds(6), other);
    rig.Run();
    EXPECT_EQ(stale.response->status, 200);
    EXPECT_FALSE(nothing.response);
    EXPECT_TRUE(nothing.aborted);
}

TEST(CacheStale, PartsAreStoredAndFound)
{
    CacheRig rig;
    rig.Serve({206,
               {{"Cache-Control", "max-age=60"},
                {"ETag", "\"v1\""},
                {"Content-Range", "bytes 2-5/10"},
                {"Content-Length", "4"}}},
              "2345");
    const FrontExchange& first = rig.Ask(Seconds(1), {{"Range", "bytes=2-5"}});
    const FrontExchange& within = rig.Ask(Seconds(2), {{"Range", "bytes=3-4"}});
    rig.Run();
    EXPECT_EQ(first.response->status, 206);
    EXPECT_EQ(first.body, "2345");
    EXPECT_EQ(within.response->status, 206);
    EXPECT_EQ(within.body, "34");
    EXPECT_EQ(within.Field("Content-Range"), "bytes 3-4/10");
    EXPECT_EQ(rig.forwarded.size(), 1u);
}

TEST(CacheStale, PartsAreCompleted)
{
    CacheRig rig;
    rig.Serve({206,
               {{"Cache-Control", "max-age=60"},
                {"ETag", "\"v1\""},
                {"Content-Range", "bytes 0-3/10"},
                {"Content-Length", "4"}}},
              "0123");
    rig.Ask(Seconds(1), {{"Range", "bytes=0-3"}});
    ns3::Simulator::Schedule(Seconds(2), [&] {
        rig.Serve({206,
                   {{"Cache-Control", "max-age=60"},
                    {"ETag", "\"v1\""},
                    {"Content-Range", "bytes 4-9/10"},
                    {"Content-Length", "6"}}},
                  "456789");
    });
    const FrontExchange& whole = rig.Ask(Seconds(3));
    rig.Run();
    EXPECT_EQ(whole.response->status, 200);
    EXPECT_EQ(whole.body, "0123456789");
    EXPECT_EQ(rig.Outcomes(), "miss completed");
    EXPECT_EQ(rig.records[1].bytesFromCache, 4u);
    EXPECT_EQ(rig.records[1].bytesFromBehind, 6u);
}

TEST(CacheStale, APartThatFitsToNothingIsAskedForAnew)
{
    // The other version's ETag shows that the parts do not belong together (RFC 9110 section
    // 14.5); If-Range should have seen to it.
    CacheRig rig;
    const HeaderFields part{{"Cache-Control", "max-age=60"},
                            {"ETag", "\"v1\""},
                            {"Content-Range", "bytes 0-3/10"},
                            {"Content-Length", "4"}};
    rig.Serve({206, part}, "0123");
    rig.Ask(Seconds(1), {{"Range", "bytes=0-3"}});
    rig.server = nullptr;
    int asked = 0;
    rig.server = [&](CacheForward& forward) {
        ++asked;
        HeaderFields other = part;
        other.Set("ETag", asked == 2 ? "\"v2\"" : "\"v1\"");
        other.Set("Content-Range", asked == 2 ? "bytes 4-9/10" : "bytes 0-3/10");
        asked < 3 ? forward.Respond({206, other}, std::make_unique<StringBody>("0123"))
                  : forward.Respond(Cacheable("max-age=60", {{"ETag", "\"v2\""}}),
                                    std::make_unique<StringBody>("abcdefghij"));
    };
    const FrontExchange& whole = rig.Ask(Seconds(3));
    rig.Run();
    ASSERT_EQ(rig.forwarded.size(), 3u);
    EXPECT_FALSE(rig.forwarded[2].fields.Has("Range"));
    EXPECT_EQ(whole.body, "abcdefghij");
    EXPECT_EQ(whole.answered, Seconds(3) + MilliSeconds(20));
}

TEST(CacheStale, TheWholeMayBeFetchedForAPart)
{
    CacheFrontOptions options;
    options.rangeFill = RANGE_WHOLE;
    CacheRig rig(options);
    const FrontExchange& part = rig.Ask(Seconds(1), {{"Range", "bytes=3-4"}});
    const FrontExchange& whole = rig.Ask(Seconds(2));
    rig.Run();
    ASSERT_EQ(rig.forwarded.size(), 1u);
    EXPECT_FALSE(rig.forwarded[0].fields.Has("Range"));
    EXPECT_EQ(part.response->status, 206);
    EXPECT_EQ(part.body, "34");
    EXPECT_EQ(part.Field("Content-Range"), "bytes 3-4/10");
    EXPECT_EQ(whole.body, "0123456789");
    EXPECT_EQ(rig.records[0].bytesFromBehind, 10u);
}
