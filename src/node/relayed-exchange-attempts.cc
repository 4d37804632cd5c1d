// SPDX-License-Identifier: GPL-2.0-only
// A relayed exchange towards the servers behind: its attempts, and what comes back.
#include "node/relayed-exchange.h"

#include "http/content-length.h"
#include "http/hop-by-hop.h"
#include "wire/ws-gateway.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

bool
RelayedExchange::LacksContent() const
{
    return m_upload && m_upload->Waiting() == 0 && !m_upload->Ended();
}

bool
RelayedExchange::HoldsContent() const
{
    return m_passedOn && m_download && m_download->Waiting() > 0;
}

void
RelayedExchange::HandleInterim(const Response& response)
{
    const bool superfluous = response.status == 100 && std::exchange(m_hasContinue, true);
    if (m_front && !superfluous)
    {
        Response passed = response;
        RemoveHopByHop(passed.fields);
        m_front->SendInformational(passed);
    }
}

void
RelayedExchange::HandleResponse(const Response& response)
{
    const UpstreamRecord& attempt = m_attempt->Record();
    if (!AnswersWebSocketKey(attempt.request, response, attempt.protocol))
    {
        m_attempt->Cancel("wrong answer to the key");
        HandleAttemptFailed({"wrong answer to the key"});
        return;
    }
    m_response = m_owner.Back(response, attempt.protocol);
    AnswerWebSocketKey(m_record.request, m_record.protocol, m_response);
    m_length = ContentLengthOf(response.fields);
    m_download = std::make_unique<ContentPipe>(0, [this](std::size_t taken) {
        if (m_attempt)
        {
            m_attempt->Consumed(taken);
            if (m_download->Waiting() == 0)
            {
                m_attempt->NoteSign();
            }
        }
    });
    if (!m_options.bufferResponses || OpensTunnel(m_onward, response.status))
    {
        PassOn();
    }
}

void
RelayedExchange::HandleContent(std::string_view bytes)
{
    m_record.responseBodyBytes += bytes.size();
    m_download->Push(bytes);
    if (m_passedOn)
    {
        return;
    }
    if (m_download->Total() <= m_options.bufferLimit)
    {
        m_download->Settle();
    }
    else
    {
        PassOn();
    }
}

void
RelayedExchange::HandleServersEnd()
{
    m_download->End({});
}

void
RelayedExchange::HandleWhole(const HeaderFields& trailers)
{
    if (!m_download->Ended())
    {
        HeaderFields passed = trailers;
        RemoveFromTrailers(passed);
        m_download->End(passed);
    }
    EndAttempt(AttemptEnd::WHOLE);
    if (!m_front)
    {
        m_owner.HandleOver(*this);
        return;
    }
    if (!m_passedOn)
    {
        PassOn();
    }
    if (m_upload && !m_upload->Ended())
    {
        RefuseRest();
    }
}

void
RelayedExchange::HandleAttemptFailed(const AttemptFailure& failure)
{
    // A connection that was kept open may have been closed by the other end at any time.
    const UpstreamRecord& attempt = m_attempt->Record();
    const bool stale = attempt.reused && !attempt.firstByte && !failure.timeout;
    EndAttempt(stale ? AttemptEnd::UNTOLD : AttemptEnd::FAILED);
    if (!m_front)
    {
        m_owner.HandleOver(*this);
        return;
    }
    if (m_passedOn)
    {
        m_front->Abort();
        return;
    }
    m_download.reset();
    m_record.responseBodyBytes = 0;
    m_failure = ExplainedResponse(failure.timeout ? 504 : 502, failure.reason);
    if (MayRetry(failure))
    {
        m_notBefore = ns3::Simulator::Now();
        // The connection settles first: whether it is gone shows after this call.
        m_next = ns3::Simulator::ScheduleNow([this] { TryNext(); });
        return;
    }
    Answer(*m_failure);
}

void
RelayedExchange::TryNext()
{
    const auto target = m_owner.NextTarget(m_request, m_tried);
    if (!target)
    {
        Answer(m_failure.value_or(m_owner.WhyNoTarget()));
        return;
    }
    m_tried.push_back(*target);
    UpstreamRecord record;
    record.frontConnection = m_record.connection;
    record.frontExchange = m_record.exchange;
    record.attempt = static_cast<unsigned>(m_tried.size());
    record.protocol = m_options.protocol;
    record.request = m_onward;
    AddWebSocketKey(record.request, m_options.protocol, m_number);
    record.request.scheme = target->origin.scheme;
    if (!target->authority.empty())
    {
        record.request.authority = target->authority;
    }
    AttemptOwner& self = *this;
    m_attempt = std::make_unique<UpstreamAttempt>(m_pool,
                                                  m_options.timeouts,
                                                  *target,
                                                  std::move(record),
                                                  m_notBefore,
                                                  self);
    m_attempt->Start(m_number);
}

bool
RelayedExchange::MayRetry(const AttemptFailure& failure) const
{
    return m_tried.size() < m_options.maxAttempts && (!m_upload || m_upload->Repeatable()) &&
           (failure.surelyUnprocessed || IsIdempotent(m_onward.method));
}

void
RelayedExchange::EndAttempt(AttemptEnd end)
{
    std::unique_ptr<UpstreamAttempt> over = std::move(m_attempt);
    m_owner.HandleAttemptOver(over->Target(), over->Record(), end);
    DisposeLater(std::move(over));
}

void
RelayedExchange::PassOn()
{
    m_passedOn = true;
    m_record.response = m_response;
    m_record.responded = ns3::Simulator::Now();
    const bool content = ResponseHasContent(m_onward.method, m_response.status) ||
                         OpensTunnel(m_onward, m_response.status);
    m_front->Respond(m_response, content ? m_download->MakeSource(m_length) : nullptr);
}

bool
RelayedExchange::MayLinger() const
{
    // The client has all that it can tell was to come, but the end of it is still on its way here.
    const bool asked = !m_upload || (m_upload->Ended() && m_upload->Waiting() == 0);
    const bool content = ResponseHasContent(m_onward.method, m_response.status);
    return m_passedOn && asked && m_download && m_download->Waiting() == 0 &&
           (!content || m_length == m_download->Total());
}

} // namespace pagewire
