// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_TLS_H
#define PAGEWIRE_TRANSPORT_QUIC_TLS_H

#include "transport/quic-context.h"

#include <gnutls/gnutls.h>

#include <memory>
#include <string>

namespace pagewire
{

/** The TLS 1.3 inside a QUIC connection (RFC 9001): GnuTLS, whose records ngtcp2's crypto helper
 * moves. Every call belongs inside a GnutlsScope. */
class QuicTls
{
  public:
    /** \param serverName must outlive this */
    QuicTls(std::shared_ptr<QuicClientContext> context,
            const std::string& serverName,
            const std::string& alpn);
    QuicTls(std::shared_ptr<QuicServerContext> context, const std::string& alpn);
    ~QuicTls();

    QuicTls(const QuicTls&) = delete;
    QuicTls& operator=(const QuicTls&) = delete;

    /** Joins it with a connection, which is to be told of its handle. */
    void Bind(ngtcp2_conn* connection);

    gnutls_session_t Handle() const
    {
        return m_session;
    }

    /** Client: resumes this session. \return whether it could be used */
    bool Resume(const std::string& session);

    /** Client: \return whether the resumed session may bring 0-RTT: both ends want it, and the
     * server's ticket says so as QUIC has it (RFC 9001 section 4.6.1) */
    bool TakesEarlyData() const;

    /** Server: sends so many session tickets. */
    void SendTickets(unsigned count);

    bool Resumed() const;

    /** \return whether the server took 0-RTT */
    bool EarlyDataAccepted() const;

    std::string Cipher() const;

  private:
    void Open(unsigned flags, QuicContext& context, TlsContext& tls);
    static ngtcp2_conn* Connection(ngtcp2_crypto_conn_ref* reference);
    static QuicTls& Of(gnutls_session_t session);
    static int NoteKey(gnutls_session_t session, const char* label, const gnutls_datum_t* secret);
    static int KeepTicket(gnutls_session_t session,
                          unsigned type,
                          unsigned when,
                          unsigned incoming,
                          const gnutls_datum_t* message);

    ngtcp2_crypto_conn_ref m_reference{}; //!< what GnuTLS's session points to
    ngtcp2_conn* m_connection{nullptr};
    std::shared_ptr<QuicClientContext> m_client; //!< null on a server
    std::shared_ptr<QuicServerContext> m_server; //!< null on a client
    std::string m_serverName;
    gnutls_session_t m_session{nullptr};
};

} // namespace pagewire

#endif
