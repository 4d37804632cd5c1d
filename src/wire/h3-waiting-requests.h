// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_WAITING_REQUESTS_H
#define PAGEWIRE_WIRE_H3_WAITING_REQUESTS_H

#include "wire/h3-client-exchange.h"

#include <cstddef>
#include <deque>
#include <memory>

namespace pagewire
{

/** Requests whose streams are not open yet, in the order they were made. */
class H3WaitingRequests
{
  public:
    void Add(const Request& request, std::unique_ptr<H3ClientExchange> exchange);

    /** Takes over all of another line, in its order. */
    void TakeAll(H3WaitingRequests& other);

    bool Has(const H3ClientExchange& exchange) const;
    bool Empty() const;
    std::size_t Size() const;

    /** Submits the first one on this stream. \return its exchange */
    std::unique_ptr<H3ClientExchange> SubmitFirst(QuicStreamId id);

    std::unique_ptr<H3ClientExchange> TakeFirst();

    /** \param exchange one of those waiting */
    std::unique_ptr<H3ClientExchange> Take(const H3ClientExchange& exchange);

  private:
    struct Entry
    {
        Request request;
        std::unique_ptr<H3ClientExchange> exchange;
    };

    std::deque<Entry> m_entries;
};

} // namespace pagewire

#endif
