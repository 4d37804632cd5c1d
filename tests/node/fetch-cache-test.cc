// SPDX-License-Identifier: GPL-2.0-only
// What a fetch does with a cache when things go wrong: scripted servers, and one cache from load to
// load.
#include "node/browser-cache.h"
#include "node/load-bench.h"
#include "node/scripted-server.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Script = ScriptedConnection::Script;

constexpr std::size_t SIZE = 1000;
constexpr std::size_t BROKEN_AT = 400;

const char WHOLE[] = "ETag: \"v1\"\r\nAccept-Ranges: bytes\r\nCache-Control: max-age=60\r\n";

Script
Say(const std::string& text)
{
    return [text](ScriptedConnection& connection) { connection.Say(text); };
}

/** Begins a response and closes in the middle of it. */
Script
Break(const std::string& fields)
{
    return [fields](ScriptedConnection& connection) {
        const std::string whole = ResponseText(SIZE, fields);
        connection.Say(whole.substr(0, whole.size() - (SIZE - BROKEN_AT)));
        connection.Close();
    };
}

Script
Vanish()
{
    return [](ScriptedConnection& connection) { connection.Close(); };
}

std::string
RestText(std::size_t first, const std::string& tag)
{
    return "HTTP/1.1 206 Partial Content\r\nContent-Length: " + std::to_string(SIZE - first) +
           "\r\nContent-Range: bytes " + std::to_string(first) + "-" + std::to_string(SIZE - 1) +
           "/" + std::to_string(SIZE) + "\r\nETag: " + tag + "\r\n\r\n" +
           std::string(SIZE - first, 'y');
}

struct FetchCacheTest : ::testing::Test
{
    FetchCacheTest()
    {
        BrowserCacheOptions options;
        options.memory.capacity = 1 << 20;
        cache = std::make_unique<BrowserCache>(options);
    }

    /** Loads one resource with what the loads before have left in the cache. */
    const RequestRecord& Load(std::vector<Script> scripts,
                              unsigned attempts = 1,
                              Navigation navigation = Navigation::LINK)
    {
        PageLoadOptions options;
        options.cache = cache.get();
        options.navigation = navigation;
        options.fetch.maxAttempts = attempts;
        test.reset();
        test = std::make_unique<ScriptedLoad>(PageOfObjects(0, SIZE), options, std::move(scripts));
        // A second after the one before; each load has a simulation of its own.
        ns3::Simulator::Stop(ns3::Seconds(++loads));
        ns3::Simulator::Run();
        test->Run();
        EXPECT_EQ(test->complete.size(), 1u);
        return test->complete.front();
    }

    bool Asked(std::size_t connection, const std::string& line) const
    {
        return test->Heard(connection).find(line + "\r\n") != std::string::npos;
    }

    std::unique_ptr<BrowserCache> cache;
    std::unique_ptr<ScriptedLoad> test;
    int loads{0};
};

} // namespace

TEST_F(FetchCacheTest, AResumedDownloadIsStoredWhole)
{
    const auto& record = Load({Break(WHOLE), Say(RestText(BROKEN_AT, "\"v1\""))}, 2);
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_EQ(record.cache->store, StoreRule::STORED);
    const auto& again = Load({Vanish()});
    EXPECT_TRUE(again.fromCache);
    EXPECT_EQ(again.responseBodyBytes, SIZE);
    EXPECT_TRUE(test->connector.connections.empty());
}

TEST_F(FetchCacheTest, ABrokenDownloadIsCompletedByTheNextLoad)
{
    EXPECT_EQ(Load({Break(WHOLE)}).status, RequestStatus::FAILED);
    EXPECT_EQ(test->complete.front().cache->store, StoreRule::BROKEN);
    const auto& record = Load({Say(RestText(BROKEN_AT, "\"v1\""))});
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_TRUE(Asked(0, "Range: bytes=400-"));
    EXPECT_TRUE(Asked(0, "If-Range: \"v1\""));
    EXPECT_EQ(record.response.status, 200) << "as the page sees it";
    EXPECT_EQ(record.NetworkStatus(), 206);
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    EXPECT_EQ(record.responseWireBytes, SIZE - BROKEN_AT);
    EXPECT_EQ(record.cache->outcome, CacheOutcome::COMPLETED);
    EXPECT_TRUE(Load({Vanish()}).fromCache);
}

TEST_F(FetchCacheTest, WhatWasToCompleteAndBreaksLeavesLessToBeAskedFor)
{
    Load({Break(WHOLE)});
    const Script breakAgain = [](ScriptedConnection& connection) {
        const std::string rest = RestText(BROKEN_AT, "\"v1\"");
        connection.Say(rest.substr(0, rest.size() - 100));
        connection.Close();
    };
    const auto& record = Load({breakAgain, Say(RestText(900, "\"v1\""))}, 2);
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_TRUE(Asked(1, "Range: bytes=900-"));
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    EXPECT_EQ(record.attempts, 2u);
}

TEST_F(FetchCacheTest, APartOfAnotherVersionIsNotPutTogether)
{
    Load({Break(WHOLE)});
    const auto& record = Load({Say(RestText(BROKEN_AT, "\"v2\"")), Say(ResponseText(SIZE))}, 2);
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_FALSE(Asked(1, "Range: bytes=400-"));
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    EXPECT_EQ(record.NetworkStatus(), 200);
}

TEST_F(FetchCacheTest, ARetriedResponseIsStoredFromItsBeginning)
{
    // Without Accept-Ranges the second attempt begins anew.
    const auto& record = Load({Break("Cache-Control: max-age=60\r\n"),
                               Say(ResponseText(SIZE, "Cache-Control: max-age=60\r\n"))},
                              2);
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    const auto& again = Load({Vanish()});
    EXPECT_TRUE(again.fromCache);
    EXPECT_EQ(again.responseBodyBytes, SIZE);
}

TEST_F(FetchCacheTest, WhereNobodyAnswersStaleIfErrorDoes)
{
    Load({Say(
        ResponseText(SIZE, "ETag: \"v1\"\r\nCache-Control: max-age=0, stale-if-error=60\r\n"))});
    const auto& record = Load({Vanish()});
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_TRUE(Asked(0, "If-None-Match: \"v1\""));
    EXPECT_EQ(record.response.status, 200);
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    EXPECT_EQ(record.cache->outcome, CacheOutcome::STALE);
}

TEST_F(FetchCacheTest, WithoutLeaveAFailedValidationIsAFailure)
{
    Load({Say(ResponseText(SIZE, "ETag: \"v1\"\r\nCache-Control: no-cache\r\n"))});
    EXPECT_EQ(Load({Vanish()}).status, RequestStatus::FAILED);
}

TEST_F(FetchCacheTest, AConfirmedResponseHasTheFieldsOfTheNewOne)
{
    Load({Say(ResponseText(SIZE, "ETag: \"v1\"\r\nCache-Control: no-cache\r\nX-Turn: 1\r\n"))});
    const auto& record =
        Load({Say("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nX-Turn: 2\r\n\r\n")});
    EXPECT_EQ(record.response.fields.Combined("X-Turn"), "2");
    ASSERT_TRUE(record.confirmation);
    EXPECT_EQ(record.confirmation->status, 304);
    EXPECT_EQ(record.responseBodyBytes, SIZE);
}

TEST_F(FetchCacheTest, SitesDoNotFindWhatOthersStored)
{
    EXPECT_EQ(cache->PartitionOf({"https", "www.site.example", 443}), "https://site.example");
    EXPECT_NE(cache->PartitionOf({"http", "www.site.example", 80}),
              cache->PartitionOf({"https", "www.site.example", 443}));
    BrowserCacheOptions options;
    options.partition = false;
    EXPECT_EQ(BrowserCache(options).PartitionOf({"https", "www.site.example", 443}), "");
}

namespace
{

/** Keeps nothing. */
struct IdleOwner : FetchOwner
{
    void HandleSent(Fetch&) override
    {}

    void HandleHeaders(Fetch&) override
    {
        ++headers;
    }

    void HandleProgress(Fetch&, std::string_view) override
    {}

    void HandleDone(Fetch&) override
    {
        ++done;
    }

    int headers{0};
    int done{0};
};

} // namespace

TEST_F(FetchCacheTest, OnlyIfCachedIsRefusedWithoutAskingAnybody)
{
    Load({Say(ResponseText(SIZE))});
    IdleOwner owner;
    FetchContext context{*test->pool, {}, Protocol::H11, false, owner, cache.get()};
    FetchTask task;
    task.origin = {"http", "other.example", 80};
    task.request.scheme = "http";
    task.request.authority = "other.example";
    task.mode = CacheMode::ONLY_IF_CACHED;
    Fetch fetch(context, task);
    fetch.Start();
    ns3::Simulator::Run();
    EXPECT_EQ(owner.headers, 1);
    EXPECT_EQ(owner.done, 1);
    EXPECT_EQ(fetch.Record().response.status, 504);
    EXPECT_EQ(fetch.Record().cache->outcome, CacheOutcome::REFUSED);
    EXPECT_EQ(fetch.Record().connection, 0u);
}
