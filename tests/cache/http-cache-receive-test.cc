// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::seconds;

namespace
{

constexpr std::string_view STALE_TAGGED = "Cache-Control: max-age=1\nETag: \"a\"\nA: 1";
constexpr std::string_view STALE_DATED =
    "Cache-Control: max-age=1\nLast-Modified: Sun, 06 Nov 1994 08:33:20 GMT\nA: 1";

/** \return the second answer to what was stored and became stale, after which the script goes on
 * with the third */
CacheResult
Revalidated(CacheScript& script, std::string_view stored, std::string_view notModified)
{
    script.Serve(Answer(stored, "first")).Ask();
    script.Wait(seconds(5));
    script.Serve([lines = std::string(notModified)](const Request& request) {
        const bool asks =
            request.fields.Has("If-None-Match") || request.fields.Has("If-Modified-Since");
        return asks ? Answer(lines, "", 304) : Answer("Cache-Control: max-age=60", "second");
    });
    return script.Ask();
}

std::string
FieldOf(const CacheResult& result, std::string_view name)
{
    return result.response.fields.Combined(name);
}

} // namespace

TEST(HttpCacheReceive, A304RenewsTheFieldsThatItBrings)
{
    CacheScript script;
    const CacheResult result =
        Revalidated(script,
                    std::string(STALE_TAGGED) +
                        "\nB: 2\nC: 3\nC: 4\nContent-Encoding: x\nContent-Type: text/plain",
                    "Cache-Control: max-age=60\nETag: \"a\"\nA: 9\nC: 5\nContent-Length: 99\n"
                    "Content-Encoding: y\nContent-Type: text/html\nConnection: E\nE: 1");
    for (const CacheResult& each : {result, script.Ask()})
    {
        EXPECT_EQ(each.body, "first");
        EXPECT_EQ(FieldOf(each, "A"), "9");
        EXPECT_EQ(FieldOf(each, "B"), "2"); // was not brought anew
        EXPECT_EQ(FieldOf(each, "C"), "5");
        EXPECT_EQ(FieldOf(each, "Content-Type"), "text/html");
        // RFC 9111 section 3.2: these are about the octets that are stored.
        EXPECT_EQ(FieldOf(each, "Content-Length"), "5");
        EXPECT_EQ(FieldOf(each, "Content-Encoding"), "x");
        EXPECT_FALSE(each.response.fields.Has("E"));
    }
    EXPECT_EQ(script.Asked(), 2);
}

TEST(HttpCacheReceive, A304WithoutADateCameNow)
{
    CacheScript script;
    const CacheResult result =
        Revalidated(script, STALE_TAGGED, "Cache-Control: max-age=3\nETag: \"a\"");
    EXPECT_EQ(FieldOf(result, "Age"), "0");
    EXPECT_EQ(FieldOf(result, "Date"), "Sun, 06 Nov 1994 08:49:42 GMT");
    EXPECT_EQ(result.trace.timeLeft, seconds(3));
    EXPECT_EQ(script.Ask().trace.outcome, CacheOutcome::HIT);
}

// RFC 9111 section 4.3.4: which 304 is about what is stored.
TEST(HttpCacheReceive, A304NamesWhatItConfirms)
{
    const std::string modified = "Last-Modified: Sun, 06 Nov 1994 08:33:20 GMT";
    const auto confirms = [](std::string_view stored, std::string_view notModified) {
        CacheScript script;
        const CacheResult result = Revalidated(script, stored, notModified);
        EXPECT_EQ(result.body == "first", script.Asked() == 2) << script.History();
        return result.body == "first";
    };
    EXPECT_TRUE(confirms(STALE_TAGGED, "")); // what it was asked about
    EXPECT_TRUE(confirms(STALE_TAGGED, "ETag: W/\"a\""));
    EXPECT_FALSE(confirms(STALE_TAGGED, "ETag: \"b\""));
    EXPECT_TRUE(confirms(STALE_DATED, modified));
    // Whatever date it has: it answers the condition that it was asked (RFC 9110 section 15.4.5).
    EXPECT_TRUE(confirms(STALE_TAGGED, modified));
    EXPECT_TRUE(confirms(STALE_DATED, "Last-Modified: Sun, 06 Nov 1994 08:33:21 GMT"));
    EXPECT_FALSE(confirms(STALE_DATED, "ETag: \"b\""));
    // A Last-Modified long before the Date is a strong validator (RFC 9110 section 8.8.2.2), which
    // holds though the tag is another one.
    EXPECT_TRUE(confirms(STALE_DATED, "ETag: \"b\"\n" + modified));
}

TEST(HttpCacheReceive, AfterA304ThatConfirmsNothingTheModeIsSaidAgain)
{
    HttpCache cache(SharedCache());
    CacheScript script;
    CacheDecision decision = cache.Decide(GetWith(""), script.Now());
    CacheVerdict verdict = cache.Receive(decision,
                                         Answer("Cache-Control: max-age=9\nETag: \"a\"").response,
                                         script.Now(),
                                         script.Now());
    verdict.stored->content->Write(0, "content");
    cache.Commit(decision, verdict);
    decision = cache.Decide(GetWith(""), script.Now(), CacheMode::NO_CACHE);
    EXPECT_EQ(decision.forward.fields.Combined("If-None-Match"), "\"a\"");
    verdict = cache.Receive(decision, {304, FieldsOf("ETag: \"b\"")}, script.Now(), script.Now());
    EXPECT_EQ(verdict.action, CacheVerdict::Action::RETRY);
    EXPECT_FALSE(decision.forward.fields.Has("If-None-Match"));
    EXPECT_EQ(decision.forward.fields.Combined("Cache-Control"), "max-age=0");
}

TEST(HttpCacheReceive, A304ThatMayNotBeStoredAnswersItsOwnRequestAlone)
{
    for (const char* directive : {"private", "no-store"})
    {
        CacheScript script;
        const CacheResult result =
            Revalidated(script,
                        STALE_TAGGED,
                        std::string("ETag: \"a\"\nA: 9\nCache-Control: max-age=60, ") + directive);
        EXPECT_EQ(result.body, "first");
        EXPECT_EQ(FieldOf(result, "A"), "9");
        script.Serve(Answer("ETag: \"a\"", "", 304));
        const CacheResult then = script.Ask();
        EXPECT_EQ(FieldOf(then, "A"), "1");
        EXPECT_EQ(script.Asked(), 3);
    }
}

TEST(HttpCacheReceive, A304ToAuthorizationRenewsNothingForOthers)
{
    CacheScript script;
    script.Serve(Answer(STALE_TAGGED, "first")).Ask();
    script.Wait(seconds(5)).Serve(Answer("ETag: \"a\"\nA: 9", "", 304));
    EXPECT_EQ(FieldOf(script.Ask("Authorization: x"), "A"), "9");
    script.Serve(Answer("ETag: \"a\"", "", 304));
    EXPECT_EQ(FieldOf(script.Ask(), "A"), "1");
}

TEST(HttpCacheReceive, A304ToTheClientsOwnConditionPasses)
{
    CacheScript script;
    script.Serve(Answer("ETag: \"x\"", "", 304));
    const CacheResult result = script.Ask("If-None-Match: \"x\", \"y\"");
    EXPECT_EQ(result.response.status, 304);
    EXPECT_EQ(result.forwarded->fields.Combined("If-None-Match"), "\"x\", \"y\"");
    EXPECT_EQ(script.Cache().Count(), 0u);
}

TEST(HttpCacheReceive, AVaryThatA304ChangesIsAboutItsRequest)
{
    CacheScript script;
    script.Serve(Answer(STALE_TAGGED, "first")).Ask("Foo: 1");
    script.Wait(seconds(5))
        .Serve(Answer("ETag: \"a\"\nVary: Foo\nCache-Control: max-age=60", "", 304));
    EXPECT_EQ(script.Ask("Foo: 2").body, "first");
    EXPECT_EQ(script.Ask("Foo: 2").trace.outcome, CacheOutcome::HIT);
    script.Serve(Answer("", "other"));
    EXPECT_EQ(script.Ask("Foo: 1").body, "other");
}

TEST(HttpCacheReceive, UnsafeMethodsInvalidateTheirUrlUnlessTheyFail)
{
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "M-SEARCH"})
    {
        for (const int status : {200, 204, 303, 404, 500})
        {
            CacheScript script;
            script.Serve(Answer("Cache-Control: max-age=60")).Ask();
            Request unsafe = GetWith("");
            unsafe.method = method;
            script.Serve(Answer("", "", status)).Ask(unsafe);
            script.Serve(Answer("", "new"));
            EXPECT_EQ(script.Ask().body == "new", status < 400) << method << status;
        }
    }
}

TEST(HttpCacheReceive, SafeMethodsInvalidateNothing)
{
    CacheScript script;
    script.Serve(Answer("Cache-Control: max-age=60")).Ask();
    Request options = GetWith("");
    options.method = "OPTIONS";
    script.Serve(Answer("", "new")).Ask(options);
    EXPECT_EQ(script.Ask().body, "content");
}

TEST(HttpCacheReceive, LocationsOfTheSameOriginAreInvalidatedToo)
{
    const auto invalidates = [](const std::string& field) {
        CacheScript script;
        script.Serve(Answer("Cache-Control: max-age=60")).Ask(GetWith("", "/dir/b?c"));
        Request post = GetWith("", "/dir/a");
        post.method = "POST";
        script.Serve(Answer(field, "", 201)).Ask(post);
        script.Serve(Answer("", "new"));
        return script.Ask(GetWith("", "/dir/b?c")).body == "new";
    };
    EXPECT_TRUE(invalidates("Location: /dir/b?c"));
    EXPECT_TRUE(invalidates("Location: b?c#d"));
    EXPECT_TRUE(invalidates("Content-Location: ../dir/b?c"));
    EXPECT_TRUE(invalidates("Content-Location: HTTP://A.example:80/dir/b?c"));
    EXPECT_TRUE(invalidates("Location: //a.example/dir/b?c"));
    EXPECT_FALSE(invalidates("Location: http://b.example/dir/b?c"));
    EXPECT_FALSE(invalidates("Location: https://a.example/dir/b?c"));
    EXPECT_FALSE(invalidates("Location: //dir/b?c"));
    EXPECT_FALSE(invalidates("Location: /dir/b"));
}

TEST(HttpCacheReceive, APostWithItsOwnContentLocationAnswersGet)
{
    const auto stored = [](const std::string& fields) {
        CacheScript script;
        Request post = GetWith("");
        post.method = "POST";
        script.Serve(Answer(fields)).Ask(post);
        return script.Ask().trace.outcome == CacheOutcome::HIT;
    };
    EXPECT_TRUE(stored("Cache-Control: max-age=60\nContent-Location: /"));
    EXPECT_TRUE(stored("Cache-Control: max-age=60\nContent-Location: http://a.example/"));
    EXPECT_FALSE(stored("Cache-Control: max-age=60\nContent-Location: /b"));
    EXPECT_FALSE(stored("Cache-Control: max-age=60"));
    EXPECT_FALSE(stored("Last-Modified: Sun, 06 Nov 1994 08:33:20 GMT\nContent-Location: /"));
}

// RFC 9111 section 4.3.5
TEST(HttpCacheReceive, AHeadRenewsOrInvalidates)
{
    const auto ask = [](const std::string& head, int status = 200) {
        CacheScript script;
        script.Serve(Answer(STALE_TAGGED, "first")).Ask();
        script.Wait(seconds(5));
        Request request = GetWith("");
        request.method = "HEAD";
        NextAnswer answer{{status, FieldsOf(head)}};
        script.Serve(answer).Ask(request);
        script.Serve(Answer("", "second"));
        return script.Ask();
    };
    const std::string modified = "Last-Modified: Sun, 06 Nov 1994 08:33:20 GMT";
    EXPECT_EQ(ask("Cache-Control: max-age=60\nA: 9").body, "first");
    EXPECT_EQ(FieldOf(ask("Cache-Control: max-age=60\nA: 9"), "A"), "9");
    EXPECT_EQ(ask("Cache-Control: max-age=60\nETag: \"b\"").body, "second");
    EXPECT_EQ(ask("Cache-Control: max-age=60\n" + modified).body, "second"); // there was none
    EXPECT_EQ(ask("Cache-Control: max-age=60\nContent-Length: 6").body, "second");
    EXPECT_EQ(ask("Cache-Control: max-age=60\nContent-Length: 5").body, "first");
    EXPECT_EQ(ask("Cache-Control: max-age=60, private").body, "second");
    EXPECT_EQ(ask("Cache-Control: max-age=60", 410).body, "second");
}

TEST(HttpCacheReceive, AFailureIsHiddenWhereStaleIfErrorAllowsIt)
{
    const auto ask = [](const std::string& directives,
                        std::optional<NextAnswer> failure,
                        std::string_view fields = "") {
        CacheScript script;
        script.Serve(Answer("ETag: \"a\"\nCache-Control: max-age=1" + directives)).Ask();
        script.Wait(seconds(5));
        script.Serve([failure](const Request&) { return failure; });
        return script.Ask(fields).response.status;
    };
    const std::string allowed = ", stale-if-error=60";
    EXPECT_EQ(ask(allowed, Answer("", "", 503)), 200);
    EXPECT_EQ(ask(allowed, std::nullopt), 200);
    EXPECT_EQ(ask(allowed, Answer("", "", 404)), 404);
    EXPECT_EQ(ask(allowed, Answer("", "", 501)), 501);
    EXPECT_EQ(ask("", Answer("", "", 503)), 503);
    EXPECT_EQ(ask("", std::nullopt), 502);
    EXPECT_EQ(ask(", stale-if-error=4", Answer("", "", 503)), 503); // 4 s past its lifetime
    EXPECT_EQ(ask(", stale-if-error=5", Answer("", "", 503)), 200);
    EXPECT_EQ(ask("", Answer("", "", 503), "Cache-Control: stale-if-error=60"), 200);
    EXPECT_EQ(ask(allowed + ", must-revalidate", Answer("", "", 503)), 503);
    EXPECT_EQ(ask(allowed + ", no-cache", Answer("", "", 503)), 503);
    EXPECT_EQ(ask(allowed + ", proxy-revalidate", std::nullopt), 502);
    EXPECT_EQ(ask(allowed, Answer("", "", 503), "Cache-Control: no-cache"), 503);
}
