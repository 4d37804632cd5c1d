// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::seconds;

namespace
{

/** \return what the next server is asked once what came for the first request is stale */
Request
Validation(std::string_view stored, std::string_view first = "", std::string_view second = "")
{
    CacheScript script;
    script.Serve(Answer("Cache-Control: max-age=1\n" + std::string(stored))).Ask(first);
    script.Wait(seconds(5));
    return script.Ask(second).forwarded.value();
}

/** A cache with two variants of Foo, "one" and "two", their tags the same as their bodies. */
void
StoreVariants(CacheScript& script)
{
    for (const std::string value : {"one", "two"})
    {
        script.Serve(
            Answer("Cache-Control: max-age=60\nVary: Foo\nETag: \"" + value + "\"", value));
        script.Ask("Foo: " + value);
    }
}

} // namespace

TEST(HttpCacheLookup, ValidatesByTheStoredValidatorsAsTheyCame)
{
    for (const char* tag : {"\"abc\"", "W/\"abc\"", "abc", "w/\"abc\"", "\"\xe9\"", "\"\""})
    {
        const Request request = Validation("ETag: " + std::string(tag));
        EXPECT_EQ(request.fields.Combined("If-None-Match"), tag);
        EXPECT_FALSE(request.fields.Has("If-Modified-Since"));
    }
    const Request dated = Validation("Last-Modified: Sunday, 06-Nov-94 08:33:20 GMT");
    EXPECT_EQ(dated.fields.Combined("If-Modified-Since"), "Sunday, 06-Nov-94 08:33:20 GMT");
    EXPECT_FALSE(dated.fields.Has("If-None-Match"));
}

TEST(HttpCacheLookup, ValidationTakesThePlaceOfTheClientsConditions)
{
    const Request request = Validation(
        "ETag: \"a\"\nVary: Foo",
        "Foo: 1",
        "Foo: 1\nIf-None-Match: \"x\"\nIf-Modified-Since: Sun, 06 Nov 1994 08:33:20 GMT");
    EXPECT_EQ(request.fields.Combined("If-None-Match"), "\"a\"");
    EXPECT_FALSE(request.fields.Has("If-Modified-Since"));
    EXPECT_EQ(request.fields.Combined("Foo"), "1");
}

TEST(HttpCacheLookup, WithoutValidatorsTheClientsConditionsStay)
{
    const Request request = Validation("A: 1", "", "If-None-Match: \"x\"");
    EXPECT_EQ(request.fields.Combined("If-None-Match"), "\"x\"");
}

TEST(HttpCacheLookup, TheClientsConditionsAreAnsweredFromTheStore)
{
    const char* const stored =
        "Cache-Control: max-age=60\nETag: \"a\"\nLast-Modified: Sun, 06 Nov 1994 08:33:20 GMT";
    const auto ask = [&](std::string_view condition, std::string_view fields) {
        CacheScript script;
        script.Serve(Answer(fields)).Ask();
        return script.Ask(condition).response.status;
    };
    EXPECT_EQ(ask("If-None-Match: \"a\"", stored), 304);
    EXPECT_EQ(ask("If-None-Match: W/\"a\"", stored), 304);
    EXPECT_EQ(ask("If-None-Match: \"x\", \"a\" , \"y\"", stored), 304);
    EXPECT_EQ(ask("If-None-Match: \"x\"\nIf-None-Match: \"a\"", stored), 304);
    EXPECT_EQ(ask("If-None-Match: *", stored), 304);
    EXPECT_EQ(ask("If-None-Match: \"x\"", stored), 200);
    EXPECT_EQ(ask("If-None-Match: a", stored), 200);
    EXPECT_EQ(ask("If-Modified-Since: Sun, 06 Nov 1994 08:33:20 GMT", stored), 304);
    EXPECT_EQ(ask("If-Modified-Since: Sunday, 06-Nov-94 08:40:00 GMT", stored), 304);
    EXPECT_EQ(ask("If-Modified-Since: Sun, 06 Nov 1994 08:33:19 GMT", stored), 200);
    // RFC 9110 section 13.2.2: If-None-Match alone counts where there is one.
    const std::string both = "\nIf-Modified-Since: Sun, 06 Nov 1994 08:33:20 GMT";
    EXPECT_EQ(ask("If-None-Match: \"x\"" + both, stored), 200);
    EXPECT_EQ(ask("If-None-Match: abc", "Cache-Control: max-age=60\nETag: abc"), 304);
    EXPECT_EQ(ask("If-None-Match: \"\xe9\"", "Cache-Control: max-age=60\nETag: \"\xe9\""), 304);
}

TEST(HttpCacheLookup, SeveralVariantsAreAskedAboutByTheirTags)
{
    CacheScript script;
    StoreVariants(script);
    script.Serve(Answer("ETag: \"one\"\nCache-Control: max-age=60", "", 304));
    const CacheResult result = script.Ask("Foo: three");
    EXPECT_EQ(result.forwarded->fields.Combined("If-None-Match"), "\"two\", \"one\"");
    EXPECT_EQ(result.body, "one");
    EXPECT_EQ(result.trace.outcome, CacheOutcome::REVALIDATED);
    // It is stored for such requests, too, and for those that it was for before.
    EXPECT_EQ(script.Ask("Foo: three").body, "one");
    EXPECT_EQ(script.Ask("Foo: one").body, "one");
    EXPECT_EQ(script.Ask("Foo: two").body, "two");
    EXPECT_EQ(script.Asked(), 3);
}

TEST(HttpCacheLookup, A304ThatNamesNoVariantConfirmsNone)
{
    CacheScript script;
    StoreVariants(script);
    script.Serve([](const Request& request) {
        return request.fields.Has("If-None-Match") ? Answer("", "", 304) : Answer("", "third");
    });
    EXPECT_EQ(script.Ask("Foo: three").body, "third");
}

TEST(HttpCacheLookup, ASingleVariantForOtherRequestsIsNotAskedAbout)
{
    EXPECT_FALSE(
        Validation("ETag: \"a\"\nVary: Foo", "Foo: 1", "Foo: 2").fields.Has("If-None-Match"));
}

TEST(HttpCacheLookup, ValidationInTheBackgroundAsksForAllOfIt)
{
    CacheScript script;
    script.Serve(
        Answer("Cache-Control: max-age=1, stale-while-revalidate=60\nETag: \"a\"", "0123456789"));
    script.Ask();
    script.Wait(seconds(5));
    script.Serve([](const Request& request) {
        EXPECT_FALSE(request.fields.Has("Range"));
        EXPECT_EQ(request.fields.Combined("If-None-Match"), "\"a\"");
        return Answer("Cache-Control: max-age=60", "new");
    });
    const CacheResult stale = script.Ask("Range: bytes=0-1\nIf-None-Match: \"x\"");
    EXPECT_EQ(stale.response.status, 206);
    EXPECT_EQ(stale.body, "01");
    EXPECT_EQ(script.Ask().body, "new");
    EXPECT_EQ(script.Asked(), 2);
}

TEST(HttpCacheLookup, OnlyIfCachedTakesWhatIsStaleWithoutAsking)
{
    CacheScript script;
    script.Serve(Answer("Cache-Control: max-age=1, stale-while-revalidate=60")).Ask();
    script.Wait(seconds(5));
    EXPECT_EQ(script.Ask("Cache-Control: only-if-cached").trace.outcome, CacheOutcome::STALE);
    EXPECT_EQ(script.Asked(), 1);
}

// The Fetch standard's cache modes.
TEST(HttpCacheLookup, ModesOfABrowser)
{
    const auto ask = [](CacheMode mode, int later, const std::string& more = "") {
        CacheScript script(PrivateCache());
        script.Serve(Answer("ETag: \"a\"\nCache-Control: max-age=60" + more)).Ask();
        script.Wait(seconds(later));
        script.Serve(Answer("", "new"));
        return script.Ask(GetWith(""), mode);
    };
    EXPECT_EQ(ask(CacheMode::FORCE_CACHE, 90).trace.outcome, CacheOutcome::STALE);
    EXPECT_EQ(ask(CacheMode::ONLY_IF_CACHED, 90).trace.outcome, CacheOutcome::STALE);
    const CacheResult reload = ask(CacheMode::NO_CACHE, 1);
    EXPECT_EQ(reload.forwarded->fields.Combined("If-None-Match"), "\"a\"");
    EXPECT_EQ(reload.forwarded->fields.Combined("Cache-Control"), "max-age=0");
    // RFC 8246: a reload does not validate what is immutable and fresh.
    EXPECT_EQ(ask(CacheMode::NO_CACHE, 1, ", immutable").trace.outcome, CacheOutcome::HIT);
    EXPECT_EQ(ask(CacheMode::NO_CACHE, 61, ", immutable").trace.outcome, CacheOutcome::UPDATED);
    const CacheResult anew = ask(CacheMode::RELOAD, 1);
    EXPECT_FALSE(anew.forwarded->fields.Has("If-None-Match"));
    EXPECT_EQ(anew.forwarded->fields.Combined("Cache-Control"), "no-cache");
    EXPECT_EQ(ask(CacheMode::NO_STORE, 1).trace.outcome, CacheOutcome::BYPASS);
    CacheScript empty;
    EXPECT_EQ(empty.Ask(GetWith(""), CacheMode::ONLY_IF_CACHED).response.status, 504);
}

TEST(HttpCacheLookup, PartitionsKnowNothingOfEachOther)
{
    CacheScript script(PrivateCache());
    script.Serve(Answer("Cache-Control: max-age=60"));
    script.Ask(GetWith(""), CacheMode::DEFAULT, "https://one.example");
    EXPECT_EQ(script.Ask(GetWith(""), CacheMode::DEFAULT, "https://two.example").trace.outcome,
              CacheOutcome::MISS);
    EXPECT_EQ(script.Ask(GetWith(""), CacheMode::DEFAULT, "https://one.example").trace.outcome,
              CacheOutcome::HIT);
}
