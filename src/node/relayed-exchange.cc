// SPDX-License-Identifier: GPL-2.0-only
#include "node/relayed-exchange.h"

#include "http/content-length.h"
#include "http/hop-by-hop.h"

#include "ns3/simulator.h"

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
    const auto length = ContentLengthOf(m_onward.fields);
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
    m_answersItself = true;
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

bool
RelayedExchange::AnswersItself() const
{
    return m_answersItself;
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
    auto length = ContentLengthOf(m_onward.fields);
    if (!length && BuffersRequest() && IsHttp10(m_options.protocol))
    {
        length = m_upload->Total();
    }
    return m_upload->MakeSource(length);
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
    const bool needsLength = IsHttp10(m_options.protocol) && !ContentLengthOf(m_onward.fields);
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

} // namespace pagewire
