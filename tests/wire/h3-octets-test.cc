// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"
#include "wire/h3-codes.h"
#include "wire/h3-fields.h"
#include "wire/h3-frame-counter.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

std::size_t
SizeOf(const std::vector<H3Frame>& frames)
{
    std::size_t size = 0;
    for (const H3Frame& frame : frames)
    {
        size += frame.Size();
    }
    return size;
}

/** A request with fields that a dynamic table is good for. */
Request
Rich()
{
    Request request;
    request.scheme = "https";
    request.authority = "www.example.org";
    request.fields.Add("User-Agent", std::string(120, 'u'));
    request.fields.Add("Accept-Language", "en-GB,en;q=0.5");
    request.fields.Add("Cookie",
                       "session=0123456789abcdef0123456789abcdef; theme=dark-as-the-night");
    return request;
}

} // namespace

TEST(H3FrameCounter, CountsHandMadeFramesByKind)
{
    H3FrameCounter counter;
    counter.Count(std::string("\1\3abc", 5));    // HEADERS
    counter.Count(std::string("\0\2xy", 4));     // DATA
    counter.Count(std::string("\0\x40\2zz", 5)); // DATA, its length in two octets
    counter.Count(std::string("\x21\0", 2));     // a reserved type, empty
    counter.Count(std::string("\x80\0\0\1\xc0\0\0\0\0\0\0\1t", 13)); // HEADERS in long integers
    EXPECT_EQ(counter.Headers(), 5u + 13u);
    EXPECT_EQ(counter.Data(), 4u + 5u);
    EXPECT_EQ(counter.Others(), 2u);
}

TEST(H3FrameCounter, PiecesOfAnySizeMakeNoDifference)
{
    const std::string bytes = H3FrameBytes(H3_HEADERS, std::string(100, 'h')) +
                              H3FrameBytes(H3_DATA, std::string(20000, 'd')) +
                              H3FrameBytes(H3_DATA, "") + H3FrameBytes(0x21, "reserved") +
                              H3FrameBytes(H3_HEADERS, std::string(70, 't'));
    H3FrameCounter whole;
    whole.Count(bytes);
    EXPECT_EQ(whole.Headers(), 103u + 73u);
    EXPECT_EQ(whole.Data(), 20000u + 5 + 2);
    EXPECT_EQ(whole.Others(), 10u);
    for (const std::size_t size : {1u, 2u, 3u, 7u, 100u, 16384u})
    {
        H3FrameCounter counter;
        for (std::size_t at = 0; at < bytes.size(); at += size)
        {
            counter.Count(std::string_view(bytes).substr(at, size));
        }
        EXPECT_EQ(counter.Headers(), whole.Headers()) << size;
        EXPECT_EQ(counter.Data(), whole.Data()) << size;
        EXPECT_EQ(counter.Others(), whole.Others()) << size;
    }
}

TEST(H3FrameCounter, AFrameHeaderCountsWhenItIsWhole)
{
    H3FrameCounter counter;
    counter.Count(std::string("\0\x40", 2));
    EXPECT_EQ(counter.Data(), 0u);
    counter.Count("\5ab");
    EXPECT_EQ(counter.Data(), 5u);
}

TEST(H3Codes, NamesAreThoseOfTheStandard)
{
    EXPECT_EQ(H3CodeName(0x100), "H3_NO_ERROR");
    EXPECT_EQ(H3CodeName(0x10c), "H3_REQUEST_CANCELLED");
    EXPECT_EQ(H3CodeName(0x110), "H3_VERSION_FALLBACK");
    EXPECT_EQ(H3CodeName(0x202), "QPACK_DECODER_STREAM_ERROR");
    EXPECT_EQ(H3CodeName(0x1ff), "0x1ff");
}

TEST(H3Codes, ErrorsOfTheLibraryHaveTheirCodes)
{
    EXPECT_EQ(H3CodeOf(NGHTTP3_ERR_H3_MISSING_SETTINGS), 0x10au);
    EXPECT_EQ(H3CodeOf(NGHTTP3_ERR_MALFORMED_HTTP_HEADER), 0x10eu);
    EXPECT_EQ(H3CodeOf(NGHTTP3_ERR_QPACK_ENCODER_STREAM_ERROR), 0x201u);
    EXPECT_EQ(H3CodeOf(-12345), 0x101u);
}

TEST(H3Fields, NamesAreInLowerCase)
{
    const HeaderFields trailers{{"Check-Sum", "ABC"}, {"plain", "Def"}};
    const FieldBlock block(trailers);
    const H3Fields fields(block);
    ASSERT_EQ(fields.Size(), 2u);
    const auto text = [](const std::uint8_t* bytes, std::size_t size) {
        return std::string(reinterpret_cast<const char*>(bytes), size);
    };
    EXPECT_EQ(text(fields.Data()[0].name, fields.Data()[0].namelen), "check-sum");
    EXPECT_EQ(text(fields.Data()[0].value, fields.Data()[0].valuelen), "ABC");
    EXPECT_EQ(text(fields.Data()[1].name, fields.Data()[1].namelen), "plain");
}

TEST(H3Octets, CountsOctetsAsFramed)
{
    H3Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        auto body = std::make_unique<DoledBody>();
        body->ready = std::string(40000, 'b');
        body->ended = true;
        body->trailers.Add("Checksum", "down");
        exchange.SendInformational({103, {{"link", "</style.css>; rel=preload"}}});
        exchange.Respond({200, {}}, std::move(body));
    };
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    auto body = std::make_unique<DoledBody>();
    body->ready = "up";
    body->ended = true;
    body->trailers.Add("Checksum", "up");
    const Answer& answer = rig.Send(request, std::move(body));
    rig.Run();
    // 16384 + 16384 + 7232 octets: frame headers of 5, 5 and 3 octets.
    EXPECT_EQ(answer.responseBodyBytes, 40000u + 5 + 5 + 3);
    const std::vector<H3Frame> down = RequestFrames(*rig.serverEnd, H3_HEADERS);
    EXPECT_EQ(down.size(), 3u); // interim, final, trailers
    EXPECT_EQ(answer.responseHeaderBytes, SizeOf(down));
    const std::vector<H3Frame> up = RequestFrames(*rig.clientEnd, H3_HEADERS);
    EXPECT_EQ(up.size(), 2u);
    EXPECT_EQ(answer.requestHeaderBytes, SizeOf(up));
}

TEST(H3Qpack, RepeatedHeadersShrink)
{
    H3Rig rig;
    const Answer& first = rig.Send(Rich(), nullptr);
    rig.Run();
    const Answer& second = rig.Send(Rich(), nullptr);
    const Answer& third = rig.Send(Rich(), nullptr);
    rig.Run();
    EXPECT_GT(first.requestHeaderBytes, 10u);
    // The frame's header of 2 octets, the prefix of 2, and an octet or two for each line.
    EXPECT_LE(second.requestHeaderBytes, 4u + 2 * 8u);
    EXPECT_LE(third.requestHeaderBytes, second.requestHeaderBytes);
    ASSERT_EQ(rig.site.requests.size(), 3u);
    for (const Request& request : rig.site.requests)
    {
        EXPECT_EQ(request.fields.Find("user-agent"), std::string(120, 'u'));
        EXPECT_EQ(request.fields.Find("cookie"),
                  "session=0123456789abcdef0123456789abcdef; theme=dark-as-the-night");
    }
}

TEST(H3Qpack, WithoutATableTheyDoNot)
{
    H3Options options;
    options.qpackTableCapacity = 0;
    options.qpackBlockedStreams = 0;
    H3Rig rig({}, options, options);
    const Answer& first = rig.Send(Rich(), nullptr);
    rig.Run();
    const Answer& second = rig.Send(Rich(), nullptr);
    rig.Run();
    EXPECT_EQ(first.requestHeaderBytes, second.requestHeaderBytes);
    EXPECT_GT(second.requestHeaderBytes, 100u);
}

TEST(H3Qpack, RequestsWaitForTheTableAndComeWhole)
{
    // The client's encoder stream comes 100 ms late: what refers to it waits.
    QuicPipeOptions pipe;
    pipe.hold = [](QuicStreamId id) { return ns3::MilliSeconds(id == 6 ? 100 : 0); };
    H3Rig rig(pipe);
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] {
            exchange.Respond({200, {}}, std::make_unique<PatternBody>(10));
        };
    };
    rig.Run(ns3::MilliSeconds(300));
    Request request = Rich();
    request.method = "POST";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(30000));
    rig.Run();
    EXPECT_EQ(answer.completed, ns3::MilliSeconds(300 + 10 + 100 + 10));
    EXPECT_EQ(upload.body.size(), 30000u);
    EXPECT_EQ(rig.serverEnd->Unconsumed(), 0u);
}

TEST(H3Qpack, ResponsesWaitForTheTableBeyondTheEndOfTheirStreams)
{
    // The server's encoder stream comes 500 ms late: QUIC is done with the streams long before.
    QuicPipeOptions pipe;
    pipe.hold = [](QuicStreamId id) { return ns3::MilliSeconds(id == 7 ? 500 : 0); };
    H3Rig rig(pipe);
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {{"server", "pagewire"}, {"x-long", std::string(200, 'x')}}},
                         std::make_unique<PatternBody>(1000));
    };
    rig.Run(ns3::Seconds(1));
    const Answer& answer = rig.Get("/");
    Answer& cancelled = rig.Get("/cancelled");
    ns3::Simulator::Schedule(ns3::MilliSeconds(400), [&] {
        EXPECT_FALSE(answer.response);
        cancelled.exchange->Cancel();
    });
    rig.Run();
    EXPECT_EQ(answer.completed, ns3::MilliSeconds(1000 + 10 + 10 + 500));
    EXPECT_EQ(answer.body.size(), 1000u);
    EXPECT_EQ(answer.responseBodyBytes, 1003u);
    EXPECT_EQ(cancelled.lastCalls, 0);
    EXPECT_EQ(rig.client->Active(), 0u);
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3Qpack, AResponseThatWaitsOutlivesTheStopOfItsRequest)
{
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    pipe.hold = [](QuicStreamId id) { return ns3::MilliSeconds(id == 7 ? 500 : 0); };
    H3Rig rig(pipe);
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({413, {{"x-long", std::string(200, 'x')}}}, nullptr);
    };
    rig.Run(ns3::Seconds(1));
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10000000));
    rig.Run();
    ASSERT_EQ(rig.serverEnd->stops.size(), 1u);
    EXPECT_EQ(rig.serverEnd->stops[0].second, 0x100u); // H3_NO_ERROR
    EXPECT_TRUE(answer.completed);
    EXPECT_EQ(answer.response->status, 413);
    EXPECT_FALSE(answer.sent);
}
