// SPDX-License-Identifier: GPL-2.0-only
#include "node/cache-forward.h"

#include <utility>

namespace pagewire
{

CacheForward::CacheForward(Request request,
                           CacheClient client,
                           ServerExchange* front,
                           CacheForwardOwner& owner)
    : m_request(std::move(request)),
      m_client(std::move(client)),
      m_front(front),
      m_owner(&owner)
{}

const CacheClient&
CacheForward::Client() const
{
    return m_client;
}

void
CacheForward::DropFront()
{
    m_front = nullptr;
}

void
CacheForward::Detach()
{
    m_owner = nullptr;
    SetBodyReceiver(nullptr);
    DropFront();
}

const Request&
CacheForward::GetRequest() const
{
    return m_request;
}

Protocol
CacheForward::GetProtocol() const
{
    return m_client.record.protocol;
}

std::uint64_t
CacheForward::Number() const
{
    return m_client.record.exchange;
}

bool
CacheForward::HasBody() const
{
    return m_front && m_front->HasBody();
}

void
CacheForward::LeaveContinue()
{
    if (m_front)
    {
        m_front->LeaveContinue();
    }
}

void
CacheForward::SetBodyReceiver(RequestBodyReceiver* receiver)
{
    m_receiver = receiver;
    if (m_front && m_front->HasBody())
    {
        m_front->SetBodyReceiver(receiver ? this : nullptr);
    }
}

void
CacheForward::Consumed(std::size_t bytes)
{
    if (m_front)
    {
        m_front->Consumed(bytes);
    }
}

void
CacheForward::SendInformational(const Response& response)
{
    if (m_owner)
    {
        m_owner->HandleInterim(response);
    }
}

void
CacheForward::Respond(const Response& response, std::unique_ptr<BodySource> body)
{
    if (m_owner)
    {
        m_owner->HandleResponse(response, std::move(body));
    }
}

/** What is pushed to a cache it would have to push on, which no browser takes any more. */
bool
CacheForward::Push(const Request&, const Response&, std::unique_ptr<BodySource>)
{
    return false;
}

void
CacheForward::Abort()
{
    if (m_owner)
    {
        m_owner->HandleAborted();
    }
}

void
CacheForward::HandleBody(std::string_view bytes)
{
    m_owner->HandleContent(bytes.size());
    m_receiver->HandleBody(bytes);
}

void
CacheForward::HandleComplete(const HeaderFields& trailers)
{
    m_owner->HandleContentEnd();
    m_receiver->HandleComplete(trailers);
}

} // namespace pagewire
