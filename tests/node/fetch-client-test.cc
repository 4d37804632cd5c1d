// SPDX-License-Identifier: GPL-2.0-only
#include "node/fetch-client.h"

#include "net/network.h"
#include "node/load-bench.h"
#include "node/scripted-origin.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pagewire
{
namespace
{

using test::FastLink;

template <typename Record>
void
Keep(std::vector<Record>* list, const Record& record)
{
    list->push_back(record);
}

/** A client and a scripted origin that has two names, 10 ms apart. */
class Bench
{
  public:
    explicit Bench(OriginScript script, const std::string& protocol = "h11")
        : network(std::make_unique<Network>(std::vector{FastLink(ns3::MilliSeconds(10))}, 1)),
          client(ns3::CreateObject<FetchClient>()),
          origin(ns3::CreateObject<ScriptedOrigin>())
    {
        network->AddHost("a.example", 1);
        network->AddHost("b.example", 1);
        origin->SetScript([this, script](const Request& request, std::string_view content) {
            requests.push_back(request);
            contents.emplace_back(content);
            return script(request, content);
        });
        client->SetResolver([this](const std::string& name) { return network->Resolve(name); });
        client->SetAttribute("Protocol", ns3::StringValue(protocol));
        EXPECT_TRUE(client->TraceConnectWithoutContext(
            "ResponseComplete",
            ns3::MakeBoundCallback(&Keep<RequestRecord>, &complete)));
        EXPECT_TRUE(client->TraceConnectWithoutContext(
            "ConnectionOpened",
            ns3::MakeBoundCallback(&Keep<ConnectionRecord>, &opened)));
        network->GetNode(0)->AddApplication(client);
        network->GetNode(1)->AddApplication(origin);
    }

    ~Bench()
    {
        client->Finish();
        origin->Finish();
        client = nullptr;
        origin = nullptr;
        network.reset();
        ns3::Simulator::Destroy();
    }

    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    /** Makes the request at this moment. */
    void Send(const FetchRequest& request, ns3::Time at = ns3::Seconds(1))
    {
        ns3::Simulator::Schedule(at, [this, request] {
            client->Send(request, [this](const FetchResult& result) { results.push_back(result); });
        });
    }

    void Run()
    {
        ns3::Simulator::Stop(ns3::Seconds(1000));
        ns3::Simulator::Run();
    }

    /** Makes it alone. \return what came of it */
    FetchResult Converse(const FetchRequest& request)
    {
        Send(request);
        Run();
        EXPECT_EQ(results.size(), 1u);
        return results.empty() ? FetchResult() : results.front();
    }

    std::unique_ptr<Network> network;
    ns3::Ptr<FetchClient> client;
    ns3::Ptr<ScriptedOrigin> origin;
    std::vector<Request> requests;
    std::vector<std::string> contents;
    std::vector<FetchResult> results;
    std::vector<RequestRecord> complete;
    std::vector<ConnectionRecord> opened;
};

FetchRequest
Get(const std::string& url)
{
    FetchRequest request;
    request.url = ParseUrl(url);
    return request;
}

ScriptedAnswer
TextAnswer(const std::string& text)
{
    return {{200, {{"Content-Type", "text/plain"}}}, text};
}

ScriptedAnswer
RedirectAnswer(int status, const std::string& location)
{
    return {{status, {{"Location", location}}}};
}

class FetchClientVersions : public testing::TestWithParam<const char*>
{};

TEST_P(FetchClientVersions, SendsWhatIsAskedAndHearsTheWholeResponse)
{
    Bench bench(
        [](const Request&, std::string_view) {
            ScriptedAnswer answer = TextAnswer("hello");
            answer.response.status = 201;
            answer.interim = {{103, {{"Link", "</a>"}}}};
            answer.trailers = {{"T", "1"}};
            return answer;
        },
        GetParam());
    FetchRequest request = Get("http://a.example/x?y");
    request.method = "POST";
    request.fields.Add("A", "1");
    request.content = "content";
    const FetchResult result = bench.Converse(request);
    EXPECT_EQ(result.failure, "");
    EXPECT_EQ(result.response.status, 201);
    EXPECT_EQ(result.content, "hello");
    ASSERT_EQ(result.interim.size(), 1u);
    EXPECT_EQ(result.interim.front().status, 103);
    EXPECT_EQ(result.trailers.Find("T"), "1");
    ASSERT_EQ(bench.requests.size(), 1u);
    EXPECT_EQ(bench.requests.front().method, "POST");
    EXPECT_EQ(bench.requests.front().target, "/x?y");
    EXPECT_EQ(bench.requests.front().fields.Find("A"), "1");
    EXPECT_EQ(bench.requests.front().fields.Find("Accept"), "*/*");
    EXPECT_EQ(bench.contents.front(), "content");
}

INSTANTIATE_TEST_SUITE_P(Versions, FetchClientVersions, testing::Values("h11", "h2"));

TEST(FetchClient, KeepsConnectionsBetweenRequests)
{
    Bench bench([](const Request&, std::string_view) { return TextAnswer("x"); });
    bench.Send(Get("http://a.example/1"), ns3::Seconds(1));
    bench.Send(Get("http://a.example/2"), ns3::Seconds(5));
    bench.Run();
    ASSERT_EQ(bench.complete.size(), 2u);
    EXPECT_EQ(bench.opened.size(), 1u);
    // Two round trips of 20 ms with the handshake of TCP, and one without.
    EXPECT_NEAR((*bench.complete[0].end - ns3::Seconds(1)).ToDouble(ns3::Time::MS), 40, 0.1);
    EXPECT_NEAR((*bench.complete[1].end - ns3::Seconds(5)).ToDouble(ns3::Time::MS), 20, 0.1);
}

TEST(FetchClient, PausesComeOutInTheTime)
{
    Bench bench([](const Request&, std::string_view) {
        ScriptedAnswer answer = TextAnswer("x");
        answer.pause = ns3::Seconds(5);
        return answer;
    });
    bench.Converse(Get("http://a.example/"));
    EXPECT_NEAR((*bench.complete[0].end - ns3::Seconds(1)).ToDouble(ns3::Time::MS), 5040, 0.1);
}

// Fetch Standard, HTTP-redirect fetch: POST becomes GET at 301, 302 and 303, any method but GET and
// HEAD at 303, none at 307 and 308.
TEST(FetchClient, FollowsRedirectsWithTheMethodThatTheStandardWants)
{
    struct Case
    {
        const char* method;
        int status;
        const char* second;
    };

    for (const Case& one : {Case{"POST", 301, "GET"},
                            Case{"POST", 302, "GET"},
                            Case{"POST", 303, "GET"},
                            Case{"PUT", 302, "PUT"},
                            Case{"PUT", 303, "GET"},
                            Case{"HEAD", 303, "HEAD"},
                            Case{"POST", 307, "POST"},
                            Case{"POST", 308, "POST"}})
    {
        Bench bench([&](const Request& request, std::string_view) {
            return request.target == "/2" ? TextAnswer("there") : RedirectAnswer(one.status, "2");
        });
        FetchRequest request = Get("http://a.example/1");
        request.method = one.method;
        request.content = request.method == "HEAD" ? "" : "content";
        request.fields.Add("Content-Type", "text/plain");
        const FetchResult result = bench.Converse(request);
        EXPECT_EQ(result.redirects, 1u);
        EXPECT_EQ(result.url.Text(), "http://a.example/2");
        EXPECT_EQ(result.response.status, 200);
        ASSERT_EQ(bench.requests.size(), 2u);
        const bool same = bench.requests[0].method == bench.requests[1].method;
        EXPECT_EQ(bench.requests[1].method, one.second) << one.method << one.status;
        EXPECT_EQ(bench.contents[1], same ? request.content : "") << one.method << one.status;
        EXPECT_EQ(bench.requests[1].fields.Has("Content-Type"), same) << one.method << one.status;
    }
}

TEST(FetchClient, DoesNotTellAnotherOriginTheAuthorization)
{
    Bench bench([](const Request& request, std::string_view) {
        return request.authority == "a.example" && request.target == "/1"
                 ? RedirectAnswer(302, "/2")
             : request.authority == "a.example" ? RedirectAnswer(302, "http://b.example/")
                                                : TextAnswer("x");
    });
    FetchRequest request = Get("http://a.example/1");
    request.fields.Add("Authorization", "secret");
    bench.Converse(request);
    ASSERT_EQ(bench.requests.size(), 3u);
    EXPECT_TRUE(bench.requests[1].fields.Has("Authorization"));
    EXPECT_FALSE(bench.requests[2].fields.Has("Authorization"));
}

TEST(FetchClient, GivesUpAfterTwentyRedirects)
{
    Bench bench([](const Request&, std::string_view) { return RedirectAnswer(302, "/"); });
    EXPECT_EQ(bench.Converse(Get("http://a.example/")).failure, "redirected too often");
    EXPECT_EQ(bench.requests.size(), 21u);
}

TEST(FetchClient, DoesWithARedirectWhatIsAsked)
{
    const auto script = [](const Request&, std::string_view) {
        return RedirectAnswer(302, "http://b.example/");
    };
    FetchRequest manual = Get("http://a.example/");
    manual.redirect = FetchRedirect::MANUAL;
    const FetchResult result = Bench(script).Converse(manual);
    EXPECT_EQ(result.failure, "");
    EXPECT_EQ(result.response.status, 302);
    FetchRequest error = Get("http://a.example/");
    error.redirect = FetchRedirect::ERROR;
    EXPECT_EQ(Bench(script).Converse(error).failure, "redirected");
    FetchRequest same = Get("http://a.example/");
    same.mode = FetchMode::SAME_ORIGIN;
    EXPECT_EQ(Bench(script).Converse(same).failure, "redirected to another origin");
}

// Fetch Standard, HTTP-network-or-cache fetch.
TEST(FetchClient, TellsCachesOnTheWayItsMode)
{
    const auto fields = [](CacheMode mode) {
        Bench bench([](const Request&, std::string_view) { return TextAnswer("x"); });
        FetchRequest request = Get("http://a.example/");
        request.cache = mode;
        bench.Converse(request);
        const HeaderFields& sent = bench.requests.at(0).fields;
        return sent.Combined("Cache-Control") + "|" + sent.Combined("Pragma");
    };
    EXPECT_EQ(fields(CacheMode::DEFAULT), "|");
    EXPECT_EQ(fields(CacheMode::FORCE_CACHE), "|");
    EXPECT_EQ(fields(CacheMode::NO_CACHE), "max-age=0|");
    EXPECT_EQ(fields(CacheMode::NO_STORE), "no-cache|no-cache");
    EXPECT_EQ(fields(CacheMode::RELOAD), "no-cache|no-cache");
}

TEST(FetchClient, RefusesWhatTheStandardRefuses)
{
    Bench bench([](const Request&, std::string_view) { return TextAnswer("x"); });
    FetchRequest cached = Get("http://a.example/");
    cached.cache = CacheMode::ONLY_IF_CACHED;
    bench.Send(cached);
    FetchRequest put = Get("http://a.example/");
    put.method = "PUT";
    put.mode = FetchMode::NO_CORS;
    bench.Send(put);
    bench.Run();
    ASSERT_EQ(bench.results.size(), 2u);
    EXPECT_EQ(bench.results[0].failure, "not in the cache");
    EXPECT_EQ(bench.results[1].failure, "the mode no-cors has no PUT");
    EXPECT_TRUE(bench.requests.empty());
}

TEST(FetchClient, HasACacheThatItsModesLookAt)
{
    Bench bench([](const Request&, std::string_view) {
        ScriptedAnswer answer = TextAnswer("stored");
        answer.response.fields.Add("Cache-Control", "max-age=60");
        answer.response.fields.Add("ETag", "\"1\"");
        return answer;
    });
    bench.client->SetAttribute("Cache", ns3::BooleanValue(true));
    const auto send = [&](CacheMode mode, int second, const std::string& url) {
        FetchRequest request = Get(url);
        request.cache = mode;
        bench.Send(request, ns3::Seconds(second));
    };
    send(CacheMode::ONLY_IF_CACHED, 1, "http://a.example/");
    send(CacheMode::DEFAULT, 2, "http://a.example/");
    send(CacheMode::DEFAULT, 5, "http://a.example/");
    send(CacheMode::ONLY_IF_CACHED, 6, "http://a.example/");
    send(CacheMode::NO_CACHE, 7, "http://a.example/");
    send(CacheMode::RELOAD, 8, "http://a.example/");
    bench.Run();
    ASSERT_EQ(bench.results.size(), 6u);
    EXPECT_EQ(bench.results[0].failure, "not in the cache");
    for (std::size_t i = 1; i < 6; ++i)
    {
        EXPECT_EQ(bench.results[i].failure, "");
        EXPECT_EQ(bench.results[i].content, "stored");
    }
    ASSERT_TRUE(bench.results[1].cache && bench.results[2].cache);
    EXPECT_EQ(bench.results[1].cache->outcome, CacheOutcome::MISS);
    EXPECT_EQ(bench.results[2].cache->outcome, CacheOutcome::HIT);
    // Sent at 2.02 s, received at 2.04 s: 2.96 s in the store and 0.02 s on the way make 2.98 s.
    EXPECT_EQ(bench.results[2].response.fields.Combined("Age"), "2");
    ASSERT_EQ(bench.requests.size(), 3u);
    EXPECT_EQ(bench.requests[1].fields.Combined("If-None-Match"), "\"1\"");
    EXPECT_EQ(bench.requests[1].fields.Combined("Cache-Control"), "max-age=0");
    EXPECT_FALSE(bench.requests[2].fields.Has("If-None-Match"));
    EXPECT_EQ(bench.requests[2].fields.Combined("Cache-Control"), "no-cache");
}

TEST(FetchClient, AConditionOfItsOwnGoesPastTheCache)
{
    Bench bench([](const Request& request, std::string_view) {
        ScriptedAnswer answer = TextAnswer("x");
        answer.response.fields.Add("Cache-Control", "max-age=60");
        return request.fields.Has("If-None-Match") ? ScriptedAnswer{{304, {}}} : answer;
    });
    bench.client->SetAttribute("Cache", ns3::BooleanValue(true));
    bench.Send(Get("http://a.example/"), ns3::Seconds(1));
    FetchRequest conditional = Get("http://a.example/");
    conditional.fields.Add("If-None-Match", "\"1\"");
    bench.Send(conditional, ns3::Seconds(2));
    bench.Run();
    ASSERT_EQ(bench.results.size(), 2u);
    EXPECT_EQ(bench.results[1].response.status, 304) << "as the script wants to see it";
    EXPECT_EQ(bench.requests.size(), 2u);
}

TEST(FetchClient, SeesTheResponseBreakOff)
{
    for (const char* protocol : {"h11", "h2"})
    {
        Bench bench(
            [](const Request&, std::string_view) {
                ScriptedAnswer answer = TextAnswer("0123456789");
                answer.disconnectAfter = 4;
                return answer;
            },
            protocol);
        bench.client->SetAttribute("MaxAttempts", ns3::UintegerValue(1));
        const FetchResult result = bench.Converse(Get("http://a.example/"));
        EXPECT_NE(result.failure, "") << protocol;
        EXPECT_EQ(result.response.status, 200) << protocol;
        EXPECT_EQ(result.content, "0123") << protocol;
    }
}

TEST(FetchClient, AsksAgainWhereNoAnswerCameAtAll)
{
    int asked = 0;
    Bench bench([&](const Request&, std::string_view) {
        ScriptedAnswer answer = TextAnswer("x");
        if (++asked < 3)
        {
            answer.disconnectAfter = 0;
        }
        return answer;
    });
    const FetchResult result = bench.Converse(Get("http://a.example/"));
    EXPECT_EQ(result.failure, "");
    EXPECT_EQ(result.content, "x");
    EXPECT_EQ(bench.complete.at(0).attempts, 3u);
}

TEST(FetchClient, StoppingFailsWhatIsInProgress)
{
    Bench bench([](const Request&, std::string_view) {
        ScriptedAnswer answer = TextAnswer("x");
        answer.pause = ns3::Seconds(100);
        return answer;
    });
    bench.client->SetStopTime(ns3::Seconds(2));
    EXPECT_EQ(bench.Converse(Get("http://a.example/")).failure, "stopped");
}

TEST(FetchClient, TheEndOfTheSimulationIsReportedButCallsNobodyBack)
{
    std::vector<RequestRecord> complete;
    {
        Bench bench([](const Request&, std::string_view) {
            ScriptedAnswer answer = TextAnswer("x");
            answer.pause = ns3::Seconds(2000);
            return answer;
        });
        bench.client->SetAttribute("Silence", ns3::TimeValue(ns3::Time(0)));
        bench.Send(Get("http://a.example/"));
        bench.Run();
        bench.client->Finish();
        EXPECT_TRUE(bench.results.empty());
        complete = bench.complete;
    }
    ASSERT_EQ(complete.size(), 1u);
    EXPECT_EQ(complete.front().status, RequestStatus::TIMEOUT);
}

} // namespace
} // namespace pagewire
