// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-trace.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::microseconds;
using std::chrono::milliseconds;
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

/** \return what the sentence says of age and lifetime */
std::string
AgeClause(LifetimeSource source, Nanoseconds lifetime, Nanoseconds age)
{
    CacheTrace trace;
    trace.outcome = CacheOutcome::STALE;
    trace.detail = "so";
    trace.source = source;
    trace.lifetime = lifetime;
    trace.age = age;
    const std::string before = "Answered from the cache although it is stale: ";
    const std::string after = ", but so.";
    const std::string sentence = Explain(trace);
    EXPECT_EQ(sentence.substr(0, before.size()), before);
    return sentence.substr(before.size(), sentence.size() - before.size() - after.size());
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

TEST(CacheTrace, ASentenceHasMillisecondsAtMost)
{
    EXPECT_EQ(AgeClause(LifetimeSource::MAX_AGE, seconds(60), Nanoseconds(64387193088)),
              "its age of 64.387 s is not within the 60 s that max-age gave it");
    EXPECT_EQ(AgeClause(LifetimeSource::OVERRIDE, milliseconds(1500), milliseconds(1500)),
              "its age of 1.5 s is not within the 1.5 s that the cache's own configuration gave "
              "it");
    EXPECT_EQ(AgeClause(LifetimeSource::S_MAXAGE, seconds(1), Nanoseconds(999999999)),
              "its age of 0.999 s is within the 1 s that s-maxage gives it");
    // What is fresh must not look as old as it may get.
    EXPECT_EQ(AgeClause(LifetimeSource::HEURISTIC, microseconds(1200), microseconds(1100)),
              "its age of 0.001 s is within the 0.002 s that the time since Last-Modified gives "
              "it");
}

TEST(CacheTrace, ASentenceTellsWhatWasStaleAtOnce)
{
    EXPECT_EQ(AgeClause(LifetimeSource::EXPIRES, seconds(-316224000), milliseconds(64387)),
              "Expires had passed already when the response was made");
    EXPECT_EQ(AgeClause(LifetimeSource::EXPIRES, seconds(0), seconds(3)),
              "Expires gave it no time to be fresh");
    EXPECT_EQ(AgeClause(LifetimeSource::MAX_AGE, seconds(0), seconds(3)),
              "max-age=0 gave it no time to be fresh");
    EXPECT_EQ(AgeClause(LifetimeSource::S_MAXAGE, seconds(0), seconds(3)),
              "s-maxage=0 gave it no time to be fresh");
    EXPECT_EQ(AgeClause(LifetimeSource::OVERRIDE, seconds(0), seconds(3)),
              "the cache's own configuration gave it no time to be fresh");
}

TEST(CacheTrace, ASentenceTellsWhatTheRequestWants)
{
    CacheScript script;
    script.Serve(Validating("Cache-Control: max-age=10\nETag: \"a\""));
    script.Ask();
    script.Wait(seconds(3));
    const std::string asked = "Answered from the cache after the next server said 304 (Not "
                              "Modified); it was asked because the request ";
    EXPECT_EQ(Explain(script.Ask("Cache-Control: max-age=2").trace),
              asked + "wants nothing older than 2 s.");
    EXPECT_EQ(Explain(script.Ask("Cache-Control: max-age=0").trace), asked + "said max-age=0.");
}

// Back and forward take a response that says no-cache as it is; its age would not be the reason,
// for RFC 9111 section 5.2.2.4 has even a fresh one validated before each use.
TEST(CacheTrace, ASentenceTellsThatTheNavigationTakesWhatWouldBeValidated)
{
    const auto why = [](const std::string& stored, const std::string& asked, int later) {
        CacheScript script(PrivateCache());
        script.Serve(Validating("Cache-Control: max-age=10" + stored + "\nETag: \"a\"")).Ask();
        script.Wait(seconds(later));
        const CacheResult back = script.Ask(GetWith(asked), CacheMode::FORCE_CACHE);
        EXPECT_EQ(script.Asked(), 1);
        EXPECT_EQ(back.trace.forward, ForwardReason::NONE);
        return Explain(back.trace);
    };
    const std::string taken = "Answered from memory: this navigation takes what is stored.";
    EXPECT_EQ(why(", no-cache", "", 3), taken);
    EXPECT_EQ(why("", "Cache-Control: no-cache", 3), taken);
    EXPECT_EQ(why("", "Cache-Control: max-age=1", 3), taken);
    EXPECT_EQ(why("", "", 3),
              "Answered from memory: its age of 3 s is within the 10 s that max-age gives it.");
    EXPECT_EQ(why(", no-cache", "", 12),
              "Answered from memory although it is stale: its age of 12 s is not within the 10 s "
              "that max-age gave it, but this navigation takes what is stored.");
}

// Ten years before Date, as some servers have it.
TEST(CacheTrace, AWholeSentenceAboutAnExpiresLongPast)
{
    CacheScript script;
    script.Serve(Validating("Date: Sun, 06 Nov 1994 08:49:37 GMT\n"
                            "Expires: Tue, 06 Nov 1984 08:49:37 GMT\nETag: \"a\""));
    script.Ask();
    script.Wait(Nanoseconds(64387193088));
    EXPECT_EQ(Explain(script.Ask().trace),
              "Answered from the cache after the next server said 304 (Not Modified); it was asked "
              "because what is stored is stale: Expires had passed already when the response was "
              "made.");
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
