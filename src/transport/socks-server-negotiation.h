// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_SERVER_NEGOTIATION_H
#define PAGEWIRE_TRANSPORT_SOCKS_SERVER_NEGOTIATION_H

#include "transport/socks-message.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace pagewire
{

/** Whom a SOCKS proxy listens to. */
struct SocksAdmission
{
    bool socks4{true};
    bool socks4a{true};
    bool socks5{true};
    std::map<std::string, std::string> users{}; //!< passwords by name; where there are any, only
                                                //!< SOCKS 5 with one of them is let in
};

/** The proxy's side of a negotiation, up to the request. */
class SocksServerNegotiation
{
  public:
    enum class State
    {
        VERSION, //!< waits for the first octet
        GREETING,
        LOGIN,
        REQUEST4,
        REQUEST5,
        ASKED,   //!< the request is in
        REFUSED, //!< what there is to send says so; nothing more is read
        MALFORMED,
    };

    /** \param admission outlives this */
    explicit SocksServerNegotiation(const SocksAdmission& admission);

    /** \return octets to read next, of which none belongs to what follows; 0: it is over */
    std::size_t Missing() const;

    /** Takes octets that were read, Missing() at most. \return octets to send then */
    std::string Take(std::string_view octets);

    State GetState() const
    {
        return m_state;
    }

    /** \return the request, where it is in */
    const SocksRequest& Request() const
    {
        return m_request;
    }

    /** \return in a few words why not; empty unless refused or malformed */
    const std::string& Trouble() const
    {
        return m_trouble;
    }

  private:
    std::string TakeVersion();
    std::string TakeGreeting();
    std::string TakeLogin();
    std::string TakeRequest4();
    std::string TakeRequest5();
    bool Advance(const SocksReading& reading);
    std::string Refuse(const std::string& why, std::string octets);

    const SocksAdmission& m_admission;
    std::string m_received;
    std::size_t m_missing{1};
    State m_state{State::VERSION};
    SocksRequest m_request;
    std::string m_trouble;
};

} // namespace pagewire

#endif
