// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-trace.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::seconds;

namespace
{

std::string
Status(const CacheTrace& trace)
{
    return FormatCacheStatus("cdn", trace);
}

CacheScript::Next
Validating(const std::string& fields)
{
    return [fields](const Request& request) {
        return request.fields.Has("If-None-Match") ? Answer(fields, "", 304) : Answer(fields);
    };
}

} // namespace

// RFC 9211 section 2; the examples of section 4 have the same form.
TEST(CacheTrace, CacheStatusTellsTheWayOfARequest)
{
    CacheScript script;
    script.Serve(Validating("Cache-Control: max-age=10, stale-while-revalidate=5\nETag: \"a\""));
    EXPECT_EQ(Status(script.Ask().trace), "cdn; fwd=uri-miss; fwd-status=200; stored");
    script.Wait(seconds(3));
    EXPECT_EQ(Status(script.Ask().trace), "cdn; hit; ttl=7; detail=memory");
    script.Wait(seconds(9));
    EXPECT_EQ(Status(script.Ask().trace), "cdn; hit; ttl=-2; detail=memory");
    script.Wait(seconds(20));
    EXPECT_EQ(Status(script.Ask().trace), "cdn; fwd=stale; fwd-status=304; ttl=10");
    EXPECT_EQ(Status(script.Ask("Cache-Control: no-store").trace),
              "cdn; fwd=request; fwd-status=200");
    EXPECT_EQ(Status(script.Ask(GetWith("Cache-Control: only-if-cached", "/b")).trace), "cdn");
}

TEST(CacheTrace, ASentenceTellsTheRuleAndItsFigures)
{
    CacheScript script;
    script.Serve(Validating("Cache-Control: max-age=10\nETag: \"a\""));
    EXPECT_EQ(
        Explain(script.Ask().trace),
        "Answered by the next server: nothing is stored of this URL; the response is stored.");
    script.Wait(seconds(3));
    EXPECT_EQ(Explain(script.Ask().trace),
              "Answered from memory: its age of 3 s is within the 10 s that max-age gives it.");
    script.Wait(seconds(9));
    EXPECT_EQ(Explain(script.Ask("Cache-Control: max-stale=5").trace),
              "Answered from memory although it is stale: its age of 12 s is not within the 10 s "
              "that max-age gave it, but max-stale of the request takes what is stale by up to 5 "
              "s.");
    EXPECT_EQ(Explain(script.Ask().trace),
              "Answered from the cache after the next server said 304 (Not Modified); it was asked "
              "because what is stored is stale: its age of 12 s is not within the 10 s that "
              "max-age gave it.");
}

TEST(CacheTrace, EveryOutcomeAndRuleHasItsWords)
{
    for (int outcome = 0; outcome <= static_cast<int>(CacheOutcome::REFUSED); ++outcome)
    {
        CacheTrace trace;
        trace.outcome = static_cast<CacheOutcome>(outcome);
        EXPECT_FALSE(CacheOutcomeName(trace.outcome).empty());
        for (int rule = 0; rule <= static_cast<int>(StoreRule::BROKEN); ++rule)
        {
            trace.store = static_cast<StoreRule>(rule);
            const std::string sentence = Explain(trace);
            EXPECT_EQ(sentence.back(), '.') << outcome << " " << rule;
        }
    }
    EXPECT_EQ(ForwardReasonName(ForwardReason::VARY_MISS), "vary-miss");
    EXPECT_EQ(ForwardReasonName(ForwardReason::NONE), "");
}
