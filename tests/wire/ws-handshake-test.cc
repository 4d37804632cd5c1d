// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-handshake.h"

#include "wire/ws-codes.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

WsTerms
WithDeflate(const WsDeflateTerms& deflate = {})
{
    WsTerms terms;
    terms.deflate = deflate;
    return terms;
}

Request
AskedFor(Protocol version, const WsTerms& terms, std::uint64_t seed = 1)
{
    Request request;
    SeededBytes random(seed);
    AskForWebSocket(request, version, terms, "https://example.org", random);
    return request;
}

/** A request as in RFC 6455 section 1.3. */
Request
RfcRequest()
{
    Request request;
    request.protocol = "websocket";
    request.target = "/chat";
    request.fields = {{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                      {"Origin", "http://example.com"},
                      {"Sec-WebSocket-Protocol", "chat, superchat"},
                      {"Sec-WebSocket-Version", "13"}};
    return request;
}

std::string
AnswerTo(const std::string& offer, const WsDeflateTerms& own = {})
{
    const auto answer = AnswerDeflateOffers({offer}, own);
    return answer ? answer->field : "declined";
}

} // namespace

/** The key and the answer of RFC 6455 section 1.3. */
TEST(WsHandshake, AnswersTheKeyOfTheRfc)
{
    EXPECT_EQ(WsAcceptOf("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    WsTerms own;
    own.subprotocols = {"chat"};
    const WsAnswer answer = AnswerWebSocket(RfcRequest(), Protocol::H11, own);
    EXPECT_EQ(answer.response.status, 101);
    EXPECT_EQ(answer.response.fields.Combined("Sec-WebSocket-Accept"),
              "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(answer.response.fields.Combined("Sec-WebSocket-Protocol"), "chat");
    ASSERT_TRUE(answer.agreement);
    EXPECT_EQ(answer.agreement->subprotocol, "chat");
    EXPECT_FALSE(answer.response.fields.Has("Sec-WebSocket-Extensions"));
}

TEST(WsHandshake, ServerRefusesWhatSection42Refuses)
{
    const auto status = [](const char* field, const char* value) {
        Request request = RfcRequest();
        request.fields.Set(field, value);
        return AnswerWebSocket(request, Protocol::H11, {}).response.status;
    };
    EXPECT_EQ(status("Sec-WebSocket-Version", "8"), 426);
    EXPECT_EQ(status("Sec-WebSocket-Key", "dG9vIHNob3J0"), 400);
    EXPECT_EQ(status("Sec-WebSocket-Key", "not base64 at all!!!!!!!"), 400);
    Request old = RfcRequest();
    old.fields.Set("Sec-WebSocket-Version", "8");
    EXPECT_EQ(
        AnswerWebSocket(old, Protocol::H11, {}).response.fields.Combined("Sec-WebSocket-Version"),
        "13");
    Request keyless = RfcRequest();
    keyless.fields.Remove("Sec-WebSocket-Key");
    EXPECT_EQ(AnswerWebSocket(keyless, Protocol::H11, {}).response.status, 400);
    EXPECT_EQ(AnswerWebSocket(keyless, Protocol::H2, {}).response.status, 101);
}

TEST(WsHandshake, KeysHaveSixteenOctetsThatTheSeedFixes)
{
    const auto key = [](std::uint64_t seed) {
        return AskedFor(Protocol::H11, {}, seed).fields.Combined("Sec-WebSocket-Key");
    };
    EXPECT_EQ(key(1).size(), 24u); // 16 octets in base64
    EXPECT_EQ(key(1), key(1));
    EXPECT_NE(key(1), key(2));
}

/** RFC 8441 section 5: no key and no answer to it. */
TEST(WsHandshake, MultiplexedVersionsHaveNoKey)
{
    for (const Protocol version : {Protocol::H2, Protocol::H3})
    {
        const Request request = AskedFor(version, {});
        EXPECT_FALSE(request.fields.Has("Sec-WebSocket-Key"));
        const WsAnswer answer = AnswerWebSocket(request, version, {});
        EXPECT_FALSE(answer.response.fields.Has("Sec-WebSocket-Accept"));
        EXPECT_TRUE(CheckWebSocket(request, answer.response, {}).agreement);
    }
}

TEST(WsHandshake, ClientChecksTheAnswer)
{
    WsTerms terms = WithDeflate();
    terms.subprotocols = {"ticker", "chat"};
    const Request request = AskedFor(Protocol::H11, terms);
    const Response right = AnswerWebSocket(request, Protocol::H11, terms).response;
    const WsVerdict verdict = CheckWebSocket(request, right, terms);
    ASSERT_TRUE(verdict.agreement);
    EXPECT_EQ(verdict.agreement->subprotocol, "ticker");
    EXPECT_TRUE(verdict.agreement->deflate);

    const auto code = [&](const char* field, const char* value) {
        Response response = right;
        response.fields.Set(field, value);
        const WsVerdict wrong = CheckWebSocket(request, response, terms);
        EXPECT_FALSE(wrong.agreement);
        EXPECT_NE(wrong.failure, "");
        return wrong.code;
    };
    EXPECT_EQ(code("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), WS_PROTOCOL_ERROR);
    EXPECT_EQ(code("Sec-WebSocket-Protocol", "superchat"), WS_PROTOCOL_ERROR);
    EXPECT_EQ(code("Sec-WebSocket-Extensions", "x-unknown"), WS_MISSING_EXTENSION);
    EXPECT_EQ(code("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
              WS_MISSING_EXTENSION);
    Response without = right;
    without.fields.Remove("Sec-WebSocket-Accept");
    EXPECT_FALSE(CheckWebSocket(request, without, terms).agreement);
    Response other;
    other.status = 404;
    EXPECT_EQ(CheckWebSocket(request, other, terms).code, 0);
}

TEST(WsHandshake, CompressionNobodyAskedForFails)
{
    const Request request = AskedFor(Protocol::H11, {});
    Response response = AnswerWebSocket(request, Protocol::H11, {}).response;
    response.fields.Add("Sec-WebSocket-Extensions", "permessage-deflate");
    EXPECT_EQ(CheckWebSocket(request, response, {}).code, WS_MISSING_EXTENSION);
}

/** RFC 7692 section 7.1: what each parameter brings about. */
TEST(WsExtension, AnswersOffers)
{
    EXPECT_EQ(AnswerTo("permessage-deflate"), "permessage-deflate");
    EXPECT_EQ(AnswerTo("permessage-deflate; server_no_context_takeover"),
              "permessage-deflate; server_no_context_takeover");
    EXPECT_EQ(AnswerTo("permessage-deflate;client_no_context_takeover"),
              "permessage-deflate; client_no_context_takeover");
    EXPECT_EQ(AnswerTo("permessage-deflate; server_max_window_bits=10"),
              "permessage-deflate; server_max_window_bits=10");
    EXPECT_EQ(AnswerTo("permessage-deflate; server_max_window_bits=\"10\""),
              "permessage-deflate; server_max_window_bits=10");
    EXPECT_EQ(AnswerTo("permessage-deflate; client_max_window_bits"), "permessage-deflate");
    const WsDeflateTerms small{{12, true}, {11, true}};
    EXPECT_EQ(AnswerTo("permessage-deflate; client_max_window_bits", small),
              "permessage-deflate; server_max_window_bits=12; client_max_window_bits=11");
    // Only where the offer has it may the answer have it (section 7.1.2.2).
    EXPECT_EQ(AnswerTo("permessage-deflate", small),
              "permessage-deflate; server_max_window_bits=12");
}

TEST(WsExtension, DeclinesMalformedOffers)
{
    for (const char* offer : {"x-webkit-deflate-frame",
                              "permessage-deflate; server_max_window_bits",
                              "permessage-deflate; server_max_window_bits=7",
                              "permessage-deflate; server_max_window_bits=16",
                              "permessage-deflate; server_max_window_bits=010",
                              "permessage-deflate; client_max_window_bits=abc",
                              "permessage-deflate; server_no_context_takeover=1",
                              "permessage-deflate; client_no_context_takeover; "
                              "client_no_context_takeover",
                              "permessage-deflate; unknown",
                              "permessage-deflate;"})
    {
        EXPECT_EQ(AnswerTo(offer), "declined") << offer;
    }
}

/** Section 7.1.3: an offer that is declined leaves the next one. */
TEST(WsExtension, TakesTheFirstRightOffer)
{
    const auto answer =
        AnswerDeflateOffers({"permessage-deflate; server_max_window_bits=99", "permessage-deflate"},
                            {});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->terms.fromServer.windowBits, 15);
}

TEST(WsExtension, BothEndsComeToTheSameTerms)
{
    for (int serverBits = 8; serverBits <= 15; ++serverBits)
    {
        for (int clientBits = 8; clientBits <= 15; ++clientBits)
        {
            const WsDeflateTerms wanted{{serverBits, clientBits % 2 == 0}, {clientBits, true}};
            const WsDeflateTerms own{{clientBits, true}, {serverBits, serverBits % 2 == 0}};
            const auto answer = AnswerDeflateOffers({FormatDeflateOffer(wanted)}, own);
            ASSERT_TRUE(answer);
            const auto terms = CheckDeflateAnswer({answer->field}, wanted);
            ASSERT_TRUE(terms) << answer->field;
            EXPECT_EQ(terms->fromServer.windowBits, std::min(serverBits, clientBits));
            EXPECT_EQ(terms->fromClient.windowBits, answer->terms.fromClient.windowBits);
            EXPECT_EQ(terms->fromServer.contextTakeover, clientBits % 2 == 0);
            EXPECT_EQ(terms->fromClient.contextTakeover, serverBits % 2 == 0);
        }
    }
}

TEST(WsExtension, RefusesAnswersThatGoBeyondTheOffer)
{
    const WsDeflateTerms wanted{{10, false}, {12, true}};
    EXPECT_TRUE(CheckDeflateAnswer({"permessage-deflate; server_no_context_takeover; "
                                    "server_max_window_bits=9; client_max_window_bits=8"},
                                   wanted));
    for (const char* answer :
         {"permessage-deflate",
          "permessage-deflate; server_no_context_takeover",
          "permessage-deflate; server_max_window_bits=10",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=11",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=10; "
          "client_max_window_bits=13"})
    {
        EXPECT_FALSE(CheckDeflateAnswer({answer}, wanted)) << answer;
    }
}
