// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::seconds;

namespace
{

const std::string FRESH_TAGGED = "Cache-Control: max-age=60\nETag: \"a\"";
const std::string WHOLE = "0123456789";

/** \return a 206 with the octets of WHOLE from the first to the last */
NextAnswer
Part(std::size_t first, std::size_t last, const std::string& more = FRESH_TAGGED)
{
    const std::string range =
        "\nContent-Range: bytes " + std::to_string(first) + "-" + std::to_string(last) + "/10";
    return Answer(more + range, WHOLE.substr(first, last - first + 1), 206);
}

/** A request that is under way, its header section received. */
struct UnderWay
{
    CacheDecision decision;
    CacheVerdict verdict;
};

UnderWay
Begin(HttpCache& cache,
      const std::string& fields,
      const std::string& asked = "",
      CacheMoment now = CacheScript::START)
{
    UnderWay way;
    way.decision = cache.Decide(GetWith(asked), now);
    way.verdict = cache.Receive(way.decision, {200, FieldsOf(fields)}, now, now);
    return way;
}

} // namespace

TEST(HttpCacheParts, APartAnswersWhatIsInIt)
{
    CacheScript script;
    script.Serve(Part(5, 9, "Cache-Control: max-age=60")).Ask("Range: bytes=-5");
    const CacheResult inside = script.Ask("Range: bytes=6-7");
    EXPECT_EQ(inside.response.status, 206);
    EXPECT_EQ(inside.body, "67");
    EXPECT_EQ(inside.response.fields.Combined("Content-Range"), "bytes 6-7/10");
    EXPECT_EQ(script.Ask("Range: bytes=-5").body, "56789");
    EXPECT_EQ(script.Asked(), 1);
    EXPECT_EQ(script.Ask("Range: bytes=4-6").trace.forward, ForwardReason::PARTIAL);
}

TEST(HttpCacheParts, TheRestIsAskedForAndPutTogether)
{
    CacheScript script;
    script.Serve(Part(0, 3, FRESH_TAGGED + "\nA: 1\nB: 2")).Ask("Range: bytes=0-3");
    script.Serve(Part(4, 9, FRESH_TAGGED + "\nA: 9"));
    const CacheResult result = script.Ask();
    EXPECT_EQ(result.forwarded->fields.Combined("Range"), "bytes=4-");
    EXPECT_EQ(result.forwarded->fields.Combined("If-Range"), "\"a\"");
    EXPECT_EQ(result.response.status, 200);
    EXPECT_EQ(result.body, WHOLE);
    EXPECT_EQ(result.trace.outcome, CacheOutcome::COMPLETED);
    // RFC 9111 section 3.4: the newer fields, and the older where there are no newer.
    EXPECT_EQ(script.Ask().response.fields.Combined("A"), "9");
    EXPECT_EQ(script.Ask().response.fields.Combined("B"), "2");
    EXPECT_EQ(script.Ask("Range: bytes=3-4").body, "34");
    EXPECT_EQ(script.Asked(), 2);
}

TEST(HttpCacheParts, AGapInTheMiddleIsFilled)
{
    CacheScript script;
    script.Serve(Part(0, 2)).Ask("Range: bytes=0-2");
    script.Serve(Part(7, 9)).Ask("Range: bytes=7-9");
    EXPECT_EQ(script.Cache().Count(), 1u);
    script.Serve(Part(3, 6));
    const CacheResult result = script.Ask();
    EXPECT_EQ(result.forwarded->fields.Combined("Range"), "bytes=3-6");
    EXPECT_EQ(result.body, WHOLE);
}

// RFC 9111 section 3.4: parts belong together by a strong validator only.
TEST(HttpCacheParts, PartsOfDifferentVersionsStayApart)
{
    for (const char* fields : {"Cache-Control: max-age=60",
                               "Cache-Control: max-age=60\nETag: W/\"a\"",
                               "Cache-Control: max-age=60\nETag: a"})
    {
        CacheScript script;
        script.Serve(Part(0, 4, fields)).Ask("Range: bytes=0-4");
        script.Serve(Part(5, 9, fields)).Ask("Range: bytes=5-9");
        const CacheResult result = script.Ask();
        EXPECT_FALSE(result.forwarded->fields.Has("If-Range")) << fields;
        EXPECT_NE(result.trace.outcome, CacheOutcome::HIT) << fields;
    }
}

TEST(HttpCacheParts, WhatDoesNotFitIsAskedForAnew)
{
    const std::string other = "Cache-Control: max-age=60\nETag: \"b\"";
    const std::vector<NextAnswer> answers{Part(5, 9, other),
                                          Part(5, 7),
                                          Part(3, 9),
                                          Part(6, 9),
                                          Answer(FRESH_TAGGED, "99999", 206),
                                          Answer(FRESH_TAGGED, "", 416)};
    for (const NextAnswer& answer : answers)
    {
        CacheScript script;
        script.Serve(Part(0, 4)).Ask("Range: bytes=0-4");
        script.Serve([&](const Request& request) {
            return request.fields.Has("Range") ? answer : Answer(other, "whole");
        });
        EXPECT_EQ(script.Ask().body, "whole") << script.History();
        EXPECT_EQ(script.Asked(), 3);
        EXPECT_EQ(script.Ask().body, "whole");
    }
}

TEST(HttpCacheParts, ANewVersionTakesThePlaceOfParts)
{
    CacheScript script;
    script.Serve(Part(0, 4)).Ask("Range: bytes=0-4");
    script.Serve(Answer("Cache-Control: max-age=60\nETag: \"b\"", "whole"));
    EXPECT_EQ(script.Ask().body, "whole");
    EXPECT_EQ(script.Ask("Range: bytes=0-1").body, "wh");
    EXPECT_EQ(script.Cache().Count(), 1u);
}

TEST(HttpCacheParts, WhatBrokeOffIsCompleted)
{
    CacheScript script;
    NextAnswer broken = Answer(FRESH_TAGGED, WHOLE);
    broken.body.resize(6);
    broken.breaks = true;
    EXPECT_FALSE(script.Serve(broken).Ask().whole);
    script.Serve(Part(6, 9));
    const CacheResult result = script.Ask();
    EXPECT_EQ(result.forwarded->fields.Combined("Range"), "bytes=6-");
    EXPECT_EQ(result.body, WHOLE);
}

TEST(HttpCacheParts, WhatBrokeOffWithoutAStrongValidatorIsGone)
{
    for (const char* fields :
         {"Cache-Control: max-age=60", "Cache-Control: max-age=60\nETag: W/\"a\""})
    {
        CacheScript script;
        NextAnswer broken = Answer(fields, WHOLE);
        broken.body.resize(6);
        broken.breaks = true;
        script.Serve(broken).Ask();
        EXPECT_EQ(script.Cache().Count(), 0u);
    }
}

TEST(HttpCacheParts, WhatEndsEarlyIsNotWhole)
{
    CacheScript script;
    NextAnswer shorter = Answer(FRESH_TAGGED, WHOLE);
    shorter.body.resize(6); // and yet it is committed
    EXPECT_EQ(script.Serve(shorter).Ask().trace.store, StoreRule::BROKEN);
    EXPECT_EQ(script.Serve(Part(6, 9)).Ask().body, WHOLE);
}

TEST(HttpCacheParts, CachesThatStoreNoPartsPassThemOn)
{
    CacheOptions options = SharedCache();
    options.storeParts = false;
    CacheScript script(options);
    EXPECT_EQ(script.Serve(Part(0, 4)).Ask("Range: bytes=0-4").trace.store, StoreRule::PARTS);
    EXPECT_EQ(script.Cache().Count(), 0u);
}

TEST(HttpCache, ContentWithoutALengthIsAsLongAsItCame)
{
    CacheScript script;
    NextAnswer answer{{200, FieldsOf(FRESH_TAGGED)}, WHOLE};
    script.Serve(answer).Ask();
    EXPECT_EQ(script.Ask().body, WHOLE);
    EXPECT_EQ(script.Ask("Range: bytes=-2").body, "89");
}

TEST(HttpCache, StatusesWithoutContentAreWholeWithoutAny)
{
    CacheScript script;
    script.Serve(NextAnswer{{204, FieldsOf("Cache-Control: max-age=60\nContent-Length: 5")}}).Ask();
    const CacheResult result = script.Ask();
    EXPECT_EQ(result.response.status, 204);
    EXPECT_TRUE(result.whole);
    EXPECT_EQ(result.trace.outcome, CacheOutcome::HIT);
}

TEST(HttpCache, HeadIsAnsweredFromGet)
{
    CacheScript script;
    script.Serve(Answer(FRESH_TAGGED)).Ask();
    Request head = GetWith("");
    head.method = "HEAD";
    const CacheResult result = script.Ask(head);
    EXPECT_EQ(result.trace.outcome, CacheOutcome::HIT);
    EXPECT_EQ(result.body, "");
}

TEST(HttpCache, WhatIsTooLargeIsNotStored)
{
    CacheOptions options = SharedCache();
    options.objectLimit = 5;
    CacheScript script(options);
    script.Serve(Answer(FRESH_TAGGED, "123456"));
    EXPECT_EQ(script.Ask().trace.store, StoreRule::TOO_LARGE);
    script.Serve(NextAnswer{{200, FieldsOf(FRESH_TAGGED)}, "123456"}); // known when it is there
    EXPECT_EQ(script.Ask().trace.store, StoreRule::TOO_LARGE);
    EXPECT_EQ(script.Cache().Count(), 0u);
    options.objectLimit = 100;
    options.memory.capacity = 50; // larger than the store
    CacheScript small(options);
    EXPECT_EQ(small.Serve(Answer(FRESH_TAGGED)).Ask().trace.store, StoreRule::TOO_LARGE);
}

TEST(HttpCache, WhatWasOvertakenDoesNotTakeThePlaceOfWhatCameLater)
{
    HttpCache cache(SharedCache());
    UnderWay slow = Begin(cache, "Cache-Control: max-age=60\nA: old");
    UnderWay quick =
        Begin(cache, "Cache-Control: max-age=60\nA: new", "", CacheScript::START + seconds(1));
    cache.Commit(quick.decision, quick.verdict);
    cache.Commit(slow.decision, slow.verdict);
    EXPECT_EQ(cache.Count(), 1u);
    CacheDecision decision = cache.Decide(GetWith(""), CacheScript::START + seconds(2));
    EXPECT_EQ(decision.stored->response.fields.Combined("A"), "new");
}

TEST(HttpCacheShare, WhoWaitedIsAnsweredByWhatComes)
{
    HttpCache cache(SharedCache());
    CacheDecision waiting = cache.Decide(GetWith("Foo: 1"), CacheScript::START);
    const UnderWay first = Begin(cache, FRESH_TAGGED + "\nVary: Foo", "Foo: 1");
    ASSERT_TRUE(cache.Share(waiting, first.verdict, CacheScript::START));
    EXPECT_EQ(waiting.action, CacheDecision::Action::ANSWER);
    EXPECT_EQ(waiting.trace.outcome, CacheOutcome::COLLAPSED);
    const CachedAnswer answer = cache.Answer(waiting, CacheScript::START);
    first.verdict.stored->content->Write(0, WHOLE);
    EXPECT_EQ(answer.content->Octets(), 10u);
    EXPECT_EQ(FormatCacheStatus("c", waiting.trace), "c; fwd=uri-miss; ttl=60; collapsed");
}

TEST(HttpCacheShare, OnlyWhatTheRulesOfTheStoreAllow)
{
    HttpCache cache(SharedCache());
    const auto shares = [&](const std::string& response,
                            const std::string& asked,
                            CacheMode mode = CacheMode::DEFAULT,
                            const std::string& method = "GET",
                            const std::string& target = "/") {
        Request request = GetWith(asked, target);
        request.method = method;
        CacheDecision waiting = cache.Decide(request, CacheScript::START, mode);
        const UnderWay first = Begin(cache, response, "Foo: 1");
        return cache.Share(waiting, first.verdict, CacheScript::START);
    };
    EXPECT_TRUE(shares(FRESH_TAGGED, ""));
    EXPECT_TRUE(shares(FRESH_TAGGED, "", CacheMode::DEFAULT, "HEAD"));
    EXPECT_FALSE(shares(FRESH_TAGGED + "\nVary: Foo", "Foo: 2"));
    EXPECT_FALSE(shares("Cache-Control: private, max-age=60", ""));
    EXPECT_FALSE(shares("Cache-Control: max-age=0\nETag: \"a\"", ""));
    EXPECT_FALSE(shares("Cache-Control: no-cache, max-age=60\nETag: \"a\"", ""));
    EXPECT_FALSE(shares(FRESH_TAGGED, "Cache-Control: no-cache"));
    EXPECT_FALSE(shares(FRESH_TAGGED, "Cache-Control: no-store"));
    EXPECT_FALSE(shares(FRESH_TAGGED, "If-Match: \"a\""));
    EXPECT_FALSE(shares(FRESH_TAGGED, "", CacheMode::RELOAD));
    EXPECT_FALSE(shares(FRESH_TAGGED, "", CacheMode::DEFAULT, "POST"));
    EXPECT_FALSE(shares(FRESH_TAGGED, "", CacheMode::DEFAULT, "GET", "/b"));
}

TEST(HttpCacheShare, NotWhatBrokeNorWhatWasForOneRequestAlone)
{
    HttpCache cache(SharedCache());
    CacheDecision waiting = cache.Decide(GetWith(""), CacheScript::START);
    UnderWay broken = Begin(cache, FRESH_TAGGED);
    cache.Abandon(broken.decision, broken.verdict);
    EXPECT_FALSE(cache.Share(waiting, broken.verdict, CacheScript::START));

    UnderWay stored = Begin(cache, FRESH_TAGGED);
    cache.Commit(stored.decision, stored.verdict);
    CacheDecision first = cache.Decide(GetWith("Cache-Control: no-cache"), CacheScript::START);
    const CacheVerdict reuse = cache.Receive(first,
                                             {304, FieldsOf("Cache-Control: private, max-age=9")},
                                             CacheScript::START,
                                             CacheScript::START);
    EXPECT_EQ(reuse.action, CacheVerdict::Action::REUSE);
    EXPECT_FALSE(cache.Share(waiting, reuse, CacheScript::START));
}

TEST(HttpCache, PurgedResponsesAreGone)
{
    CacheScript script;
    script.Serve(Answer(FRESH_TAGGED + "\nCache-Tag: news"));
    script.Ask();
    EXPECT_EQ(script.Cache().PurgeTag("news"), 1u);
    script.Ask();
    EXPECT_EQ(script.Cache().Purge("http://a.example/"), 1u);
    EXPECT_EQ(script.Ask().trace.outcome, CacheOutcome::MISS);
    EXPECT_EQ(script.Asked(), 3);
    script.Cache().ClearMemory(); // there is no disk
    EXPECT_EQ(script.Cache().Count(), 0u);
}
