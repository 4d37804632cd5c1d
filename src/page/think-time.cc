// SPDX-License-Identifier: GPL-2.0-only
#include "page/think-time.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace pagewire
{

namespace
{

std::string
ServerOf(const CapturedRequest& request)
{
    return request.entry->server.empty() ? request.url.origin.host : request.entry->server;
}

/** What an entry shows of the opening of its connection. */
struct Handshake
{
    Nanoseconds length{0};   //!< TCP's; QUIC: the whole, which has none before that of TLS
    Nanoseconds tls{0};      //!< what came after it
    bool afterLookUp{false}; //!< the name was looked up first, so it began after its request

    bool operator<(const Handshake& other) const
    {
        return length < other.length;
    }
};

/** The handshake, where this request waited for one. */
std::optional<Handshake>
HandshakeOf(const HarEntry& entry)
{
    const Nanoseconds connect = entry.connect.value_or(Nanoseconds(0));
    const Nanoseconds tls = entry.tls.value_or(Nanoseconds(0));
    const bool afterLookUp = entry.dns.value_or(Nanoseconds(0)) > Nanoseconds(0);
    const Handshake handshake = entry.quic ? Handshake{connect + tls, Nanoseconds(0), afterLookUp}
                                           : Handshake{connect, tls, afterLookUp};
    return handshake.length > Nanoseconds(0) ? std::optional(handshake) : std::nullopt;
}

/**
 * The round trip that the handshakes with one server show: the shortest of those that began after
 * their requests. Of a handshake that was under way when the request came, perhaps for another
 * one, HAR shows the rest, which may be next to nothing; but its TLS handshake is whole.
 */
Nanoseconds
RoundTripOf(std::vector<Handshake> handshakes)
{
    // A server's slow TLS makes a handshake look short beside it, so that must be far longer.
    constexpr int TLS_FACTOR = 10;
    constexpr int NEXT_FACTOR = 2;
    std::sort(handshakes.begin(), handshakes.end());
    Nanoseconds least = Nanoseconds::max();
    for (auto i = handshakes.begin(); i != handshakes.end(); ++i)
    {
        const auto next = std::next(i);
        const bool rest = i->length * TLS_FACTOR < i->tls ||
                          (next != handshakes.end() && i->length * NEXT_FACTOR < next->length);
        if (i->afterLookUp || !rest)
        {
            return std::min(least, i->length);
        }
        least = i->tls > Nanoseconds(0) ? std::min(least, i->tls) : least;
    }
    return least;
}

/** A pushed or stored response was not waited for. */
bool
Waited(const HarEntry& entry)
{
    const bool moved = !entry.connection.empty() || entry.transferSize.value_or(0) > 0 ||
                       entry.bodySize.value_or(0) > 0;
    return moved && !entry.cached && !entry.pushed && entry.wait > Nanoseconds(0);
}

void
Lower(std::map<std::string, Nanoseconds>& least, const std::string& key, Nanoseconds value)
{
    const auto place = least.emplace(key, value).first;
    place->second = std::min(place->second, value);
}

} // namespace

ThinkTimes::ThinkTimes(const std::vector<CapturedRequest>& requests)
{
    std::map<std::string, std::vector<Handshake>> handshakes;
    std::map<std::string, Nanoseconds> waits;
    std::map<std::string, std::vector<Span>> spans;
    for (const CapturedRequest& request : requests)
    {
        const HarEntry& entry = *request.entry;
        const std::optional<Handshake> handshake = HandshakeOf(entry);
        if (handshake)
        {
            handshakes[ServerOf(request)].push_back(*handshake);
        }
        // With QUIC's 0-RTT a request travels during the handshake, and its wait is short for that.
        if (Waited(entry) && !(entry.quic && handshake))
        {
            // On a connection that is shared the time shown as sending is mostly waiting.
            Lower(waits, ServerOf(request), entry.send + entry.wait);
        }
        if (!entry.connection.empty())
        {
            spans[entry.connection].emplace_back(entry.end - entry.receive, entry.end);
        }
    }
    for (const auto& [server, all] : handshakes)
    {
        m_roundTrips.emplace(server, RoundTripOf(all));
    }
    for (const auto& [server, wait] : waits)
    {
        Lower(m_roundTrips, server, wait);
    }
    for (auto& [connection, all] : spans)
    {
        std::sort(all.begin(), all.end());
        std::vector<Span>& apart = m_busy[connection];
        for (const Span& span : all)
        {
            if (!apart.empty() && span.first <= apart.back().second)
            {
                apart.back().second = std::max(apart.back().second, span.second);
            }
            else
            {
                apart.push_back(span);
            }
        }
    }
}

Nanoseconds
ThinkTimes::RoundTrip(const CapturedRequest& request) const
{
    const auto known = m_roundTrips.find(ServerOf(request));
    return known == m_roundTrips.end() ? Nanoseconds(0) : known->second;
}

Nanoseconds
ThinkTimes::Of(const CapturedRequest& request) const
{
    const HarEntry& entry = *request.entry;
    if (!Waited(entry))
    {
        return Nanoseconds(0);
    }
    const Nanoseconds firstByte = entry.end - entry.receive;
    const Nanoseconds think = entry.wait - RoundTrip(request) -
                              BusyTime(entry.connection, firstByte - entry.wait, firstByte);
    return std::chrono::floor<std::chrono::microseconds>(std::max(think, Nanoseconds(0)));
}

Nanoseconds
ThinkTimes::BusyTime(const std::string& connection, Nanoseconds from, Nanoseconds to) const
{
    const auto known = m_busy.find(connection);
    Nanoseconds busy{0};
    if (known == m_busy.end())
    {
        return busy;
    }
    for (const auto& [first, last] : known->second)
    {
        busy += std::max(std::min(last, to) - std::max(first, from), Nanoseconds(0));
    }
    return busy;
}

} // namespace pagewire
