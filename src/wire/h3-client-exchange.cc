// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-client-exchange.h"

#include "wire/h3-callbacks.h"
#include "wire/h3-fields.h"
#include "wire/h3-session.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <cassert>

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
H3ClientExchange::WaitForContinue()
{
    Hold();
    ns3::Simulator::Schedule(CONTINUE_WAIT, [token = Token()] {
        if (const auto stream = token.lock())
        {
            (*stream)->Release();
        }
    });
}

void
H3ClientExchange::Submit(QuicStreamId id, const Request& request)
{
    SetId(id);
    const FieldBlock block(request, ContentLength(), Session().Options().extensiblePriorities);
    const H3Fields fields(block);
    const nghttp3_data_reader reader = H3Callbacks::Reader();
    const int error = nghttp3_conn_submit_request(Session().Native(),
                                                  id,
                                                  fields.Data(),
                                                  fields.Size(),
                                                  HasContent() ? &reader : nullptr,
                                                  nullptr);
    assert(error == 0);
    static_cast<void>(error);
    if (m_priority)
    {
        SubmitPriority(*m_priority);
    }
    Session().SetReady(id, true);
    Session().Wake();
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
