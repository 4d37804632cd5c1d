// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** The pipe of most tests: 10 ms one way, no rate: only round trips take time. */
const ns3::Time RTT = ns3::MilliSeconds(20);

std::string
Pattern(std::size_t size)
{
    std::string text(size, ' ');
    PatternBody(size).Read(text.data(), size);
    return text;
}

} // namespace

TEST(H2Exchange, NObjectsTakeOneRoundTripAfterTheOpening)
{
    H2Rig rig;
    for (int i = 0; i < 9; ++i)
    {
        rig.Get("/" + std::to_string(i));
    }
    rig.Run();
    EXPECT_EQ(rig.clientEars.ready, RTT);
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.started, RTT);
        EXPECT_EQ(answer.sent, RTT);
        EXPECT_EQ(answer.completed, 2 * RTT);
        EXPECT_EQ(answer.response->status, 200);
        EXPECT_EQ(answer.body, Pattern(1000));
    }
    EXPECT_EQ(rig.site.gone, 9);
    EXPECT_EQ(rig.client->Active(), 0u);
}

TEST(H2Exchange, PageThenItsObjectsTakeThreeRoundTrips)
{
    // RTT to open, RTT for the page, RTT for all N objects: 3 RTT, whatever N.
    H2Rig rig;
    Answer& page = rig.Get("/");
    page.onComplete = [&rig] {
        for (int i = 0; i < 40; ++i)
        {
            rig.Get("/object" + std::to_string(i));
        }
    };
    rig.Run();
    EXPECT_EQ(page.completed, 2 * RTT);
    for (std::size_t i = 1; i < rig.answers.size(); ++i)
    {
        EXPECT_EQ(rig.answers[i].completed, 3 * RTT);
    }
    EXPECT_EQ(rig.answers.size(), 41u);
}

TEST(H2Exchange, WithoutSeparationAllOfAMomentLeavesInOneWrite)
{
    H2Options together;
    together.separateMessages = false;
    H2Rig rig({}, together, together);
    rig.Get("/a");
    rig.Get("/b");
    rig.Run();
    ASSERT_GE(rig.clientTap->writes.size(), 1u);
    const std::string& first = rig.clientTap->writes.front();
    EXPECT_EQ(first.substr(0, PREFACE.size()), PREFACE);
    const std::vector<Frame> frames = ParseFrames(first);
    ASSERT_EQ(frames.size(), 4u);
    EXPECT_EQ(frames[0].type, SETTINGS);
    EXPECT_EQ(frames[1].type, SETTINGS); // the acknowledgement: the server's came with the opening
    EXPECT_EQ(frames[2].type, HEADERS);
    EXPECT_EQ(frames[2].stream, 1u);
    EXPECT_EQ(frames[3].stream, 3u);
    // The server's SETTINGS leave before anything came; its two responses share a write.
    EXPECT_EQ(ParseFrames(rig.serverTap->writes.front()).front().type, SETTINGS);
    EXPECT_EQ(CountFrames(ParseFrames(rig.serverTap->writes.at(1)), DATA), 2u);
}

TEST(H2Exchange, FieldsWithoutIndexingRepeatInFull)
{
    for (const bool index : {true, false})
    {
        H2Options server;
        server.indexFields = index;
        H2Rig rig({}, {}, server);
        rig.Get("/a");
        rig.Get("/b");
        rig.Run();
        std::vector<std::size_t> sizes;
        for (const Frame& frame : rig.FromServer())
        {
            if (frame.type == HEADERS)
            {
                sizes.push_back(frame.payload.size());
            }
        }
        ASSERT_EQ(sizes.size(), 2u);
        // The first block begins with the octet that sets the table's size to 0.
        EXPECT_EQ(sizes[1] == sizes[0] - 1, !index) << sizes[0] << ' ' << sizes[1];
    }
}

TEST(H2Exchange, EachMessageLeavesInAWriteOfItsOwn)
{
    H2Rig rig;
    rig.Get("/a");
    rig.Get("/b");
    rig.Run();
    // As Chrome and curl: what opens the connection goes with the first request.
    const std::vector<std::string>& requests = rig.clientTap->writes;
    ASSERT_GE(requests.size(), 2u);
    EXPECT_EQ(requests[0].substr(0, PREFACE.size()), PREFACE);
    EXPECT_EQ(CountFrames(ParseFrames(requests[0]), HEADERS), 1u);
    EXPECT_EQ(CountFrames(ParseFrames(requests[1]), HEADERS), 1u);
    // As nginx: a response's fields and content together, another response by itself.
    const std::vector<std::string>& responses = rig.serverTap->writes;
    ASSERT_GE(responses.size(), 3u);
    for (const std::size_t i : {1u, 2u})
    {
        EXPECT_EQ(CountFrames(ParseFrames(responses[i]), HEADERS), 1u);
        EXPECT_EQ(CountFrames(ParseFrames(responses[i]), DATA), 1u);
    }
}

TEST(H2Exchange, RepeatedHeadersShrinkByHpack)
{
    H2Rig rig;
    Request request;
    request.authority = "www.example.org";
    request.fields.Add("User-Agent", std::string(120, 'u'));
    request.fields.Add("Accept-Language", "en-GB,en;q=0.5");
    request.fields.Add("Cookie",
                       "session=0123456789abcdef0123456789abcdef; theme=dark-as-the-night");
    const Answer& first = rig.Send(request, nullptr);
    const Answer& second = rig.Send(request, nullptr);
    rig.Run();
    EXPECT_GT(first.requestHeaderBytes, 100u);
    // The 9 octets of the frame header and an octet each for the pseudo-header fields and the
    // indexed ones.
    EXPECT_EQ(second.requestHeaderBytes, 9u + 8u);
    EXPECT_LT(second.responseHeaderBytes, 9u + 8u);
    ASSERT_EQ(rig.site.requests.size(), 2u);
    EXPECT_EQ(rig.site.requests[1].fields.Find("user-agent"), std::string(120, 'u'));
    EXPECT_EQ(rig.site.requests[1].fields.Find("cookie"),
              "session=0123456789abcdef0123456789abcdef; theme=dark-as-the-night");
}

TEST(H2Exchange, CountsOctetsAsFramed)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(40000));
    };
    const Answer& answer = rig.Get("/");
    rig.Run();
    // 16384 + 16384 + 7232 octets: three DATA frames.
    EXPECT_EQ(answer.responseBodyBytes, 40000u + 3 * 9);
    std::size_t headers = 0;
    for (const Frame& frame : rig.FromServer())
    {
        headers += frame.type == HEADERS ? 9 + frame.payload.size() : 0;
    }
    EXPECT_EQ(answer.responseHeaderBytes, headers);
    for (const Frame& frame : rig.FromClient())
    {
        if (frame.type == HEADERS)
        {
            EXPECT_EQ(answer.requestHeaderBytes, 9 + frame.payload.size());
        }
    }
}

TEST(H2Exchange, UploadsAndDownloadsWholeBodies)
{
    H2Rig rig;
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        EXPECT_TRUE(exchange.HasBody());
        EXPECT_EQ(exchange.GetRequest().fields.Find("content-length"), "300000");
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] {
            exchange.Respond({201, {}}, std::make_unique<PatternBody>(500000));
        };
    };
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(300000));
    rig.Run();
    EXPECT_EQ(upload.body, Pattern(300000));
    EXPECT_EQ(answer.body, Pattern(500000));
    EXPECT_EQ(answer.response->status, 201);
    EXPECT_EQ(answer.response->fields.Find("content-length"), "500000");
    ASSERT_TRUE(answer.sent);
    EXPECT_GT(*answer.sent, RTT); // the pipe and the windows hold 64 KB at a time
    EXPECT_LE(*answer.sent, *upload.completed - RTT / 2);
}

TEST(H2Exchange, DeferredSourcesResumeAndCarryTrailersBothWays)
{
    H2Rig rig;
    Upload upload;
    DoledBody* down = nullptr;
    rig.site.answer = [&](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        auto body = std::make_unique<DoledBody>();
        down = body.get();
        exchange.Respond({200, {}}, std::move(body));
    };
    auto body = std::make_unique<DoledBody>();
    DoledBody* up = body.get();
    up->trailers.Add("Checksum", "up");
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::move(body));
    using ns3::Simulator;
    const auto at = [](int ms, std::function<void()> what) {
        Simulator::Schedule(ns3::MilliSeconds(ms), std::move(what));
    };
    at(100, [&] { up->Give("one ", false); });
    at(200, [&] { up->Give("two", true); });
    at(300, [&] { down->Give("three ", false); });
    at(400, [&] {
        down->trailers.Add("Checksum", "down");
        down->Give("four", true);
    });
    rig.Run();
    EXPECT_EQ(upload.body, "one two");
    EXPECT_EQ(upload.completed, ns3::MilliSeconds(210));
    EXPECT_EQ(upload.trailers.Find("checksum"), "up");
    EXPECT_EQ(answer.sent, ns3::MilliSeconds(200));
    EXPECT_EQ(answer.body, "three four");
    EXPECT_EQ(answer.completed, ns3::MilliSeconds(410));
    EXPECT_EQ(answer.trailers.Find("checksum"), "down");
}

TEST(H2Exchange, HeadAndBodilessStatusesHaveNoData)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        const std::string& target = exchange.GetRequest().target;
        const int status = target == "/204" ? 204 : target == "/304" ? 304 : 200;
        exchange.Respond({status, {}}, std::make_unique<PatternBody>(5000));
    };
    Request head;
    head.method = "HEAD";
    head.authority = "example.org";
    const Answer& toHead = rig.Send(head, nullptr);
    const Answer& noContent = rig.Get("/204");
    const Answer& notModified = rig.Get("/304");
    rig.Run();
    EXPECT_EQ(toHead.response->fields.Find("content-length"), "5000");
    EXPECT_FALSE(noContent.response->fields.Has("content-length"));
    EXPECT_FALSE(notModified.response->fields.Has("content-length"));
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.completed, 2 * RTT);
        EXPECT_EQ(answer.body, "");
    }
    EXPECT_EQ(CountFrames(rig.FromServer(), DATA), 0u);
}

TEST(H2Exchange, ContentWaitsForContinue)
{
    H2Rig rig;
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] { exchange.Respond({200, {}}, nullptr); };
    };
    Request request;
    request.method = "PUT";
    request.authority = "example.org";
    request.fields.Add("Expect", "100-continue");
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10));
    rig.Run();
    EXPECT_EQ(answer.interim, std::vector<int>{100});
    EXPECT_EQ(answer.started, RTT);
    EXPECT_EQ(answer.sent, 2 * RTT);
    EXPECT_EQ(upload.body, Pattern(10));
    EXPECT_EQ(answer.completed, 3 * RTT);
}

TEST(H2Exchange, ContentIsSparedWhereTheServerRefuses)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) { exchange.Respond({417, {}}, nullptr); };
    Request request;
    request.method = "PUT";
    request.authority = "example.org";
    request.fields.Add("Expect", "100-continue");
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10));
    rig.Run();
    EXPECT_EQ(answer.response->status, 417);
    EXPECT_TRUE(answer.completed);
    EXPECT_EQ(CountFrames(rig.FromClient(), DATA), 0u);
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H2Exchange, ContentDoesNotWaitForContinueForEver)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        ns3::Simulator::Schedule(ns3::Seconds(3), [&exchange] {
            exchange.Respond({200, {}}, nullptr);
        });
    };
    Request request;
    request.method = "PUT";
    request.authority = "example.org";
    request.fields.Add("Expect", "100-continue");
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10));
    rig.Run();
    EXPECT_EQ(answer.sent, ns3::Seconds(1));
    EXPECT_TRUE(answer.completed);
}

TEST(H2Exchange, InterimResponsesComeBeforeTheFinalOne)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.SendInformational({103, {{"link", "</style.css>; rel=preload"}}});
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&exchange] {
            exchange.Respond({200, {}}, nullptr);
        });
    };
    const Answer& answer = rig.Get("/");
    rig.Run();
    EXPECT_EQ(answer.interim, std::vector<int>{103});
    EXPECT_EQ(answer.completed, 2 * RTT + ns3::MilliSeconds(50));
}

TEST(H2Exchange, EarlyResponseStopsAnUnwantedUpload)
{
    PipeOptions pipe;
    pipe.rate = 1000000;
    H2Rig rig(pipe);
    rig.site.answer = [](ServerExchange& exchange) { exchange.Respond({413, {}}, nullptr); };
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10000000));
    rig.Run();
    EXPECT_EQ(answer.response->status, 413);
    EXPECT_TRUE(answer.completed);
    std::size_t sent = 0;
    for (const Frame& frame : rig.FromClient())
    {
        sent += frame.payload.size();
    }
    EXPECT_LT(sent, 200000u);
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H2Exchange, CancelResetsAndIsSilent)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(1000000));
    };
    Answer& cancelled = rig.Get("/cancelled");
    cancelled.onBody = [&cancelled] { cancelled.exchange->Cancel(); };
    const Answer& other = rig.Get("/other");
    rig.Run();
    EXPECT_EQ(cancelled.lastCalls, 0);
    EXPECT_EQ(std::count(rig.log.begin(), rig.log.end(), "/cancelled"), 1);
    EXPECT_EQ(other.body.size(), 1000000u); // the connection window was given back
    EXPECT_EQ(rig.site.gone, 2);
    EXPECT_EQ(CountFrames(rig.FromClient(), RST_STREAM), 1u);
}

TEST(H2Exchange, AbortOfAResponseFailsIt)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) { exchange.Abort(); };
    const Answer& answer = rig.Get("/");
    rig.Run();
    ASSERT_TRUE(answer.failure);
    EXPECT_EQ(answer.failure->reason, "reset: INTERNAL_ERROR");
    EXPECT_FALSE(answer.failure->surelyUnprocessed);
    EXPECT_EQ(answer.lastCalls, 1);
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H2Exchange, SameRunSameBytes)
{
    const auto run = [] {
        PipeOptions pipe;
        pipe.rate = 500000;
        H2Rig rig(pipe);
        rig.site.answer = [](ServerExchange& exchange) {
            exchange.Respond({200, {}}, std::make_unique<PatternBody>(50000));
        };
        for (int i = 0; i < 8; ++i)
        {
            rig.Get("/" + std::to_string(i), Priority{i % 4, i % 2 == 0});
        }
        rig.Run();
        return std::make_pair(rig.clientTap->writes, rig.serverTap->writes);
    };
    EXPECT_EQ(run(), run());
}
