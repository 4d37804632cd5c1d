// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_CONTEXT_H
#define PAGEWIRE_TRANSPORT_TLS_CONTEXT_H

#include "transport/certificate-chain.h"
#include "transport/tls-stream.h"

#include <gnutls/gnutls.h>

#include <deque>
#include <map>

namespace pagewire
{

/** Frees what GnuTLS shares between the sessions of a context. */
struct TlsContextDeleter
{
    void operator()(gnutls_certificate_credentials_t credentials) const
    {
        gnutls_certificate_free_credentials(credentials);
    }

    void operator()(gnutls_priority_t priorities) const
    {
        gnutls_priority_deinit(priorities);
    }
};

/** What the contexts of servers and clients have in common. */
class TlsContext
{
  public:
    /** \param groups of key exchange, as GroupPriorities writes them */
    TlsContext(const TlsOptions& options, std::uint64_t seed, const std::string& groups);

    const TlsOptions& Options() const
    {
        return m_options;
    }

    gnutls_certificate_credentials_t Credentials() const
    {
        return m_credentials.get();
    }

    gnutls_priority_t Priorities() const
    {
        return m_priorities.get();
    }

    /** \return what the randomness of the next connection starts from */
    std::uint64_t NextConnectionSeed();

  private:
    TlsOptions m_options;
    std::uint64_t m_seed;
    std::uint64_t m_connections{0};
    std::unique_ptr<std::remove_pointer_t<gnutls_certificate_credentials_t>, TlsContextDeleter>
        m_credentials;
    std::unique_ptr<std::remove_pointer_t<gnutls_priority_t>, TlsContextDeleter> m_priorities;
};

class TlsServerContext : public TlsContext
{
  public:
    TlsServerContext(const TlsOptions& options,
                     std::shared_ptr<const CertificateChain> chain,
                     std::uint64_t seed);

    /** \return the key that protects session tickets */
    const gnutls_datum_t& TicketKey() const
    {
        return m_ticketKeyDatum;
    }

  private:
    std::string m_ticketKey;
    gnutls_datum_t m_ticketKeyDatum;
};

class TlsClientContext : public TlsContext
{
  public:
    TlsClientContext(const TlsOptions& options, std::uint64_t seed, KeyLogSink keyLog);

    /** Hands a line to whoever collects the key log. */
    void LogKey(const std::string& line) const;

    bool LogsKeys() const
    {
        return static_cast<bool>(m_keyLog);
    }

    /** Keeps a session (as GnuTLS packs it) that a server of this name offers to resume. */
    void KeepSession(const std::string& serverName, std::string session);

    /**
     * \return the newest session of a server of this name, empty if there is none. One of TLS 1.3
     * is given away once (RFC 8446 appendix C.4), one of TLS 1.2 stays.
     */
    std::string TakeSession(const std::string& serverName);

    void ForgetSessions()
    {
        m_sessions.clear();
    }

  private:
    KeyLogSink m_keyLog;
    std::map<std::string, std::deque<std::string>> m_sessions;
};

} // namespace pagewire

#endif
