// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-gateway.h"

#include "wire/ws-handshake.h"

namespace pagewire
{

namespace
{

constexpr const char* KEY = "Sec-WebSocket-Key";
constexpr const char* ACCEPT = "Sec-WebSocket-Accept";

bool
HasKeys(const Request& request, Protocol version)
{
    return request.protocol == WS_PROTOCOL && !Multiplexes(version);
}

} // namespace

void
AddWebSocketKey(Request& request, Protocol onward, std::uint64_t seed)
{
    if (HasKeys(request, onward) && !request.fields.Has(KEY))
    {
        SeededBytes random(seed);
        request.fields.Add(KEY, MakeWsKey(random));
    }
}

bool
AnswersWebSocketKey(const Request& request, const Response& response, Protocol received)
{
    return !HasKeys(request, received) || !OpensTunnel(request, response.status) ||
           response.fields.Combined(ACCEPT) == WsAcceptOf(request.fields.Combined(KEY));
}

void
AnswerWebSocketKey(const Request& request, Protocol received, Response& response)
{
    if (HasKeys(request, received) && OpensTunnel(request, response.status))
    {
        response.fields.Set(ACCEPT, WsAcceptOf(request.fields.Combined(KEY)));
    }
}

} // namespace pagewire
