// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-client-negotiation.h"

namespace pagewire
{

SocksClientNegotiation::SocksClientNegotiation(const SocksOptions& options,
                                               SocksCommand command,
                                               const HostPort& to)
    : m_version(options.version),
      m_state(m_version == SocksVersion::V5 ? State::METHOD : State::ANSWER)
{
    SocksRequest request;
    request.version = m_version;
    request.command = static_cast<std::uint8_t>(command);
    request.target = to;
    request.user = options.login.user;
    m_request = FormatSocksRequest(request);
    if (m_version == SocksVersion::V5 && !options.login.user.empty())
    {
        m_login = FormatSocksLogin(options.login);
    }
}

std::string
SocksClientNegotiation::Begin()
{
    if (m_version != SocksVersion::V5)
    {
        return m_request;
    }
    std::string methods(1, SOCKS_NO_LOGIN);
    if (!m_login.empty())
    {
        methods += SOCKS_PASSWORD_LOGIN;
    }
    return FormatSocksGreeting(methods);
}

std::size_t
SocksClientNegotiation::Missing() const
{
    const bool over =
        m_state == State::GRANTED || m_state == State::REFUSED || m_state == State::MALFORMED;
    return over ? 0 : m_missing;
}

std::string
SocksClientNegotiation::Take(std::string_view octets)
{
    m_received += octets;
    switch (m_state)
    {
    case State::METHOD:
        return TakeMethod();
    case State::LOGIN:
        return TakeLoginStatus();
    case State::ANSWER:
        return TakeAnswer();
    case State::GRANTED:
    case State::REFUSED:
    case State::MALFORMED:
        break;
    }
    return {};
}

StreamNegotiation::Progress
SocksClientNegotiation::GetProgress() const
{
    switch (m_state)
    {
    case State::GRANTED:
        return Progress::GRANTED;
    case State::REFUSED:
        return Progress::REFUSED;
    case State::MALFORMED:
        return Progress::MALFORMED;
    default:
        return Progress::GOING_ON;
    }
}

std::string
SocksClientNegotiation::TakeMethod()
{
    char method = SOCKS_NO_METHOD;
    if (!Advance(ReadSocksMethod(m_received, method)))
    {
        return {};
    }
    if (method == SOCKS_NO_LOGIN)
    {
        m_state = State::ANSWER;
        return m_request;
    }
    if (method == SOCKS_PASSWORD_LOGIN && !m_login.empty())
    {
        m_state = State::LOGIN;
        return m_login;
    }
    return Stop(State::REFUSED, "no login accepted");
}

std::string
SocksClientNegotiation::TakeLoginStatus()
{
    bool accepted = false;
    if (!Advance(ReadSocksLoginStatus(m_received, accepted)))
    {
        return {};
    }
    if (!accepted)
    {
        return Stop(State::REFUSED, "login rejected");
    }
    m_state = State::ANSWER;
    return m_request;
}

std::string
SocksClientNegotiation::TakeAnswer()
{
    SocksAnswer answer;
    if (!Advance(ReadSocksAnswer(m_version, m_received, answer)))
    {
        return {};
    }
    m_answer = answer;
    if (answer.reply != SocksReply::SUCCEEDED)
    {
        return Stop(State::REFUSED, SocksReplyText(answer.reply));
    }
    m_state = State::GRANTED;
    return {};
}

/** \return whether the message is whole; then the next one begins */
bool
SocksClientNegotiation::Advance(const SocksReading& reading)
{
    m_missing = reading.missing;
    if (reading.malformed)
    {
        Stop(State::MALFORMED,
             "the proxy does not speak " + std::string(SocksVersionName(m_version)));
    }
    if (!reading.Whole())
    {
        return false;
    }
    m_received.clear();
    m_missing = 1;
    return true;
}

std::string
SocksClientNegotiation::Stop(State state, const std::string& trouble)
{
    m_state = state;
    m_trouble = trouble;
    return {};
}

} // namespace pagewire
