// SPDX-License-Identifier: GPL-2.0-only
#include "support/h1-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

std::unique_ptr<BodySource>
Text(const std::string& text)
{
    return std::make_unique<StringBody>(text);
}

H1RigOptions
Speaking(Protocol protocol)
{
    H1RigOptions options;
    options.protocol = protocol;
    return options;
}

} // namespace

TEST(H1Exchange, WritesNothingButWhatIsNeeded)
{
    H1Rig rig;
    Request request = H1Rig::Ask("GET", "/a?b");
    request.fields.Add("Accept", "*/*");
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {{"Content-Type", "text/plain"}}}, Text("hello"));
    };
    Answer& answer = rig.Send(request);
    rig.Run();
    EXPECT_EQ(rig.FromClient(), "GET /a?b HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n");
    EXPECT_EQ(rig.FromServer(),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(rig.clientTap->writes.size(), 1u);
    EXPECT_EQ(rig.serverTap->writes.size(), 1u) << "head and content share a segment";
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.requestHeaderBytes, rig.FromClient().size());
    EXPECT_EQ(answer.responseHeaderBytes, rig.FromServer().size() - 5);
    EXPECT_EQ(answer.responseBodyBytes, 5u);
    ASSERT_EQ(rig.site.requests.size(), 1u);
    EXPECT_EQ(rig.site.requests[0].authority, "example.org");
    EXPECT_EQ(rig.site.requests[0].target, "/a?b");
    EXPECT_EQ(rig.site.requests[0].scheme, "http");
    EXPECT_FALSE(rig.site.requests[0].fields.Has("Host"));
}

TEST(H1Exchange, RequestWithContentGoesInOneWrite)
{
    H1Rig rig;
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        EXPECT_TRUE(exchange.HasBody());
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] { exchange.Respond({201, {}}, nullptr); };
    };
    Answer& answer = rig.Send(H1Rig::Ask("PUT", "/x"), Text("content"));
    rig.Run();
    EXPECT_EQ(rig.FromClient(),
              "PUT /x HTTP/1.1\r\nHost: example.org\r\nContent-Length: 7\r\n\r\ncontent");
    EXPECT_EQ(rig.clientTap->writes.size(), 1u);
    EXPECT_EQ(upload.body, "content");
    EXPECT_EQ(rig.FromServer(), "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(answer.response->status, 201);
    EXPECT_EQ(rig.client->Room(), 1u);
}

TEST(H1Exchange, PostWithoutContentSaysSo)
{
    H1Rig rig;
    rig.Send(H1Rig::Ask("POST", "/x"));
    rig.Run();
    EXPECT_EQ(rig.FromClient(),
              "POST /x HTTP/1.1\r\nHost: example.org\r\nContent-Length: 0\r\n\r\n");
}

TEST(H1Exchange, UnknownLengthIsChunkedWithTrailers)
{
    H1Rig rig;
    auto up = std::make_unique<DoledBody>();
    auto* const source = up.get();
    source->trailers = {{"X-Sum", "42"}};
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange, &upload] {
            auto down = std::make_unique<DoledBody>();
            down->trailers = {{"X-Trailer", "t"}};
            down->Give(upload.body, true);
            exchange.Respond({200, {{"Content-Length", "999"}}}, std::move(down));
        };
    };
    Answer& answer = rig.Send(H1Rig::Ask("POST", "/x"), std::move(up));
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [source] { source->Give("Hello, ", false); });
    ns3::Simulator::Schedule(ns3::MilliSeconds(200), [source] { source->Give("world", true); });
    rig.Run();
    EXPECT_EQ(rig.FromClient(),
              "POST /x HTTP/1.1\r\nHost: example.org\r\nTransfer-Encoding: chunked\r\n\r\n"
              "7\r\nHello, \r\n5\r\nworld\r\n0\r\nX-Sum: 42\r\n\r\n");
    EXPECT_EQ(upload.body, "Hello, world");
    EXPECT_EQ(upload.trailers.Find("x-sum"), "42");
    EXPECT_EQ(upload.completed, ns3::MilliSeconds(210));
    EXPECT_EQ(answer.body, "Hello, world");
    EXPECT_EQ(answer.trailers.Find("X-Trailer"), "t");
    EXPECT_EQ(rig.FromServer(),
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc\r\nHello, world\r\n0\r\n"
              "X-Trailer: t\r\n\r\n");
    EXPECT_EQ(answer.responseBodyBytes,
              std::string("c\r\nHello, world\r\n0\r\nX-Trailer: t\r\n\r\n").size());
}

TEST(H1Exchange, ResponsesWithoutContent)
{
    H1Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        const std::string& target = exchange.GetRequest().target;
        const int status = target == "/head" ? 200 : std::stoi(target.substr(1));
        exchange.Respond({status, {{"Content-Length", "77"}}}, nullptr);
    };
    std::vector<Answer*> answers;
    std::vector<Request> asks{H1Rig::Ask("HEAD", "/head"),
                              H1Rig::Ask("GET", "/304"),
                              H1Rig::Ask("GET", "/204"),
                              H1Rig::Ask("GET", "/404")};
    std::size_t next = 0;
    const auto send = [&] {
        if (next < asks.size())
        {
            answers.push_back(&rig.Send(asks[next++]));
        }
    };
    rig.clientEars.onRoom = send;
    send();
    rig.Run();
    ASSERT_EQ(answers.size(), 4u);
    for (const Answer* answer : answers)
    {
        EXPECT_TRUE(answer->completed);
        EXPECT_EQ(answer->body, "");
    }
    EXPECT_EQ(answers[0]->response->fields.Find("Content-Length"), "77");
    EXPECT_EQ(answers[1]->response->fields.Find("Content-Length"), "77");
    EXPECT_FALSE(answers[2]->response->fields.Has("Content-Length"));
    EXPECT_EQ(answers[3]->response->fields.Find("Content-Length"), "0");
}

TEST(H1Exchange, HeadAnnouncesTheBodyItDoesNotGet)
{
    H1Rig rig;
    Answer& answer = rig.Send(H1Rig::Ask("HEAD", "/"));
    rig.Run();
    EXPECT_EQ(answer.response->fields.Find("Content-Length"), "1000");
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(rig.client->Room(), 1u);
}

TEST(H1Exchange, InterimResponsesComeBeforeTheFinalOne)
{
    H1Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.SendInformational({103, {{"Link", "</s.css>; rel=preload"}}});
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&exchange] {
            exchange.Respond({200, {}}, Text("x"));
        });
    };
    Answer& answer = rig.Get("/");
    rig.Run();
    EXPECT_EQ(answer.interim, std::vector<int>{103});
    EXPECT_EQ(answer.body, "x");
    EXPECT_EQ(answer.completed, ns3::MilliSeconds(90));
    EXPECT_EQ(answer.responseHeaderBytes + answer.responseBodyBytes, rig.FromServer().size());
}

TEST(H1Exchange, Http10IsOneRequestAConnection)
{
    H1Rig rig(Speaking(Protocol::H10));
    rig.site.answer = [](ServerExchange& exchange) {
        EXPECT_EQ(exchange.GetProtocol(), Protocol::H10);
        exchange.Respond({200, {}}, Text("x"));
    };
    Answer& answer = rig.Get("/");
    rig.Run();
    EXPECT_EQ(rig.FromClient(), "GET / HTTP/1.0\r\nHost: example.org\r\n\r\n");
    EXPECT_EQ(rig.FromServer(), "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx");
    EXPECT_EQ(answer.body, "x");
    EXPECT_EQ(rig.clientEars.closed, std::vector<std::string>{"graceful"});
    EXPECT_EQ(rig.clientEars.draining, 1);
}

TEST(H1Exchange, Http10UnknownLengthEndsWithTheConnection)
{
    H1Rig rig(Speaking(Protocol::H10_KEEPALIVE));
    rig.site.answer = [](ServerExchange& exchange) {
        auto body = std::make_unique<DoledBody>();
        body->Give("until the end", true);
        exchange.Respond({200, {}}, std::move(body));
    };
    Answer& answer = rig.Get("/");
    rig.Run();
    EXPECT_EQ(rig.FromServer(), "HTTP/1.0 200 OK\r\n\r\nuntil the end");
    EXPECT_EQ(answer.body, "until the end");
    EXPECT_TRUE(answer.completed);
    EXPECT_EQ(rig.client->Room(), 0u);
}

TEST(H1Exchange, Http10KeepsTheConnectionWhereAsked)
{
    H1Rig rig(Speaking(Protocol::H10_KEEPALIVE));
    rig.site.answer = [](ServerExchange& exchange) {
        EXPECT_EQ(exchange.GetProtocol(), Protocol::H10_KEEPALIVE);
        exchange.Respond({200, {}}, Text("x"));
    };
    rig.Get("/");
    rig.Run();
    EXPECT_EQ(rig.FromClient(),
              "GET / HTTP/1.0\r\nHost: example.org\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(rig.FromServer(),
              "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\nx");
    EXPECT_EQ(rig.client->Room(), 1u);
    EXPECT_TRUE(rig.clientEars.closed.empty());
}

TEST(H1Exchange, Http09IsALineAndAnAnswer)
{
    H1Rig rig(Speaking(Protocol::H09));
    rig.site.answer = [](ServerExchange& exchange) {
        EXPECT_EQ(exchange.GetProtocol(), Protocol::H09);
        exchange.Respond({404, {{"X", "y"}}}, Text("<html>"));
    };
    Answer& answer = rig.Get("/path");
    rig.Run();
    EXPECT_EQ(rig.FromClient(), "GET /path\r\n");
    EXPECT_EQ(rig.FromServer(), "<html>");
    EXPECT_EQ(answer.response->status, 200);
    EXPECT_TRUE(answer.response->fields.Empty());
    EXPECT_EQ(answer.body, "<html>");
    EXPECT_EQ(answer.responseHeaderBytes, 0u);
    EXPECT_EQ(answer.responseBodyBytes, 6u);
}

TEST(H1Exchange, Http09AndHttp10RefuseWhatTheyCannotSay)
{
    H1Rig old(Speaking(Protocol::H09));
    Answer& post = old.Send(H1Rig::Ask("POST", "/"));
    old.Run();
    EXPECT_EQ(post.failure->reason, "HTTP/0.9 has only GET");
    EXPECT_TRUE(post.failure->surelyUnprocessed);
    EXPECT_EQ(old.FromClient(), "");
    EXPECT_EQ(old.clientEars.closed.size(), 1u);

    H1Rig keep(Speaking(Protocol::H10_KEEPALIVE));
    Answer& unknown = keep.Send(H1Rig::Ask("POST", "/"), std::make_unique<DoledBody>());
    keep.Run();
    EXPECT_EQ(unknown.failure->reason, "HTTP/1.0 needs the length of the content");
    EXPECT_EQ(keep.client->Room(), 1u);
    EXPECT_EQ(keep.clientEars.rooms, 1);
}

TEST(H1Exchange, EmptyResponseOfHttp09IsWhole)
{
    H1Rig rig(Speaking(Protocol::H09));
    rig.site.answer = [](ServerExchange& exchange) { exchange.Respond({200, {}}, nullptr); };
    Answer& answer = rig.Get("/");
    rig.Run();
    EXPECT_EQ(answer.response->status, 200);
    EXPECT_TRUE(answer.completed);
}

TEST(H1Exchange, OctetsOneByOneComeToTheSame)
{
    for (const Protocol protocol : {Protocol::H09,
                                    Protocol::H10,
                                    Protocol::H10_KEEPALIVE,
                                    Protocol::H11,
                                    Protocol::H11_PIPELINED})
    {
        std::vector<std::string> stories;
        for (const std::size_t chunk : {std::size_t{1}, std::size_t{1448}})
        {
            H1RigOptions options = Speaking(protocol);
            options.pipe.chunk = chunk;
            H1Rig rig(options);
            rig.site.answer = [](ServerExchange& exchange) {
                auto body = std::make_unique<DoledBody>();
                body->Give(std::string(700, 'a') + exchange.GetRequest().target, true);
                exchange.Respond({200, {{"X", "y"}}}, std::move(body));
            };
            while (rig.client->Room() > 0 && rig.answers.size() < 5)
            {
                rig.Get("/" + std::to_string(rig.answers.size()));
            }
            rig.Run();
            std::string story = rig.FromClient() + rig.FromServer();
            for (const Answer& answer : rig.answers)
            {
                EXPECT_EQ(answer.body.size(), 702u);
                EXPECT_EQ(answer.lastCalls, 1);
                story += answer.body + " " + std::to_string(answer.requestHeaderBytes) + " " +
                         std::to_string(answer.responseHeaderBytes) + " " +
                         std::to_string(answer.responseBodyBytes) + " " +
                         std::to_string(answer.completed->GetNanoSeconds()) + "\n";
            }
            stories.push_back(story);
        }
        EXPECT_EQ(stories[0], stories[1]) << ProtocolName(protocol);
    }
}
