// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-extension.h"

#include "http/header-fields.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

constexpr std::string_view NAME = "permessage-deflate";
constexpr int MOST_BITS = 15;
constexpr int FEWEST_BITS = 8;

/** The parameters as they stand in an offer or an answer. */
struct Parameters
{
    bool serverNoTakeover{false};
    bool clientNoTakeover{false};
    std::optional<int> serverBits;
    bool hasClientBits{false};
    std::optional<int> clientBits; //!< an offer may leave out the value
};

/** \return 8 to 15 in decimal without leading zero, bare or quoted; nothing otherwise */
std::optional<int>
ParseBits(std::string_view text)
{
    if (text.size() > 2 && text.front() == '"' && text.back() == '"')
    {
        text = text.substr(1, text.size() - 2);
    }
    for (int bits = FEWEST_BITS; bits <= MOST_BITS; ++bits)
    {
        if (text == std::to_string(bits))
        {
            return bits;
        }
    }
    return std::nullopt;
}

/** Notes one parameter. \return whether it is right, and the first of its name */
bool
Note(std::string_view name, std::optional<std::string_view> value, Parameters& parameters)
{
    const auto flag = [&value](bool& seen) { return !value && !std::exchange(seen, true); };
    if (EqualsIgnoringCase(name, "server_no_context_takeover"))
    {
        return flag(parameters.serverNoTakeover);
    }
    if (EqualsIgnoringCase(name, "client_no_context_takeover"))
    {
        return flag(parameters.clientNoTakeover);
    }
    if (EqualsIgnoringCase(name, "server_max_window_bits"))
    {
        const bool first = !parameters.serverBits;
        parameters.serverBits = value ? ParseBits(*value) : std::nullopt;
        return first && parameters.serverBits;
    }
    if (EqualsIgnoringCase(name, "client_max_window_bits"))
    {
        const bool first = !std::exchange(parameters.hasClientBits, true);
        parameters.clientBits = value ? ParseBits(*value) : std::nullopt;
        return first && (!value || parameters.clientBits);
    }
    return false;
}

/** \return the next part before a semicolon, trimmed; it is cut off the text */
std::string_view
CutPart(std::string_view& text)
{
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view part = TrimOws(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

/** \return the parameters of permessage-deflate, nothing where the text is not a right use of it */
std::optional<Parameters>
Parse(std::string_view text)
{
    const bool openEnd = !text.empty() && text.back() == ';';
    if (openEnd || !EqualsIgnoringCase(CutPart(text), NAME))
    {
        return std::nullopt;
    }
    Parameters parameters;
    while (!text.empty())
    {
        const std::string_view part = CutPart(text);
        const std::size_t equals = part.find('=');
        std::optional<std::string_view> value;
        if (equals != std::string_view::npos)
        {
            value = TrimOws(part.substr(equals + 1));
        }
        if (!Note(TrimOws(part.substr(0, equals)), value, parameters))
        {
            return std::nullopt;
        }
    }
    return parameters;
}

void
AddFlag(bool said, std::string_view name, std::string& field)
{
    if (said)
    {
        field.append("; ").append(name);
    }
}

void
AddBits(int bits, std::string_view name, std::string& field)
{
    if (bits < MOST_BITS)
    {
        field.append("; ").append(name).append("=").append(std::to_string(bits));
    }
}

/** Makes the answer to a right offer. */
WsDeflateAnswer
Agree(const Parameters& offer, const WsDeflateTerms& own)
{
    WsDeflateTerms terms = own;
    terms.fromServer.contextTakeover &= !offer.serverNoTakeover;
    terms.fromClient.contextTakeover &= !offer.clientNoTakeover;
    terms.fromServer.windowBits =
        std::min(own.fromServer.windowBits, offer.serverBits.value_or(MOST_BITS));
    terms.fromClient.windowBits =
        offer.hasClientBits
            ? std::min(own.fromClient.windowBits, offer.clientBits.value_or(MOST_BITS))
            : MOST_BITS;
    std::string field(NAME);
    AddFlag(!terms.fromServer.contextTakeover, "server_no_context_takeover", field);
    AddFlag(!terms.fromClient.contextTakeover, "client_no_context_takeover", field);
    if (offer.serverBits && terms.fromServer.windowBits == MOST_BITS)
    {
        field += "; server_max_window_bits=15"; // said back even where it changes nothing
    }
    AddBits(terms.fromServer.windowBits, "server_max_window_bits", field);
    AddBits(terms.fromClient.windowBits, "client_max_window_bits", field);
    return {terms, field};
}

} // namespace

std::string
FormatDeflateOffer(const WsDeflateTerms& wanted)
{
    std::string field(NAME);
    AddFlag(!wanted.fromServer.contextTakeover, "server_no_context_takeover", field);
    AddFlag(!wanted.fromClient.contextTakeover, "client_no_context_takeover", field);
    AddBits(wanted.fromServer.windowBits, "server_max_window_bits", field);
    AddFlag(wanted.fromClient.windowBits == MOST_BITS, "client_max_window_bits", field);
    AddBits(wanted.fromClient.windowBits, "client_max_window_bits", field);
    return field;
}

std::optional<WsDeflateAnswer>
AnswerDeflateOffers(const std::vector<std::string>& offers, const WsDeflateTerms& own)
{
    for (const std::string& offer : offers)
    {
        if (const auto parameters = Parse(offer))
        {
            return Agree(*parameters, own);
        }
    }
    return std::nullopt;
}

std::optional<WsDeflateTerms>
CheckDeflateAnswer(const std::vector<std::string>& answer, const WsDeflateTerms& offered)
{
    const auto parameters = answer.size() == 1 ? Parse(answer.front()) : std::nullopt;
    if (!parameters || (parameters->hasClientBits && !parameters->clientBits))
    {
        return std::nullopt;
    }
    WsDeflateTerms terms;
    terms.fromServer = {parameters->serverBits.value_or(MOST_BITS), !parameters->serverNoTakeover};
    terms.fromClient = {parameters->clientBits.value_or(offered.fromClient.windowBits),
                        !parameters->clientNoTakeover && offered.fromClient.contextTakeover};
    const bool kept = terms.fromServer.windowBits <= offered.fromServer.windowBits &&
                      terms.fromClient.windowBits <= offered.fromClient.windowBits &&
                      (offered.fromServer.contextTakeover || !terms.fromServer.contextTakeover);
    return kept ? std::optional(terms) : std::nullopt;
}

} // namespace pagewire
