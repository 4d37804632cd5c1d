// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

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

TEST(H3Exchange, NObjectsTakeOneRoundTripAfterTheOpening)
{
    H3Rig rig;
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

TEST(H3Exchange, PageThenItsObjectsTakeThreeRoundTrips)
{
    // RTT to open, RTT for the page, RTT for all N objects: 3 RTT, whatever N.
    H3Rig rig;
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

TEST(H3Exchange, UploadsAndDownloadsWholeBodies)
{
    QuicPipeOptions pipe;
    pipe.streamWindow = 65536;
    H3Rig rig(pipe);
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
    EXPECT_GT(*answer.sent, RTT); // the window holds 64 KB at a time
    EXPECT_LE(*answer.sent, *upload.completed - RTT / 2);
}

TEST(H3Exchange, DeferredSourcesResumeAndCarryTrailersBothWays)
{
    H3Rig rig;
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

TEST(H3Exchange, HeadAndBodilessStatusesHaveNoData)
{
    H3Rig rig;
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
    EXPECT_TRUE(RequestFrames(*rig.serverEnd, H3_DATA).empty());
}

TEST(H3Exchange, ContentWaitsForContinue)
{
    H3Rig rig;
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

TEST(H3Exchange, ContentIsSparedWhereTheServerRefuses)
{
    H3Rig rig;
    rig.site.answer = [](ServerExchange& exchange) { exchange.Respond({417, {}}, nullptr); };
    Request request;
    request.method = "PUT";
    request.authority = "example.org";
    request.fields.Add("Expect", "100-continue");
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10));
    rig.Run();
    EXPECT_EQ(answer.response->status, 417);
    EXPECT_TRUE(answer.completed);
    EXPECT_TRUE(RequestFrames(*rig.clientEnd, H3_DATA).empty());
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H3Exchange, ContentDoesNotWaitForContinueForEver)
{
    H3Rig rig;
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

TEST(H3Exchange, InterimResponsesComeBeforeTheFinalOne)
{
    H3Rig rig;
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

TEST(H3Exchange, EarlyResponseStopsAnUnwantedUpload)
{
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    H3Rig rig(pipe);
    rig.site.answer = [](ServerExchange& exchange) { exchange.Respond({413, {}}, nullptr); };
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10000000));
    rig.Run();
    EXPECT_EQ(answer.response->status, 413);
    EXPECT_TRUE(answer.completed);
    std::size_t sent = 0;
    for (const QuicPipeWrite& write : rig.clientEnd->writes)
    {
        sent += write.bytes.size();
    }
    EXPECT_LT(sent, 200000u);
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H3Exchange, CancelResetsAndIsSilent)
{
    H3Rig rig;
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
    const std::vector<std::pair<QuicStreamId, std::uint64_t>> stops{{0, 0x10c}};
    EXPECT_EQ(rig.clientEnd->stops, stops);     // H3_REQUEST_CANCELLED
    EXPECT_TRUE(rig.clientEnd->resets.empty()); // the request had left and arrived
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3Exchange, AbortOfAResponseFailsIt)
{
    H3Rig rig;
    rig.site.answer = [](ServerExchange& exchange) { exchange.Abort(); };
    const Answer& answer = rig.Get("/");
    rig.Run();
    ASSERT_TRUE(answer.failure);
    EXPECT_EQ(answer.failure->reason, "reset: H3_INTERNAL_ERROR");
    EXPECT_FALSE(answer.failure->surelyUnprocessed);
    EXPECT_EQ(answer.lastCalls, 1);
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H3Exchange, SameRunSameBytes)
{
    const auto run = [] {
        QuicPipeOptions pipe;
        pipe.rate = 500000;
        H3Rig rig(pipe);
        rig.site.answer = [](ServerExchange& exchange) {
            exchange.Respond({200, {}}, std::make_unique<PatternBody>(50000));
        };
        for (int i = 0; i < 8; ++i)
        {
            rig.Get("/" + std::to_string(i), Priority{i % 4, i % 2 == 0});
        }
        rig.Run();
        std::vector<std::tuple<QuicStreamId, std::string, bool>> sent;
        for (const auto* end : {rig.clientEnd.get(), rig.serverEnd.get()})
        {
            for (const QuicPipeWrite& write : end->writes)
            {
                sent.emplace_back(write.stream, write.bytes, write.fin);
            }
        }
        return sent;
    };
    EXPECT_EQ(run(), run());
}

TEST(H3Exchange, EveryMethodArrives)
{
    H3Rig rig;
    const std::vector<std::string>
        methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};
    for (const std::string& method : methods)
    {
        Request request;
        request.method = method;
        request.scheme = "https";
        request.authority = "example.org";
        request.fields = {{"X-Method", method}};
        const bool hasBody = method[0] == 'P';
        rig.Send(request, hasBody ? std::make_unique<PatternBody>(5000) : nullptr);
    }
    rig.Run();
    ASSERT_EQ(rig.site.requests.size(), methods.size());
    for (std::size_t i = 0; i < methods.size(); ++i)
    {
        const Request& got = rig.site.requests[i];
        EXPECT_EQ(got.method, methods[i]);
        EXPECT_EQ(got.scheme, "https");
        EXPECT_EQ(got.authority, "example.org");
        EXPECT_EQ(got.fields.begin()->name, "x-method");
        EXPECT_TRUE(rig.answers[i].completed);
        EXPECT_EQ(rig.answers[i].body.size(), methods[i] == "HEAD" ? 0u : 1000u);
    }
    EXPECT_EQ(rig.serverEnd->Unconsumed(), 0u);
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3Exchange, NeitherPushesNorTakesPushes)
{
    H3Rig rig;
    bool pushed = true;
    rig.site.answer = [&pushed](ServerExchange& exchange) {
        pushed = exchange.Push({}, {200, {}}, nullptr);
        EXPECT_EQ(exchange.GetProtocol(), Protocol::H3);
        exchange.Respond({200, {}}, nullptr);
    };
    rig.Get("/");
    rig.Run();
    EXPECT_FALSE(pushed);
}

TEST(H3Exchange, CancelBeforeTheStreamIsOpenSendsNothing)
{
    H3Rig rig;
    Answer& cancelled = rig.Get("/cancelled");
    const Answer& other = rig.Get("/other");
    cancelled.exchange->Cancel();
    rig.Run();
    EXPECT_EQ(cancelled.lastCalls, 0);
    EXPECT_FALSE(cancelled.started);
    EXPECT_TRUE(other.completed);
    EXPECT_EQ(rig.site.requests.size(), 1u);
}

TEST(H3Exchange, CancelOfAnUploadResetsBothWays)
{
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    H3Rig rig(pipe);
    rig.site.answer = [](ServerExchange&) {};
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10000000));
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&answer] { answer.exchange->Cancel(); });
    rig.Run();
    EXPECT_EQ(answer.lastCalls, 0);
    EXPECT_EQ(rig.clientEnd->resets.size(), 1u);
    EXPECT_EQ(rig.clientEnd->stops.size(), 1u);
    EXPECT_EQ(rig.site.gone, 1);
    EXPECT_EQ(rig.serverEnd->Unconsumed(), 0u);
}
