// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_CONNECT_NEGOTIATION_H
#define PAGEWIRE_WIRE_CONNECT_NEGOTIATION_H

#include "http/message.h"
#include "http/protocol.h"
#include "transport/dialer.h"
#include "transport/stream-negotiation.h"
#include "wire/h1-parser.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace pagewire
{

/** The credentials for a proxy, and whether it has asked for them: shared by all who ask it. */
struct ProxyLogin
{
    std::string authorization; //!< the value of Proxy-Authorization; empty: none
    bool wanted{false};        //!< the proxy wants it with every request
};

/** \return the request for a tunnel to the place (RFC 9110 section 9.3.6), with the login where the
 * proxy wants it */
Request MakeConnectRequest(const HostPort& to, const ProxyLogin& login);

/**
 * A client's CONNECT in HTTP/1.x. A 407 is answered with the credentials, on the same connection
 * where that goes on (RFC 9110 section 11.7), and remembered.
 */
class ConnectNegotiation : public StreamNegotiation
{
  public:
    /** \param protocol of HTTP/1.x */
    ConnectNegotiation(Protocol protocol, const HostPort& to, std::shared_ptr<ProxyLogin> login);

    std::string Begin() override;
    std::size_t Missing() const override;
    std::string Take(std::string_view octets) override;

    Progress GetProgress() const override
    {
        return m_progress;
    }

    const std::string& Trouble() const override
    {
        return m_trouble;
    }

  private:
    std::string TakeEvent(H1Parser::Event event);
    void TakeHead();
    std::string TakeEnd();
    void Stop(Progress progress, const std::string& trouble);

    Protocol m_protocol;
    HostPort m_to;
    std::shared_ptr<ProxyLogin> m_login;
    Request m_request;
    H1Parser m_parser;
    std::string m_octets; //!< read, not yet taken by the parser
    int m_status{0};
    bool m_persists{false};
    bool m_loggedIn{false}; //!< the request in progress says who we are
    Progress m_progress{Progress::GOING_ON};
    std::string m_trouble;
};

} // namespace pagewire

#endif
