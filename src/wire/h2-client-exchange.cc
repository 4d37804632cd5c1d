// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-client-exchange.h"

#include "wire/h2-session.h"

namespace pagewire
{

void
H2ClientExchange::Reprioritize(const Priority& priority)
{
    // Before the request it would speak of an idle stream, and the request's own field would win.
    if (started)
    {
        SubmitPriority(priority);
    }
    else
    {
        m_priority = priority;
    }
}

void
H2ClientExchange::Started()
{
    started = true;
    if (m_priority)
    {
        SubmitPriority(*m_priority);
    }
}

void
H2ClientExchange::SubmitPriority(const Priority& priority)
{
    const std::string value = FormatPriority(priority);
    nghttp2_submit_priority_update(Session().Native(),
                                   NGHTTP2_FLAG_NONE,
                                   Id(),
                                   reinterpret_cast<const std::uint8_t*>(value.data()),
                                   value.size());
    Session().Wake();
}

void
H2ClientExchange::Cancel()
{
    receiver = nullptr;
    Session().Abandon(*this);
}

} // namespace pagewire
