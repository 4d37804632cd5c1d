// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-client-exchange.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

H1ClientExchange::H1ClientExchange(H1ExchangeOwner& owner,
                                   Request request,
                                   std::unique_ptr<BodySource> body,
                                   ResponseReceiver& receiver)
    : m_owner(&owner),
      m_receiver(&receiver),
      m_request(std::move(request))
{
    sending.body = std::move(body);
}

void
H1ClientExchange::Consumed(std::size_t bytes)
{
    receiving.held -= std::min(bytes, receiving.held);
    if (m_owner)
    {
        m_owner->ExchangeConsumed();
    }
}

void
H1ClientExchange::Reprioritize(const Priority&)
{}

void
H1ClientExchange::Cancel()
{
    m_receiver = nullptr;
    m_cancelled = true;
    if (m_owner)
    {
        m_owner->ExchangeCancelled();
    }
}

std::uint64_t
H1ClientExchange::Number() const
{
    return sending.number;
}

std::size_t
H1ClientExchange::RequestHeaderBytes() const
{
    return sending.headerBytes;
}

std::size_t
H1ClientExchange::ResponseHeaderBytes() const
{
    return receiving.headerBytes;
}

std::size_t
H1ClientExchange::ResponseBodyBytes() const
{
    return receiving.bodyBytes;
}

const Request&
H1ClientExchange::GetRequest() const
{
    return m_request;
}

bool
H1ClientExchange::IsCancelled() const
{
    return m_cancelled;
}

bool
H1ClientExchange::IsStarted() const
{
    return m_started;
}

bool
H1ClientExchange::IsSent() const
{
    return m_sent;
}

void
H1ClientExchange::TellSent(std::uint64_t taken)
{
    if (!m_started && sending.first && taken > *sending.first)
    {
        m_started = true;
        if (m_receiver)
        {
            m_receiver->HandleRequestStarted();
        }
    }
    if (m_started && !m_sent && sending.end && taken >= *sending.end)
    {
        m_sent = true;
        if (m_receiver)
        {
            m_receiver->HandleRequestSent();
        }
    }
}

void
H1ClientExchange::TellInformational(const Response& response)
{
    if (m_receiver)
    {
        m_receiver->HandleInformational(response);
    }
}

void
H1ClientExchange::TellHeaders(const Response& response)
{
    if (m_receiver)
    {
        m_receiver->HandleHeaders(response);
    }
}

void
H1ClientExchange::TellBody(std::string_view bytes)
{
    if (m_receiver)
    {
        receiving.held += bytes.size();
        m_receiver->HandleBody(bytes);
    }
}

void
H1ClientExchange::TellPeerEnd()
{
    if (m_receiver)
    {
        m_receiver->HandlePeerEnd();
    }
}

void
H1ClientExchange::Complete(const HeaderFields& trailers)
{
    m_owner = nullptr;
    if (ResponseReceiver* const receiver = std::exchange(m_receiver, nullptr))
    {
        receiver->HandleComplete(trailers);
    }
}

void
H1ClientExchange::Fail(const ExchangeFailure& failure)
{
    m_owner = nullptr;
    if (ResponseReceiver* const receiver = std::exchange(m_receiver, nullptr))
    {
        receiver->HandleFailure(failure);
    }
}

} // namespace pagewire
