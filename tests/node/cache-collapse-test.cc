// SPDX-License-Identifier: GPL-2.0-only
// Requests that wait for the response to another one, and content that comes while it is read.
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

CacheFrontOptions
Collapsing()
{
    CacheFrontOptions options;
    options.collapse = true;
    return options;
}

/** Answers with content that the test doles out. \return the last such content */
std::shared_ptr<DoledBody*>
ServeDoled(CacheRig& rig, const Response& response)
{
    auto last = std::make_shared<DoledBody*>(nullptr);
    rig.server = [last, response](CacheForward& forward) {
        auto body = std::make_unique<DoledBody>();
        *last = body.get();
        forward.Respond(response, std::move(body));
    };
    return last;
}

} // namespace

TEST(CacheCollapse, AStampedeIsOneRequest)
{
    CacheRig rig(Collapsing());
    std::vector<FrontExchange*> clients;
    for (int i = 0; i < 100; ++i)
    {
        clients.push_back(&rig.Ask(Seconds(1) + ns3::MicroSeconds(10 * i)));
    }
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 1u);
    for (const FrontExchange* client : clients)
    {
        EXPECT_EQ(client->body, "0123456789");
        EXPECT_EQ(client->answered, Seconds(1) + MilliSeconds(10));
    }
    EXPECT_NE(clients[7]->Field("Cache-Status").find("; collapsed"), std::string::npos);
    EXPECT_EQ(rig.records[0].trace.outcome, CacheOutcome::MISS);
    EXPECT_EQ(rig.records[99].trace.outcome, CacheOutcome::COLLAPSED);
    EXPECT_EQ(rig.records[99].bytesFromCache, 10u);
    EXPECT_EQ(rig.records[99].bytesFromBehind, 0u);
}

TEST(CacheCollapse, WithoutItEachGoesOn)
{
    CacheRig rig;
    rig.Ask(Seconds(1));
    rig.Ask(Seconds(1));
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 2u);
}

TEST(CacheCollapse, WhatCannotBeStoredFallsApartAtOnce)
{
    // Not one after the other: all that waited go on 10 ms after the first, and have theirs 10 ms
    // later.
    CacheRig rig(Collapsing());
    rig.Serve(Cacheable("no-store"));
    std::vector<FrontExchange*> clients;
    for (int i = 0; i < 20; ++i)
    {
        clients.push_back(&rig.Ask(Seconds(1)));
    }
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 20u);
    EXPECT_EQ(clients[0]->answered, Seconds(1) + MilliSeconds(10));
    for (std::size_t i = 1; i < clients.size(); ++i)
    {
        EXPECT_EQ(clients[i]->answered, Seconds(1) + MilliSeconds(20));
    }
}

TEST(CacheCollapse, OtherVariantsGoOn)
{
    CacheRig rig(Collapsing());
    rig.Serve(Cacheable("max-age=60", {{"Vary", "Accept-Language"}}));
    rig.Ask(Seconds(1), {{"Accept-Language", "de"}});
    rig.Ask(Seconds(1), {{"Accept-Language", "fr"}});
    rig.Ask(Seconds(1), {{"Accept-Language", "de"}});
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 2u);
    EXPECT_EQ(rig.Outcomes(), "miss miss collapsed");
}

TEST(CacheCollapse, WaitsOnlySoLong)
{
    CacheFrontOptions options = Collapsing();
    options.collapseTimeout = MilliSeconds(3);
    CacheRig rig(options);
    rig.Ask(Seconds(1));
    const FrontExchange& patient = rig.Ask(Seconds(1));
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 2u);
    EXPECT_EQ(patient.answered, Seconds(1) + MilliSeconds(13));
}

TEST(CacheCollapse, ReadersHaveTheContentAsItComes)
{
    CacheRig rig(Collapsing());
    const auto doled = ServeDoled(rig, Cacheable("max-age=60"));
    FrontExchange& first = rig.Ask(Seconds(1));
    FrontExchange& late = rig.Ask(Seconds(3));
    ns3::Simulator::Schedule(Seconds(2), [&] {
        (*doled)->Give("01234", false);
        EXPECT_EQ(first.body, "01234");
    });
    ns3::Simulator::Schedule(Seconds(4), [&] {
        EXPECT_EQ(late.body, "01234") << "what was there before it asked";
        (*doled)->Give("56789", true);
        EXPECT_EQ(late.body, "0123456789");
    });
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 1u);
    EXPECT_TRUE(first.whole);
    EXPECT_TRUE(late.whole);
}

TEST(CacheCollapse, LengthMayShowAtTheEnd)
{
    CacheRig rig(Collapsing());
    Response chunked = Cacheable("max-age=60");
    chunked.fields.Remove("Content-Length");
    const auto doled = ServeDoled(rig, chunked);
    FrontExchange& first = rig.Ask(Seconds(1));
    FrontExchange& second = rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(2), [&] {
        (*doled)->Give("01234", false);
        EXPECT_FALSE(second.whole);
        (*doled)->Give("567", true);
    });
    FrontExchange& third = rig.Ask(Seconds(3));
    rig.Run();
    for (const FrontExchange* client : {&first, &second, &third})
    {
        EXPECT_EQ(client->body, "01234567");
        EXPECT_TRUE(client->whole);
    }
}

TEST(CacheCollapse, FillsOnWhenTheClientIsGone)
{
    CacheRig rig(Collapsing());
    const auto doled = ServeDoled(rig, Cacheable("max-age=60"));
    FrontExchange& first = rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(2), [&] { (*doled)->Give("01234", false); });
    rig.Leave(first, Seconds(3));
    ns3::Simulator::Schedule(Seconds(4), [&] {
        EXPECT_EQ(rig.records.size(), 0u);
        (*doled)->Give("56789", true);
    });
    const FrontExchange& next = rig.Ask(Seconds(5));
    rig.Run();
    EXPECT_EQ(next.body, "0123456789");
    EXPECT_EQ(rig.forwarded.size(), 1u);
    ASSERT_EQ(rig.records.size(), 2u);
    EXPECT_EQ(rig.records[0].bytesFromBehind, 10u);
}

TEST(CacheCollapse, WhoWaitsMayLeave)
{
    CacheRig rig(Collapsing());
    FrontExchange& first = rig.Ask(Seconds(1));
    FrontExchange& second = rig.Ask(Seconds(1));
    const FrontExchange& third = rig.Ask(Seconds(1));
    rig.Leave(second, Seconds(1) + MilliSeconds(5));
    rig.Leave(first, Seconds(1) + MilliSeconds(6));
    rig.Run();
    EXPECT_EQ(rig.forwarded.size(), 1u);
    EXPECT_EQ(third.body, "0123456789") << "though who asked for it is gone";
}

TEST(CacheCollapse, WhatBreaksBreaksForAll)
{
    CacheRig rig(Collapsing());
    CacheForward* last = nullptr;
    DoledBody* doled = nullptr;
    rig.server = [&](CacheForward& forward) {
        auto body = std::make_unique<DoledBody>();
        doled = body.get();
        last = &forward;
        forward.Respond(Cacheable("max-age=60"), std::move(body));
    };
    FrontExchange& first = rig.Ask(Seconds(1));
    FrontExchange& second = rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(2), [&] {
        doled->Give("01234", false);
        last->Abort();
        EXPECT_TRUE(first.aborted);
        EXPECT_TRUE(second.aborted);
        EXPECT_FALSE(first.whole);
        rig.Serve(Cacheable("max-age=60"));
    });
    const FrontExchange& next = rig.Ask(Seconds(3));
    rig.Run();
    // RFC 9111 section 3.4: the part that came is kept, and completed.
    EXPECT_EQ(next.body, "0123456789");
    ASSERT_EQ(rig.forwarded.size(), 2u);
    EXPECT_EQ(rig.forwarded[1].fields.Find("Range"), "bytes=5-");
}

TEST(CacheCollapse, AFailureFailsNobodyForGood)
{
    CacheRig rig(Collapsing());
    rig.madeUp = true;
    rig.Serve({502, {}}, "gone");
    const FrontExchange& first = rig.Ask(Seconds(1));
    const FrontExchange& second = rig.Ask(Seconds(1));
    rig.Run();
    EXPECT_EQ(first.response->status, 502);
    EXPECT_EQ(second.response->status, 502);
    EXPECT_EQ(rig.forwarded.size(), 2u);
    EXPECT_EQ(rig.cache->Store().Count(), 0u);
}

TEST(CacheCollapse, PurgedContentIsNotFoundLater)
{
    CacheRig rig(Collapsing());
    const auto doled = ServeDoled(rig, Cacheable("max-age=60", {{"Cache-Tag", "news, front"}}));
    const FrontExchange& first = rig.Ask(Seconds(1));
    ns3::Simulator::Schedule(Seconds(2), [&] {
        (*doled)->Give("01234", false);
        rig.cache->PurgeTag("front");
        (*doled)->Give("56789", true);
        rig.Serve(Cacheable("max-age=60"));
    });
    rig.Ask(Seconds(3));
    ns3::Simulator::Schedule(Seconds(4),
                             [&] { EXPECT_EQ(rig.cache->Purge("http://a.example/"), 1u); });
    rig.Ask(Seconds(5));
    rig.Run();
    EXPECT_EQ(first.body, "0123456789");
    EXPECT_EQ(rig.forwarded.size(), 3u);
}
