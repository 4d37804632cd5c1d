// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-handshake.h"

#include "http/base64.h"
#include "transport/gnutls-environment.h"
#include "wire/ws-codes.h"

#include <algorithm>
#include <array>
#include <gnutls/crypto.h>

namespace pagewire
{

namespace
{

constexpr std::string_view VERSION = "13";
constexpr std::size_t KEY_SIZE = 16; //!< octets before base64

// No call into GnuTLS here needs random bytes or the clock, so none is in a GnutlsScope.

bool
IsKey(std::string_view text)
{
    const auto octets = DecodeBase64(text);
    return octets && octets->size() == KEY_SIZE;
}

WsAnswer
Say(int status)
{
    WsAnswer answer;
    answer.response.status = status;
    return answer;
}

WsVerdict
Fail(std::string why, std::uint16_t code)
{
    return {std::nullopt, std::move(why), code};
}

/** \return the first that the server has of those that the client wants; empty if none */
std::string
ChooseSubprotocol(const Request& request, const WsTerms& own)
{
    for (const std::string& wanted : request.fields.List("Sec-WebSocket-Protocol"))
    {
        if (std::find(own.subprotocols.begin(), own.subprotocols.end(), wanted) !=
            own.subprotocols.end())
        {
            return wanted;
        }
    }
    return "";
}

/** Says yes, but for the key. */
WsAnswer
Accept(const Request& request, const WsTerms& own)
{
    WsAnswer answer = Say(101);
    WsAgreement& agreement = answer.agreement.emplace();
    agreement.subprotocol = ChooseSubprotocol(request, own);
    if (!agreement.subprotocol.empty())
    {
        answer.response.fields.Add("Sec-WebSocket-Protocol", agreement.subprotocol);
    }
    if (own.deflate)
    {
        const auto offers = request.fields.List("Sec-WebSocket-Extensions");
        if (const auto deflate = AnswerDeflateOffers(offers, *own.deflate))
        {
            agreement.deflate = deflate->terms;
            answer.response.fields.Add("Sec-WebSocket-Extensions", deflate->field);
        }
    }
    return answer;
}

} // namespace

std::string
WsAcceptOf(std::string_view key)
{
    const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<std::uint8_t, 20> hash;
    CheckGnutls(gnutls_hash_fast(GNUTLS_DIG_SHA1, text.data(), text.size(), hash.data()),
                "hashing a key of WebSocket");
    return EncodeBase64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::string
MakeWsKey(SeededBytes& random)
{
    std::string key(KEY_SIZE, ' ');
    random.Fill(key.data(), key.size());
    return EncodeBase64(key);
}

void
AskForWebSocket(Request& request,
                Protocol version,
                const WsTerms& terms,
                const std::string& origin,
                SeededBytes& random)
{
    request.method = "GET";
    request.protocol = WS_PROTOCOL;
    if (!Multiplexes(version))
    {
        request.fields.Add("Sec-WebSocket-Key", MakeWsKey(random));
    }
    request.fields.Add("Sec-WebSocket-Version", std::string(VERSION));
    if (!origin.empty())
    {
        request.fields.Add("Origin", origin);
    }
    for (const std::string& subprotocol : terms.subprotocols)
    {
        request.fields.Add("Sec-WebSocket-Protocol", subprotocol);
    }
    if (terms.deflate)
    {
        request.fields.Add("Sec-WebSocket-Extensions", FormatDeflateOffer(*terms.deflate));
    }
}

WsAnswer
AnswerWebSocket(const Request& request, Protocol version, const WsTerms& own)
{
    if (request.fields.Combined("Sec-WebSocket-Version") != VERSION)
    {
        WsAnswer answer = Say(426); // RFC 6455 section 4.4
        answer.response.fields.Add("Sec-WebSocket-Version", std::string(VERSION));
        return answer;
    }
    const std::string key = request.fields.Combined("Sec-WebSocket-Key");
    const bool keyed = !Multiplexes(version);
    if (request.method != "GET" || (keyed && !IsKey(key)))
    {
        return Say(400);
    }
    WsAnswer answer = Accept(request, own);
    if (keyed)
    {
        answer.response.fields.Add("Sec-WebSocket-Accept", WsAcceptOf(key));
    }
    return answer;
}

WsVerdict
CheckWebSocket(const Request& request, const Response& response, const WsTerms& terms)
{
    if (response.status != 101)
    {
        return Fail("status " + std::to_string(response.status), 0);
    }
    const auto key = request.fields.Find("Sec-WebSocket-Key");
    if (key && response.fields.Combined("Sec-WebSocket-Accept") != WsAcceptOf(*key))
    {
        return Fail("wrong answer to the key", WS_PROTOCOL_ERROR);
    }
    WsVerdict verdict;
    verdict.agreement.emplace();
    if (const auto chosen = response.fields.Find("Sec-WebSocket-Protocol"))
    {
        const auto& offered = terms.subprotocols;
        if (std::find(offered.begin(), offered.end(), *chosen) == offered.end())
        {
            return Fail("subprotocol nobody asked for", WS_PROTOCOL_ERROR);
        }
        verdict.agreement->subprotocol = *chosen;
    }
    const auto extensions = response.fields.List("Sec-WebSocket-Extensions");
    if (!extensions.empty())
    {
        const auto deflate =
            terms.deflate ? CheckDeflateAnswer(extensions, *terms.deflate) : std::nullopt;
        if (!deflate)
        {
            return Fail("extension not as offered", WS_MISSING_EXTENSION);
        }
        verdict.agreement->deflate = deflate;
    }
    return verdict;
}

} // namespace pagewire
