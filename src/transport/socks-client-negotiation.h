// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_CLIENT_NEGOTIATION_H
#define PAGEWIRE_TRANSPORT_SOCKS_CLIENT_NEGOTIATION_H

#include "transport/socks-message.h"
#include "transport/stream-negotiation.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace pagewire
{

/** How a SOCKS proxy is spoken to. */
struct SocksOptions
{
    SocksVersion version{SocksVersion::V5};
    SocksLogin login{}; //!< the user of SOCKS 4; of SOCKS 5 offered where there is a user
};

/** The client's side of a negotiation with a SOCKS proxy. */
class SocksClientNegotiation : public StreamNegotiation
{
  public:
    enum class State
    {
        METHOD, //!< waits for the method chosen
        LOGIN,  //!< waits to hear whether the login is accepted
        ANSWER, //!< waits for the answer to the request
        GRANTED,
        REFUSED,
        MALFORMED, //!< what the proxy said is not SOCKS
    };

    /** \throws InputError for a request or login that the version cannot say */
    SocksClientNegotiation(const SocksOptions& options, SocksCommand command, const HostPort& to);

    std::string Begin() override;
    std::size_t Missing() const override;
    std::string Take(std::string_view octets) override;
    Progress GetProgress() const override;

    State GetState() const
    {
        return m_state;
    }

    /** \return the proxy's answer; before it came, a general failure */
    const SocksAnswer& Answer() const
    {
        return m_answer;
    }

    const std::string& Trouble() const override
    {
        return m_trouble;
    }

  private:
    std::string TakeMethod();
    std::string TakeLoginStatus();
    std::string TakeAnswer();
    bool Advance(const SocksReading& reading);
    std::string Stop(State state, const std::string& trouble);

    SocksVersion m_version;
    std::string m_request; //!< octets
    std::string m_login;   //!< octets; empty: none
    std::string m_received;
    std::size_t m_missing{1};
    State m_state;
    SocksAnswer m_answer;
    std::string m_trouble;
};

} // namespace pagewire

#endif
