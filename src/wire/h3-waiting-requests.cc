// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-waiting-requests.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

namespace pagewire
{

void
H3WaitingRequests::Add(const Request& request, std::unique_ptr<H3ClientExchange> exchange)
{
    m_entries.push_back({request, std::move(exchange)});
}

void
H3WaitingRequests::TakeAll(H3WaitingRequests& other)
{
    std::move(other.m_entries.begin(), other.m_entries.end(), std::back_inserter(m_entries));
    other.m_entries.clear();
}

bool
H3WaitingRequests::Has(const H3ClientExchange& exchange) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [&exchange](const Entry& entry) {
        return entry.exchange.get() == &exchange;
    });
}

bool
H3WaitingRequests::Empty() const
{
    return m_entries.empty();
}

std::size_t
H3WaitingRequests::Size() const
{
    return m_entries.size();
}

std::unique_ptr<H3ClientExchange>
H3WaitingRequests::SubmitFirst(QuicStreamId id)
{
    m_entries.front().exchange->Submit(id, m_entries.front().request);
    return TakeFirst();
}

std::unique_ptr<H3ClientExchange>
H3WaitingRequests::TakeFirst()
{
    std::unique_ptr<H3ClientExchange> first = std::move(m_entries.front().exchange);
    m_entries.pop_front();
    return first;
}

std::unique_ptr<H3ClientExchange>
H3WaitingRequests::Take(const H3ClientExchange& exchange)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [&exchange](const Entry& entry) {
            return entry.exchange.get() == &exchange;
        });
    assert(found != m_entries.end());
    std::unique_ptr<H3ClientExchange> taken = std::move(found->exchange);
    m_entries.erase(found);
    return taken;
}

} // namespace pagewire
