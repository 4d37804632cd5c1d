// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-server-negotiation.h"

namespace pagewire
{

SocksServerNegotiation::SocksServerNegotiation(const SocksAdmission& admission)
    : m_admission(admission)
{}

std::size_t
SocksServerNegotiation::Missing() const
{
    const bool over =
        m_state == State::ASKED || m_state == State::REFUSED || m_state == State::MALFORMED;
    return over ? 0 : m_missing;
}

std::string
SocksServerNegotiation::Take(std::string_view octets)
{
    m_received += octets;
    switch (m_state)
    {
    case State::VERSION:
        return TakeVersion();
    case State::GREETING:
        return TakeGreeting();
    case State::LOGIN:
        return TakeLogin();
    case State::REQUEST4:
        return TakeRequest4();
    case State::REQUEST5:
        return TakeRequest5();
    case State::ASKED:
    case State::REFUSED:
    case State::MALFORMED:
        break;
    }
    return {};
}

std::string
SocksServerNegotiation::TakeVersion()
{
    // Its octet stays: it is the first one of the message.
    const char version = m_received.front();
    m_state = version == 4 ? State::REQUEST4 : version == 5 ? State::GREETING : State::MALFORMED;
    m_trouble = m_state == State::MALFORMED ? "not SOCKS" : "";
    return m_state == State::MALFORMED ? std::string() : Take({});
}

std::string
SocksServerNegotiation::TakeGreeting()
{
    std::string methods;
    if (!Advance(ReadSocksGreeting(m_received, methods)))
    {
        return {};
    }
    const char method = m_admission.users.empty() ? SOCKS_NO_LOGIN : SOCKS_PASSWORD_LOGIN;
    if (!m_admission.socks5 || methods.find(method) == std::string::npos)
    {
        return Refuse(m_admission.socks5 ? "no login offered" : "version not allowed",
                      FormatSocksMethod(SOCKS_NO_METHOD));
    }
    m_state = method == SOCKS_NO_LOGIN ? State::REQUEST5 : State::LOGIN;
    return FormatSocksMethod(method);
}

std::string
SocksServerNegotiation::TakeLogin()
{
    SocksLogin login;
    if (!Advance(ReadSocksLogin(m_received, login)))
    {
        return {};
    }
    const auto user = m_admission.users.find(login.user);
    if (user == m_admission.users.end() || user->second != login.password)
    {
        return Refuse("login rejected", FormatSocksLoginStatus(false));
    }
    m_state = State::REQUEST5;
    return FormatSocksLoginStatus(true);
}

std::string
SocksServerNegotiation::TakeRequest4()
{
    SocksRequest request;
    if (!Advance(ReadSocks4Request(m_received, request)))
    {
        return {};
    }
    m_request = request;
    const bool allowed =
        request.version == SocksVersion::V4 ? m_admission.socks4 : m_admission.socks4a;
    if (!allowed || !m_admission.users.empty())
    {
        return Refuse(allowed ? "no login offered" : "version not allowed",
                      FormatSocksAnswer(request.version, {SocksReply::NOT_ALLOWED, {}}));
    }
    m_state = State::ASKED;
    return {};
}

std::string
SocksServerNegotiation::TakeRequest5()
{
    SocksRequest request;
    if (Advance(ReadSocks5Request(m_received, request)))
    {
        m_request = request;
        m_state = State::ASKED;
    }
    return {};
}

/** \return whether the message is whole; then the next one begins */
bool
SocksServerNegotiation::Advance(const SocksReading& reading)
{
    m_missing = reading.missing;
    if (reading.malformed)
    {
        m_state = State::MALFORMED;
        m_trouble = "malformed negotiation";
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
SocksServerNegotiation::Refuse(const std::string& why, std::string octets)
{
    m_state = State::REFUSED;
    m_trouble = why;
    return octets;
}

} // namespace pagewire
