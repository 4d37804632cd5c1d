// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-gateway.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** The handshake of RFC 6455 section 1.3. */
constexpr const char* KEY = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr const char* ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

Request
Asking(const HeaderFields& fields, const std::string& protocol = "websocket")
{
    Request request;
    request.protocol = protocol;
    request.fields = fields;
    return request;
}

} // namespace

TEST(WsGateway, AKeyIsMadeWhereOneIsWanted)
{
    Request request = Asking({});
    AddWebSocketKey(request, Protocol::H11, 1);
    EXPECT_EQ(request.fields.Combined("Sec-WebSocket-Key").size(), 24u) << "16 octets in base64";
    Request other = Asking({});
    AddWebSocketKey(other, Protocol::H11, 2);
    EXPECT_NE(request.fields.Combined("Sec-WebSocket-Key"),
              other.fields.Combined("Sec-WebSocket-Key"));
}

TEST(WsGateway, NoKeyIsMadeWhereNoneIsWanted)
{
    Request keyed = Asking({{"Sec-WebSocket-Key", KEY}});
    AddWebSocketKey(keyed, Protocol::H11, 1);
    EXPECT_EQ(keyed.fields.Combined("Sec-WebSocket-Key"), KEY);
    Request onHttp2 = Asking({});
    AddWebSocketKey(onHttp2, Protocol::H2, 1);
    Request plain = Asking({}, "");
    AddWebSocketKey(plain, Protocol::H11, 1);
    EXPECT_TRUE(onHttp2.fields.Empty());
    EXPECT_TRUE(plain.fields.Empty());
}

TEST(WsGateway, TheAnswerHasToFitTheKey)
{
    const Request request = Asking({{"Sec-WebSocket-Key", KEY}});
    const Response right{101, {{"Sec-WebSocket-Accept", ACCEPT}}};
    EXPECT_TRUE(AnswersWebSocketKey(request, right, Protocol::H11));
    EXPECT_FALSE(AnswersWebSocketKey(request, {101, {}}, Protocol::H11));
    EXPECT_FALSE(
        AnswersWebSocketKey(request, {101, {{"Sec-WebSocket-Accept", KEY}}}, Protocol::H11));
    EXPECT_TRUE(AnswersWebSocketKey(request, {403, {}}, Protocol::H11)) << "a refusal";
    EXPECT_TRUE(AnswersWebSocketKey(request, {101, {}}, Protocol::H2));
}

TEST(WsGateway, AClientWithAKeyGetsItsAnswer)
{
    const Request request = Asking({{"Sec-WebSocket-Key", KEY}});
    Response response{101, {}};
    AnswerWebSocketKey(request, Protocol::H11, response);
    EXPECT_EQ(response.fields.Combined("Sec-WebSocket-Accept"), ACCEPT);
    Response refusal{403, {}};
    AnswerWebSocketKey(request, Protocol::H11, refusal);
    EXPECT_TRUE(refusal.fields.Empty());
    Response multiplexed{101, {}};
    AnswerWebSocketKey(request, Protocol::H3, multiplexed);
    EXPECT_TRUE(multiplexed.fields.Empty());
}
