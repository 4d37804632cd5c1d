// SPDX-License-Identifier: GPL-2.0-only
#include "node/direct-cache.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

DirectCache::DirectCache(const CacheOptions& cache,
                         const CacheFrontOptions& options,
                         DirectLine& behind,
                         Listener decided)
    : m_front(cache, options, *this),
      m_behind(behind),
      m_decided(std::move(decided))
{}

void
DirectCache::HandleRequest(ServerExchange& exchange)
{
    CacheClient client;
    client.record.connection = 1;
    client.record.exchange = exchange.Number();
    client.record.request = exchange.GetRequest();
    client.record.protocol = exchange.GetProtocol();
    client.record.received = ns3::Simulator::Now();
    m_front.HandleRequest(exchange, client);
}

void
DirectCache::HandleGone(ServerExchange& exchange)
{
    m_front.HandleGone(exchange);
}

const HttpCache&
DirectCache::Store()
{
    return m_front.Store();
}

std::size_t
DirectCache::Purge(std::string_view url)
{
    return m_front.Purge(url);
}

std::size_t
DirectCache::PurgeTag(std::string_view tag)
{
    return m_front.PurgeTag(tag);
}

void
DirectCache::HandleForward(CacheForward& forward)
{
    const std::uint64_t number = ++m_last;
    m_forwards[number] = &forward;
    m_numbers[&forward] = number;
    m_behind.Ask(forward.GetRequest(), number, [this, number](const DirectAnswer& answer) {
        HandleAnswer(number, answer);
    });
}

void
DirectCache::HandleAnswer(std::uint64_t number, const DirectAnswer& answer)
{
    const auto found = m_forwards.find(number);
    if (found == m_forwards.end())
    {
        return; // nobody wants it any more
    }
    CacheForward& forward = *found->second;
    if (answer.failed)
    {
        forward.Abort();
        return;
    }
    const bool hasContent = ResponseHasContent(forward.GetRequest().method, answer.response.status);
    forward.Respond(answer.response,
                    hasContent ? std::make_unique<PatternBody>(answer.octets) : nullptr);
}

void
DirectCache::HandleForwardGone(CacheForward& forward)
{
    const auto found = m_numbers.find(&forward);
    m_forwards.erase(found->second);
    m_numbers.erase(found);
}

/** There are none here: who has no answer gives up. */
bool
DirectCache::IsMadeUp(CacheForward&) const
{
    return false;
}

void
DirectCache::HandleServed(const ServedRecord&)
{}

void
DirectCache::HandleDecided(const CacheRecord& record)
{
    m_decided(record);
}

} // namespace pagewire
