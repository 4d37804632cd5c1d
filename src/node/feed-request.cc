// SPDX-License-Identifier: GPL-2.0-only
#include "node/feed-request.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

FeedRequest::FeedRequest(ConnectionPool& pool,
                         const HttpOrigin& origin,
                         std::uint64_t number,
                         const Request& request,
                         std::optional<std::string> content,
                         Done done)
    : m_pool(pool),
      m_request(request),
      m_content(std::move(content)),
      m_done(std::move(done))
{
    PoolCustomer& self = *this;
    pool.Wait(origin, origin.Text(), number, 0, self);
}

FeedRequest::~FeedRequest()
{
    m_told.Cancel();
    m_pool.Withdraw(*this);
    if (m_exchange)
    {
        m_exchange->Cancel();
    }
}

const Request&
FeedRequest::WaitingRequest() const
{
    return m_request;
}

bool
FeedRequest::IsRetry() const
{
    return false;
}

bool
FeedRequest::Accepts(const PooledConnection&) const
{
    return true;
}

void
FeedRequest::HandleConnection(PooledConnection& connection)
{
    std::unique_ptr<BodySource> body;
    if (m_content)
    {
        m_reply.bytesUp = m_content->size();
        body = std::make_unique<StringBody>(*m_content);
    }
    m_connection = &connection;
    UpstreamRecord& record = m_reply.record;
    record.request = m_request;
    record.protocol = connection.Record().protocol;
    record.connection = connection.Record().id;
    record.reused = connection.Record().requests > 0;
    m_exchange = &connection.Send(m_request, false, std::move(body), *this);
}

void
FeedRequest::HandleNoConnection(const std::string& reason)
{
    m_reply.failure = ExchangeFailure{reason, true};
    End();
}

void
FeedRequest::HandleRequestStarted()
{
    m_reply.record.sendStart = ns3::Simulator::Now();
}

void
FeedRequest::HandleRequestSent()
{
    m_reply.record.sendEnd = ns3::Simulator::Now();
}

void
FeedRequest::HandleInformational(const Response&)
{}

void
FeedRequest::HandleHeaders(const Response& response)
{
    m_connection->NoteResponse();
    m_reply.response = response;
    m_reply.record.response = response;
    m_reply.record.firstByte = ns3::Simulator::Now();
}

void
FeedRequest::HandleBody(std::string_view bytes)
{
    m_reply.content += bytes;
    m_exchange->Consumed(bytes.size());
}

void
FeedRequest::HandleComplete(const HeaderFields&)
{
    End();
}

void
FeedRequest::HandleFailure(const ExchangeFailure& failure)
{
    m_reply.failure = failure;
    m_reply.record.failure = failure.reason;
    End();
}

/** Tells in an event of its own: who hears it may destroy this object. */
void
FeedRequest::End()
{
    m_reply.record.end = ns3::Simulator::Now();
    if (m_exchange)
    {
        m_reply.record.exchange = m_exchange->Number();
        m_reply.bytesUp += m_exchange->RequestHeaderBytes();
        m_reply.bytesDown = m_exchange->ResponseHeaderBytes() + m_exchange->ResponseBodyBytes();
        m_exchange = nullptr;
    }
    m_told = ns3::Simulator::ScheduleNow([this] {
        const Done done = std::move(m_done);
        const FeedReply reply = std::move(m_reply);
        done(reply);
    });
}

} // namespace pagewire
