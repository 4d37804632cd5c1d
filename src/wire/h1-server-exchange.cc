// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-server-exchange.h"

#include "http/status.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pagewire
{

H1ServerExchange::H1ServerExchange(std::uint64_t number,
                                   Request request,
                                   H1Version version,
                                   bool asksKeepAlive,
                                   bool hasBody,
                                   std::function<void()> changed)
    : m_number(number),
      m_request(std::move(request)),
      m_version(version),
      m_asksKeepAlive(asksKeepAlive),
      m_hasBody(hasBody),
      m_changed(std::move(changed))
{}

const Request&
H1ServerExchange::GetRequest() const
{
    return m_request;
}

std::uint64_t
H1ServerExchange::Number() const
{
    return m_number;
}

Protocol
H1ServerExchange::GetProtocol() const
{
    switch (m_version)
    {
    case H1Version::V09:
        return Protocol::H09;
    case H1Version::V10:
        return m_asksKeepAlive ? Protocol::H10_KEEPALIVE : Protocol::H10;
    case H1Version::V11:
        break;
    }
    return Protocol::H11;
}

bool
H1ServerExchange::HasBody() const
{
    return m_hasBody;
}

void
H1ServerExchange::LeaveContinue()
{
    m_leavesContinue = true;
}

bool
H1ServerExchange::WantsContinue() const
{
    return !m_leavesContinue && !m_responded && !m_aborted;
}

void
H1ServerExchange::SetBodyReceiver(RequestBodyReceiver* receiver)
{
    m_receiver = receiver;
    if (!receiver)
    {
        Consumed(m_held);
    }
}

void
H1ServerExchange::Consumed(std::size_t bytes)
{
    m_held -= std::min(bytes, m_held);
    if (m_changed)
    {
        m_changed();
    }
}

void
H1ServerExchange::SendInformational(const Response& response)
{
    assert(IsInformational(response.status) && response.status != 101 && !m_responded);
    if (m_version == H1Version::V11 && m_changed)
    {
        m_interim.push_back(response);
        m_changed();
    }
}

void
H1ServerExchange::Respond(const Response& response, std::unique_ptr<BodySource> body)
{
    assert(!m_responded &&
           (!IsInformational(response.status) || OpensTunnel(m_request, response.status)));
    m_responded = true;
    if (m_changed)
    {
        m_response = response;
        m_body = std::move(body);
        m_changed();
    }
}

bool
H1ServerExchange::Push(const Request&, const Response&, std::unique_ptr<BodySource>)
{
    return false;
}

void
H1ServerExchange::Abort()
{
    m_aborted = true;
    if (m_changed)
    {
        m_changed();
    }
}

void
H1ServerExchange::Detach()
{
    m_changed = nullptr;
    m_receiver = nullptr;
    m_body.reset();
}

void
H1ServerExchange::TellBody(std::string_view bytes)
{
    if (m_receiver)
    {
        m_held += bytes.size();
        m_receiver->HandleBody(bytes);
    }
}

void
H1ServerExchange::TellComplete(const HeaderFields& trailers)
{
    if (m_receiver)
    {
        m_receiver->HandleComplete(trailers);
    }
}

H1Version
H1ServerExchange::Version() const
{
    return m_version;
}

bool
H1ServerExchange::AsksKeepAlive() const
{
    return m_asksKeepAlive;
}

std::size_t
H1ServerExchange::Held() const
{
    return m_held;
}

bool
H1ServerExchange::IsAborted() const
{
    return m_aborted;
}

bool
H1ServerExchange::HasResponse() const
{
    return m_responded;
}

std::optional<Response>
H1ServerExchange::TakeResponse()
{
    return std::exchange(m_response, std::nullopt);
}

std::unique_ptr<BodySource>
H1ServerExchange::TakeBody()
{
    return std::move(m_body);
}

std::vector<Response>
H1ServerExchange::TakeInterim()
{
    return std::exchange(m_interim, {});
}

} // namespace pagewire
