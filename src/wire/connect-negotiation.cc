// SPDX-License-Identifier: GPL-2.0-only
#include "wire/connect-negotiation.h"

#include "http/status.h"
#include "wire/h1-head.h"

#include <utility>

namespace pagewire
{

namespace
{

/** Longer header sections of a proxy's response are refused. */
constexpr std::size_t MAX_HEADER_BYTES = 65536;

constexpr int PROXY_AUTHENTICATION_REQUIRED = 407;

} // namespace

Request
MakeConnectRequest(const HostPort& to, const ProxyLogin& login)
{
    Request request;
    request.method = "CONNECT";
    request.authority = to.host + ":" + std::to_string(to.port);
    request.target.clear();
    if (login.wanted && !login.authorization.empty())
    {
        request.fields.Add("Proxy-Authorization", login.authorization);
    }
    return request;
}

ConnectNegotiation::ConnectNegotiation(Protocol protocol,
                                       const HostPort& to,
                                       std::shared_ptr<ProxyLogin> login)
    : m_protocol(protocol),
      m_to(to),
      m_login(std::move(login)),
      m_parser(H1Parser::Kind::RESPONSE, MAX_HEADER_BYTES)
{}

std::string
ConnectNegotiation::Begin()
{
    m_request = MakeConnectRequest(m_to, *m_login);
    m_loggedIn = m_request.fields.Has("Proxy-Authorization");
    m_parser.Start();
    m_octets.clear();
    return FormatRequestHead(m_protocol, m_request, nullptr).octets;
}

std::size_t
ConnectNegotiation::Missing() const
{
    // Where the header section ends shows with its last octet, and what follows may be the
    // tunnel's.
    return m_progress == Progress::GOING_ON ? 1 : 0;
}

std::string
ConnectNegotiation::Take(std::string_view octets)
{
    m_octets += octets;
    std::string answer;
    bool more = true;
    while (more && m_progress == Progress::GOING_ON)
    {
        const H1Parser::Event event = m_parser.Next(m_octets);
        m_octets.erase(0, m_parser.Taken());
        more = event != H1Parser::Event::NEED_MORE;
        answer += TakeEvent(event);
    }
    return answer;
}

std::string
ConnectNegotiation::TakeEvent(H1Parser::Event event)
{
    switch (event)
    {
    case H1Parser::Event::HEAD:
        TakeHead();
        break;
    case H1Parser::Event::END:
        return TakeEnd();
    case H1Parser::Event::FAULT:
        Stop(Progress::MALFORMED, "the proxy does not speak HTTP");
        break;
    case H1Parser::Event::CONTENT: // the text of a refusal
    case H1Parser::Event::NEED_MORE:
        break;
    }
    return {};
}

void
ConnectNegotiation::TakeHead()
{
    const H1Head& head = m_parser.Head();
    m_status = head.status;
    m_persists = head.Persists() && !head.untilClose;
    if (OpensTunnel(m_request, m_status))
    {
        m_progress = Progress::GRANTED;
        return;
    }
    const bool mayLogIn = m_status == PROXY_AUTHENTICATION_REQUIRED && !m_loggedIn && m_persists &&
                          !m_login->authorization.empty();
    m_login->wanted = m_login->wanted || m_status == PROXY_AUTHENTICATION_REQUIRED;
    if (!IsInformational(m_status) && !mayLogIn)
    {
        Stop(Progress::REFUSED,
             std::to_string(m_status) + " " + std::string(ReasonPhrase(m_status)));
    }
}

/** A response is over that was not the last word. */
std::string
ConnectNegotiation::TakeEnd()
{
    if (IsInformational(m_status))
    {
        m_parser.Start();
        return {};
    }
    return Begin();
}

void
ConnectNegotiation::Stop(Progress progress, const std::string& trouble)
{
    m_progress = progress;
    m_trouble = trouble;
}

} // namespace pagewire
