// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-client-exchange.h"

#include "wire/h3-session.h"

namespace pagewire
{

void
H3ClientExchange::Reprioritize(const Priority& priority)
{
    if (!Session().Options().extensiblePriorities)
    {
        return;
    }
    if (Id() < 0)
    {
        m_priority = priority;
    }
    else
    {
        SubmitPriority(priority);
    }
}

void
H3ClientExchange::Opened(QuicStreamId id)
{
    SetId(id);
    if (m_priority)
    {
        SubmitPriority(*m_priority);
    }
}

void
H3ClientExchange::SubmitPriority(const Priority& priority)
{
    const nghttp3_pri value{static_cast<std::uint32_t>(priority.urgency),
                            priority.incremental ? 1 : 0};
    nghttp3_conn_set_stream_priority(Session().Native(), Id(), &value);
    Session().Wake();
}

void
H3ClientExchange::Cancel()
{
    receiver = nullptr;
    Session().Abandon(*this);
}

} // namespace pagewire
