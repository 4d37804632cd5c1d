// SPDX-License-Identifier: GPL-2.0-only
#include "node/relayed-exchange.h"

#include "http/hop-by-hop.h"
#include "wire/ws-gateway.h"

#include "ns3/simulator.h"

#include <charconv>
#include <utility>

namespace pagewire
{

namespace
{

bool
IsHttp10(Protocol protocol)
{
    return protocol == Protocol::H10 || protocol == Protocol::H10_KEEPALIVE;
}

std::optional<std::uint64_t>
LengthOf(const HeaderFields& fields)
{
    const auto field = fields.Find("Content-Length");
    std::uint64_t length = 0;
    if (!field ||
        std::from_chars(field->data(), field->data() + field->size(), length).ec != std::errc())
    {
        return std::nullopt;
    }
    return length;
}

} // namespace

RelayedExchange::RelayedExchange(ConnectionPool& pool,
                                 const RelayOptions& options,
                                 ServerExchange& front,
                                 RelayedRequest request,
                                 RelayOwner& owner)
    : m_pool(pool),
      m_options(options),
      m_front(&front),
      m_request(std::move(request)),
      m_record(m_request.record),
      m_onward(m_request.onward),
      m_owner(owner)
{}

RelayedExchange::~RelayedExchange()
{
    m_next.Cancel();
}

void
RelayedExchange::Start(std::uint64_t number)
{
    m_number = number;
    if (!HasContent())
    {
        m_onward.fields.Remove("Expect");
        m_record.complete = m_record.received;
        TryNext();
        return;
    }
    TakeUpContent();
    const auto length = LengthOf(m_onward.fields);
    if (!BuffersRequest())
    {
        TryNext();
    }
    else if (length && *length > m_options.bufferLimit)
    {
        Answer(ExplainedResponse(413));
    }
}

void
RelayedExchange::Answer(const OwnResponse& own)
{
    RefuseRest();
    m_passedOn = true;
    m_record.response = HeadOf(own);
    m_record.responded = ns3::Simulator::Now();
    m_record.responseBodyBytes =
        ResponseHasContent(m_record.request.method, own.status) ? own.text.size() : 0;
    m_front->Respond(m_record.response,
                     own.text.empty() ? nullptr : std::make_unique<StringBody>(own.text));
}

bool
RelayedExchange::HandleFrontGone()
{
    m_next.Cancel();
    m_front = nullptr;
    if (!m_attempt)
    {
        return true;
    }
    if (MayLinger())
    {
        return false;
    }
    m_attempt->Cancel("client gone");
    EndAttempt(AttemptEnd::UNTOLD);
    return true;
}

const ServedRecord&
RelayedExchange::Record() const
{
    return m_record;
}

void
RelayedExchange::HandleBody(std::string_view bytes)
{
    m_record.requestBodyBytes += bytes.size();
    const bool starved = LacksContent();
    m_upload->Push(bytes);
    if (!BuffersRequest())
    {
        if (m_attempt && starved)
        {
            m_attempt->NoteSign();
        }
    }
    else if (m_upload->Total() <= m_options.bufferLimit)
    {
        m_upload->Settle();
    }
    else
    {
        Answer(ExplainedResponse(413));
    }
}

void
RelayedExchange::HandleComplete(const HeaderFields& trailers)
{
    m_record.complete = ns3::Simulator::Now();
    HeaderFields passed = trailers;
    RemoveFromTrailers(passed);
    const bool starved = LacksContent();
    m_upload->End(passed);
    if (BuffersRequest())
    {
        TryNext();
    }
    else if (m_attempt && starved)
    {
        m_attempt->NoteSign();
    }
}

std::unique_ptr<BodySource>
RelayedExchange::MakeContent()
{
    if (!m_upload)
    {
        return nullptr;
    }
    auto length = LengthOf(m_onward.fields);
    if (!length && BuffersRequest() && IsHttp10(m_options.protocol))
    {
        length = m_upload->Total();
    }
    return m_upload->MakeSource(length);
}

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
    m_length = LengthOf(response.fields);
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

bool
RelayedExchange::OpensTunnelIfAccepted() const
{
    return !m_onward.protocol.empty();
}

bool
RelayedExchange::HasContent() const
{
    // Who wants another protocol sends octets of that, for which there is no use without it.
    const bool wantsOther = !m_record.request.protocol.empty();
    return m_front->HasBody() && (!wantsOther || OpensTunnelIfAccepted());
}

bool
RelayedExchange::BuffersRequest() const
{
    // HTTP/1.0 has to tell a length beforehand.
    const bool needsLength = IsHttp10(m_options.protocol) && !LengthOf(m_onward.fields);
    return !OpensTunnelIfAccepted() && (m_options.bufferRequests || needsLength);
}

void
RelayedExchange::TakeUpContent()
{
    const std::size_t keep = BuffersRequest() ? m_options.bufferLimit : m_options.repeatLimit;
    m_upload = std::make_unique<ContentPipe>(keep, [this](std::size_t taken) {
        if (m_attempt)
        {
            m_attempt->NoteSign();
        }
        if (m_front)
        {
            m_front->Consumed(taken);
        }
    });
    const bool expects =
        m_record.request.fields.HasToken("Expect", "100-continue") && !IsHttp10(m_record.protocol);
    // The next server is to say 100 itself (RFC 9110 section 10.1.1), where its version has that.
    if (expects && !BuffersRequest() && !IsHttp10(m_options.protocol))
    {
        m_hasContinue = false;
        m_front->LeaveContinue();
    }
    else
    {
        m_onward.fields.Remove("Expect");
    }
    m_front->SetBodyReceiver(this);
}

void
RelayedExchange::RefuseRest()
{
    m_front->SetBodyReceiver(nullptr);
    m_upload.reset();
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
