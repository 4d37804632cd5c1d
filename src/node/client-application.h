// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CLIENT_APPLICATION_H
#define PAGEWIRE_NODE_CLIENT_APPLICATION_H

#include "node/connect-client.h"
#include "node/connector.h"

#include "ns3/application.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * What the applications at the client's end have in common: how they reach servers, and how their
 * end of a connection behaves. Set it before the start, when it takes effect.
 */
class ClientApplication : public ns3::Application
{
  public:
    static ns3::TypeId GetTypeId();

    ClientApplication();
    ~ClientApplication() override;

    /** Finds the addresses of hosts. Needed unless there is a connector. */
    void SetResolver(Resolver resolver);

    /** Uses this instead of a direct connector; proxies are reached so. */
    void SetConnector(std::unique_ptr<Connector> connector);

    /** With a context everything goes by https; null means http. Sessions in the context are
     * resumed. */
    void SetTlsContext(std::shared_ptr<TlsClientContext> context);

    /** Needed for HTTP/3, besides the TLS context for what goes over TCP. */
    void SetQuicContext(std::shared_ptr<QuicClientContext> context);

    void SetTcpOptions(const TcpOptions& options);
    void SetH1Options(const H1Options& options);
    void SetH2Options(const H2Options& options);
    void SetH3Options(const H3Options& options);

    /** The protocol by the names of ParseProtocol. \throws InputError */
    void SetProtocolName(std::string name);
    std::string GetProtocolName() const;

  protected:
    void DoDispose() override;

    Protocol GetProtocol() const
    {
        return m_protocol;
    }

    const ClientCodecOptions& Codecs() const
    {
        return m_codecs;
    }

    /** \return http or https */
    std::string Scheme() const;

    /** \return the attribute, or the scheme's default */
    std::uint16_t Port() const;

    /** \return the one that was set, or else a direct one; to be called once */
    std::unique_ptr<Connector> TakeConnector();

  private:
    // Attributes; GetTypeId has their defaults.
    Protocol m_protocol;
    std::uint16_t m_port;

    TcpOptions m_tcp;
    ClientCodecOptions m_codecs;
    std::shared_ptr<TlsClientContext> m_tls;
    std::shared_ptr<QuicClientContext> m_quic;
    Resolver m_resolver;
    std::unique_ptr<Connector> m_connector;
};

} // namespace pagewire

#endif
