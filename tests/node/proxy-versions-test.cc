// SPDX-License-Identifier: GPL-2.0-only
// Every version of HTTP in front of a proxy with every one behind it.
#include "node/proxy-bench.h"
#include "node/reverse-proxy.h"
#include "wire/ws-handshake.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

#include <tuple>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

constexpr std::size_t MEGABYTE = 1000000;

ns3::Ptr<HttpProxy>
ProxyBefore(const std::string& behind)
{
    auto proxy = ns3::CreateObject<ReverseProxy>();
    proxy->AddServer("server", "server.example", behind == "h3" ? 443 : 80);
    proxy->SetAttribute("Pseudonym", ns3::StringValue("gate"));
    return proxy;
}

/** Content of unknown length with a trailer section, given at once. */
std::unique_ptr<BodySource>
WithTrailer(const std::string& content)
{
    auto body = std::make_unique<DoledBody>();
    body->Give(content, true);
    body->trailers.Add("x-sum", "42");
    return body;
}

Request
Ask(const std::string& method, const std::string& target)
{
    Request request;
    request.method = method;
    request.authority = "site.example";
    request.target = target;
    request.fields.Add("x-asked", "1");
    return request;
}

/** So many octets of the pattern that PatternBody gives. */
std::string
Pattern(std::size_t size)
{
    std::string text(size, ' ');
    PatternBody(size).Read(text.data(), size);
    return text;
}

using Versions = std::tuple<Protocol, Protocol>;

class ProxyVersions : public ::testing::TestWithParam<Versions>
{
  protected:
    ProxyVersions()
        : m_front(std::get<0>(GetParam())),
          m_behind(std::get<1>(GetParam())),
          m_bench(ProxyBefore(std::string(ProtocolName(m_behind))),
                  std::string(ProtocolName(m_behind)))
    {
        m_bench.proxy->SetAttribute("PassUpgrade", ns3::BooleanValue(true));
        m_bench.server->OfferWebSocket();
        m_bench.Connect(m_front);
        m_bench.server->site.answer = [this](ServerExchange& exchange) {
            m_asked = exchange.GetProtocol();
            m_upload.exchange = &exchange;
            m_upload.onComplete = [this, &exchange] { exchange.Respond(m_response, Content()); };
            if (exchange.HasBody())
            {
                exchange.SetBodyReceiver(&m_upload);
            }
            else
            {
                m_upload.onComplete();
            }
        };
    }

    std::unique_ptr<BodySource> Content()
    {
        return m_trailers ? WithTrailer(Pattern(1000)) : std::make_unique<PatternBody>(m_size);
    }

    Protocol m_front;
    Protocol m_behind;
    ProxyBench m_bench;
    Upload m_upload;
    Response m_response{200, {{"x-answered", "2"}}};
    std::size_t m_size{MEGABYTE};
    bool m_trailers{false};
    DoledBody* m_said{nullptr};
    Protocol m_asked{Protocol::H09};
};

/** With a client whose version has trailers. */
class ProxyTrailers : public ProxyVersions
{};

/** With versions that have WebSockets on either side. */
class ProxyWebSockets : public ProxyVersions
{};

/** With a client whose fields are not lines of text. */
class ProxyBinaryFields : public ProxyVersions
{};

std::string
NameOf(const ::testing::TestParamInfo<Versions>& tested)
{
    return std::string(ProtocolName(std::get<0>(tested.param))) + "Before" +
           std::string(ProtocolName(std::get<1>(tested.param)));
}

const auto ALL = ::testing::Values(Protocol::H10, Protocol::H11, Protocol::H2, Protocol::H3);
const auto FROM_H11 = ::testing::Values(Protocol::H11, Protocol::H2, Protocol::H3);
const auto FROM_H2 = ::testing::Values(Protocol::H2, Protocol::H3);

} // namespace

TEST_P(ProxyVersions, AMegabyteEachWay)
{
    Answer& answer =
        m_bench.Send(Ask("POST", "/form?x=1"), std::make_unique<PatternBody>(MEGABYTE));
    m_bench.Run();
    ASSERT_EQ(m_bench.server->site.requests.size(), 1u);
    const Request& request = m_bench.server->site.requests[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/form?x=1");
    EXPECT_EQ(request.authority, "site.example");
    EXPECT_EQ(request.fields.Combined("x-asked"), "1");
    EXPECT_EQ(request.fields.Count("via"), 1u);
    EXPECT_EQ(m_asked, m_behind);
    EXPECT_EQ(m_upload.body, Pattern(MEGABYTE));
    ASSERT_TRUE(answer.completed) << (answer.failure ? answer.failure->reason : "silence");
    EXPECT_EQ(answer.response->status, 200);
    EXPECT_EQ(answer.response->fields.Combined("x-answered"), "2");
    EXPECT_EQ(answer.response->fields.Count("via"), 1u);
    EXPECT_EQ(answer.body, Pattern(MEGABYTE));
    ASSERT_EQ(m_bench.sent.size(), 1u);
    EXPECT_EQ(m_bench.sent[0].requestBodyBytes, MEGABYTE);
    EXPECT_EQ(m_bench.sent[0].responseBodyBytes, MEGABYTE);
    ASSERT_EQ(m_bench.attempts.size(), 1u);
    EXPECT_EQ(m_bench.attempts[0].failure, "");
}

TEST_P(ProxyVersions, RequestsAndResponsesWithoutContent)
{
    m_response.status = 204;
    Answer& answer = m_bench.Send(Ask("GET", "/"));
    m_bench.Run();
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.response->status, 204);
    EXPECT_EQ(answer.body, "");
    EXPECT_FALSE(m_bench.server->site.requests.at(0).fields.Has("content-length"));
}

TEST_P(ProxyVersions, EmptyContent)
{
    m_size = 0;
    Answer& answer = m_bench.Send(Ask("POST", "/"), std::make_unique<PatternBody>(0));
    m_bench.Run();
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.response->status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(m_bench.sent.size(), 1u);
}

TEST_P(ProxyTrailers, PassIfTheVersionBehindHasThem)
{
    const bool has = m_behind != Protocol::H10;
    m_trailers = true;
    Answer& answer = m_bench.Send(Ask("PUT", "/"), WithTrailer(Pattern(2000)));
    m_bench.Run();
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(m_upload.body, Pattern(2000));
    EXPECT_EQ(answer.body, Pattern(1000));
    EXPECT_EQ(m_upload.trailers.Combined("x-sum"), has ? "42" : "");
    EXPECT_EQ(answer.trailers.Combined("x-sum"), has ? "42" : "");
}

TEST_P(ProxyWebSockets, PassWhereTheyMay)
{
    m_bench.server->site.answer = [this](ServerExchange& exchange) {
        const WsAnswer said = AnswerWebSocket(exchange.GetRequest(), exchange.GetProtocol(), {});
        auto body = std::make_unique<DoledBody>();
        m_said = body.get();
        m_upload.exchange = &exchange;
        m_upload.onComplete = [this] { m_said->Give("bye", true); };
        exchange.SetBodyReceiver(&m_upload);
        exchange.Respond(said.response, std::move(body));
        m_said->Give("hello", false);
    };
    Request request = Ask("GET", "/socket");
    SeededBytes random(1);
    AskForWebSocket(request, m_front, {}, "", random);
    auto body = std::make_unique<DoledBody>();
    DoledBody* const asking = body.get();
    Answer& answer = m_bench.Send(request, std::move(body));
    ns3::Simulator::Schedule(ns3::Seconds(2), [&] {
        EXPECT_EQ(answer.body, "hello");
        asking->Give("question", false);
    });
    ns3::Simulator::Schedule(ns3::Seconds(3), [&] {
        EXPECT_EQ(m_upload.body, "question");
        asking->Give("", true);
    });
    m_bench.Run();
    ASSERT_TRUE(answer.response) << (answer.failure ? answer.failure->reason : "silence");
    EXPECT_EQ(answer.response->status, 101);
    const WsVerdict verdict = CheckWebSocket(request, *answer.response, {});
    EXPECT_EQ(verdict.failure, "");
    EXPECT_EQ(answer.body, "hellobye");
    EXPECT_TRUE(answer.completed);
    EXPECT_EQ(m_bench.server->site.requests.at(0).protocol, "websocket");
}

TEST_P(ProxyVersions, ASlowReaderBoundsWhatIsHeld)
{
    // Far more than all windows and buffers on the way together. In the proxy itself is at most
    // what the connection behind it may deliver unconsumed.
    m_size = 200 * MEGABYTE;
    Answer& answer = m_bench.Send(Ask("GET", "/"));
    answer.consume = false;
    m_bench.Run(ns3::Seconds(20)); // less than QUIC idles
    EXPECT_GT(answer.body.size(), 0u);
    EXPECT_FALSE(answer.Over());
    EXPECT_EQ(m_bench.server->site.open.size(), 1u) << "the server has not sent all of it";
}

TEST_P(ProxyBinaryFields, LinesCannotBeInjected)
{
    // Kettle, HTTP/2: The Sequel is Always Worse, 2021; RFC 9113 section 8.2.1, RFC 9114 section
    // 10.3. What is malformed may be refused, or left out, but not passed on.
    const std::string line = " HTTP/1.1\r\nx-evil: 1\r\n\r\nGET /evil";
    std::vector<Request> requests(5, Ask("GET", "/"));
    requests[0].target = "/a" + line;
    requests[1].fields.Add("x-a", "b\r\nx-evil: 1");
    requests[2].fields.Add("x-a", std::string("b\0x-evil", 8));
    requests[3].fields.Add("x-a: b\r\nx-evil", "1");
    requests[4].authority = "b.example\r\nx-evil: 1";
    for (const Request& request : requests)
    {
        m_bench.Send(request);
    }
    Answer& last = m_bench.Send(Ask("GET", "/good"));
    m_bench.Run();
    EXPECT_TRUE(last.completed);
    for (const Request& request : m_bench.server->site.requests)
    {
        std::string all = request.target + request.authority;
        for (const HeaderField& field : request.fields)
        {
            all += field.name + field.value;
        }
        EXPECT_EQ(all.find("evil"), std::string::npos) << all;
        EXPECT_EQ(all.find_first_of(std::string("\r\n\0", 3)), std::string::npos);
    }
}

INSTANTIATE_TEST_SUITE_P(FrontAndBehind, ProxyVersions, ::testing::Combine(ALL, ALL), NameOf);
INSTANTIATE_TEST_SUITE_P(FrontAndBehind, ProxyTrailers, ::testing::Combine(FROM_H11, ALL), NameOf);
INSTANTIATE_TEST_SUITE_P(FrontAndBehind,
                         ProxyWebSockets,
                         ::testing::Combine(FROM_H11, FROM_H11),
                         NameOf);
INSTANTIATE_TEST_SUITE_P(FrontAndBehind,
                         ProxyBinaryFields,
                         ::testing::Combine(FROM_H2, ALL),
                         NameOf);
