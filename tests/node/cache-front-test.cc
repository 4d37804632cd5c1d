// SPDX-License-Identifier: GPL-2.0-only
// What a cache before a handler does with single requests, without packets.
#include "node/cache-rig.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using ns3::MilliSeconds;
using ns3::Seconds;

TEST(CacheFront, MissesThenHits)
{
    CacheRig rig;
    const FrontExchange& first = rig.Ask(Seconds(1));
    const FrontExchange& second = rig.Ask(Seconds(3));
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 1u);
    EXPECT_EQ(first.body, "0123456789");
    EXPECT_EQ(second.body, "0123456789");
    EXPECT_EQ(first.answered, Seconds(1) + MilliSeconds(10));
    EXPECT_EQ(second.answered, Seconds(3));
    // RFC 9111 section 5.1: what comes from the origin has no Age. The other one is here for 1.99 s
    // and took 10 ms to come (section 4.2.3).
    EXPECT_EQ(first.Field("Age"), "");
    EXPECT_EQ(second.Field("Age"), "2");
    EXPECT_EQ(first.Field("Cache-Status"), "c; fwd=uri-miss; fwd-status=200; stored");
    EXPECT_EQ(second.Field("Cache-Status").substr(0, 6), "c; hit");
    EXPECT_EQ(rig.Outcomes(), "miss hit");
    EXPECT_EQ(rig.leftBehind, 1);
}

TEST(CacheFront, TellsWhatCameFromWhere)
{
    CacheRig rig;
    rig.Ask(Seconds(1));
    rig.Ask(Seconds(3));
    rig.Run();
    ASSERT_EQ(rig.records.size(), 2u);
    const CacheRecord& miss = rig.records[0];
    EXPECT_EQ(miss.bytesFromBehind, 10u);
    EXPECT_EQ(miss.bytesFromCache, 0u);
    EXPECT_EQ(miss.url, "http://a.example/");
    EXPECT_EQ(miss.received, Seconds(1));
    const CacheRecord& hit = rig.records[1];
    EXPECT_EQ(hit.bytesFromBehind, 0u);
    EXPECT_EQ(hit.bytesFromCache, 10u);
    EXPECT_EQ(hit.connection, 2u);
    EXPECT_FALSE(hit.background);
    ASSERT_EQ(rig.served.size(), 2u);
    EXPECT_EQ(rig.served[0].responseBodyBytes, 10u);
    EXPECT_EQ(rig.served[1].responseBodyBytes, 10u);
    EXPECT_TRUE(rig.served[1].response.fields.Has("Cache-Status"));
}

TEST(CacheFront, ValidatesByEntityTag)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1"));
    rig.Ask(Seconds(1));
    const FrontExchange& later = rig.Ask(Seconds(5));
    ns3::Simulator::Schedule(Seconds(4), [&] {
        rig.Serve({304, {{"ETag", "\"v1\""}, {"Cache-Control", "max-age=9"}}});
    });
    const FrontExchange& last = rig.Ask(Seconds(10));
    rig.Run();
    ASSERT_EQ(rig.forwarded.size(), 2u);
    EXPECT_EQ(rig.forwarded[1].fields.Find("If-None-Match"), "\"v1\"");
    EXPECT_EQ(later.response->status, 200);
    EXPECT_EQ(later.body, "0123456789");
    EXPECT_EQ(last.body, "0123456789");
    EXPECT_EQ(rig.Outcomes(), "miss revalidated hit");
    EXPECT_EQ(rig.records[1].bytesFromCache, 10u);
    EXPECT_EQ(rig.records[1].bytesFromBehind, 0u);
}

TEST(CacheFront, ValidatesByLastModified)
{
    CacheRig rig;
    Response response =
        Cacheable("max-age=1", {{"Last-Modified", "Mon, 13 Nov 2023 00:00:00 GMT"}});
    response.fields.Remove("ETag");
    rig.Serve(response);
    rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(4), [&] { rig.Serve({304, {}}); });
    rig.Ask(Seconds(5));
    rig.Run();
    ASSERT_EQ(rig.forwarded.size(), 2u);
    EXPECT_EQ(rig.forwarded[1].fields.Find("If-Modified-Since"), "Mon, 13 Nov 2023 00:00:00 GMT");
    EXPECT_EQ(rig.Outcomes(), "miss revalidated");
}

TEST(CacheFront, WhatChangedTakesThePlace)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=1"));
    rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(4), [&] {
        rig.Serve(Cacheable("max-age=60", {{"ETag", "\"v2\""}}), "abcdefghij");
    });
    const FrontExchange& later = rig.Ask(Seconds(5));
    const FrontExchange& last = rig.Ask(Seconds(6));
    rig.Run();
    EXPECT_EQ(later.body, "abcdefghij");
    EXPECT_EQ(last.body, "abcdefghij");
    EXPECT_EQ(rig.Outcomes(), "miss updated hit");
}

TEST(CacheFront, AnswersTheClientsOwnConditionAfterAMiss)
{
    CacheRig rig;
    rig.Ask(Seconds(1));
    const FrontExchange& knows = rig.Ask(Seconds(2), {{"If-None-Match", "\"v1\""}});
    rig.Run();
    EXPECT_EQ(knows.response->status, 304);
    EXPECT_EQ(knows.body, "");
    EXPECT_EQ(rig.forwarded.size(), 1u);
}

TEST(CacheFront, DoesNotStoreWhatSaysNo)
{
    for (const char* directive : {"no-store", "private"})
    {
        CacheRig rig;
        rig.Serve(Cacheable(directive));
        rig.Ask(Seconds(1));
        const FrontExchange& again = rig.Ask(Seconds(2));
        rig.Run();
        EXPECT_EQ(rig.forwarded.size(), 2u) << directive;
        EXPECT_EQ(again.body, "0123456789");
        EXPECT_EQ(rig.records[1].bytesFromBehind, 10u);
        EXPECT_EQ(rig.cache->Store().Count(), 0u);
    }
}

TEST(CacheFront, KeepsVariantsApart)
{
    CacheRig rig;
    rig.Serve(Cacheable("max-age=60", {{"Vary", "Accept-Language"}}));
    rig.Ask(Seconds(1), {{"Accept-Language", "de"}});
    rig.Ask(Seconds(2), {{"Accept-Language", "fr"}});
    rig.Ask(Seconds(3), {{"Accept-Language", "de"}});
    rig.Run();
    EXPECT_EQ(rig.Outcomes(), "miss miss hit");
    EXPECT_EQ(rig.records[1].trace.forward, ForwardReason::VARY_MISS);
}

TEST(CacheFront, HeadIsAnsweredByWhatGetStored)
{
    CacheRig rig;
    rig.Ask(Seconds(1));
    Request head;
    head.method = "HEAD";
    const FrontExchange& answer = rig.Send(Seconds(2), head);
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 1u);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.Field("Content-Length"), "10");
}

TEST(CacheFront, PostGoesOnAndInvalidates)
{
    CacheRig rig;
    rig.Ask(Seconds(1));
    Request post;
    post.method = "POST";
    rig.Send(Seconds(2), post);
    rig.Ask(Seconds(3));
    rig.Run();
    ASSERT_EQ(rig.forwarded.size(), 3u);
    EXPECT_EQ(rig.forwarded[1].method, "POST");
    EXPECT_EQ(rig.forwarded[2].fields.Find("If-None-Match"), "\"v1\"");
    EXPECT_EQ(rig.records[1].trace.outcome, CacheOutcome::BYPASS);
}

TEST(CacheFront, RefusesWhatIsOnlyToComeFromHere)
{
    CacheRig rig;
    const FrontExchange& answer = rig.Ask(Seconds(1), {{"Cache-Control", "only-if-cached"}});
    rig.Run();
    EXPECT_EQ(answer.response->status, 504);
    EXPECT_TRUE(answer.whole);
    EXPECT_TRUE(rig.forwarded.empty());
    EXPECT_EQ(rig.Outcomes(), "refused");
}

TEST(CacheFront, ContentOfARequestGoesOn)
{
    CacheRig rig;
    Upload upload;
    rig.server = [&](CacheForward& forward) {
        upload.exchange = &forward;
        upload.onComplete = [&] { forward.Respond({204, {}}, nullptr); };
        forward.SetBodyReceiver(&upload);
    };
    Request post;
    post.method = "POST";
    FrontExchange& client = rig.Send(Seconds(1), post);
    client.hasBody = true;
    ns3::Simulator::Schedule(Seconds(2), [&] {
        client.receiver->HandleBody("some");
        client.receiver->HandleBody("thing");
        client.receiver->HandleComplete({});
    });
    rig.Run();
    EXPECT_EQ(upload.body, "something");
    ASSERT_EQ(rig.served.size(), 1u);
    EXPECT_EQ(rig.served[0].requestBodyBytes, 9u);
    EXPECT_EQ(rig.served[0].complete, Seconds(2));
    EXPECT_EQ(rig.served[0].response.status, 204);
}

TEST(CacheFront, DiskIsSlower)
{
    CacheOptions options = CacheRig::Stored();
    options.memory.capacity = 0;
    options.disk.capacity = 1000000;
    options.disk.latency = std::chrono::milliseconds(4);
    CacheRig rig({}, options);
    rig.Ask(Seconds(1));
    const FrontExchange& answer = rig.Ask(Seconds(2));
    rig.Run();
    EXPECT_EQ(answer.answered, Seconds(2) + MilliSeconds(4));
    EXPECT_EQ(rig.records[1].trace.tier, StoreTier::DISK);
}

TEST(CacheFront, ClockMayBeWrong)
{
    // What a clock that is 100 s behind sees is dated 100 s ahead of it: not old, by section 4.2.3.
    // One that is 100 s ahead takes the same for 100 s old: stale at once.
    for (const int skew : {-100, 100})
    {
        CacheFrontOptions options;
        options.clockSkew = Seconds(skew);
        CacheRig rig(options);
        rig.Ask(Seconds(1));
        rig.Ask(Seconds(2));
        rig.Run();
        EXPECT_EQ(rig.forwarded.size(), skew < 0 ? 1u : 2u) << skew;
    }
}

TEST(CacheFront, CacheStatusMayBeLeftOut)
{
    CacheFrontOptions options;
    options.cacheStatus = false;
    CacheRig rig(options);
    const FrontExchange& answer = rig.Ask(Seconds(1));
    rig.Run();
    EXPECT_FALSE(answer.response->fields.Has("Cache-Status"));
}

TEST(CacheFront, ForgetsExchangesAndKeepsTheStore)
{
    CacheRig rig;
    rig.Ask(Seconds(1));
    rig.Ask(Seconds(2), {{"Cache-Control", "no-cache"}});
    ns3::Simulator::Schedule(Seconds(2) + MilliSeconds(5), [&] { rig.Drop(); });
    rig.Run();
    EXPECT_EQ(rig.Outcomes(), "");
    EXPECT_EQ(rig.cache->Store().Count(), 1u);
}
