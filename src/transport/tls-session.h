// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_SESSION_H
#define PAGEWIRE_TRANSPORT_TLS_SESSION_H

#include "transport/tls-context.h"

#include "base/seed.h"

#include <gnutls/gnutls.h>

namespace pagewire
{

/** A TLS connection without a network: octets of the peer are fed in, octets for it taken out. */
class TlsSession
{
  public:
    /** How far an operation came. */
    enum class Progress
    {
        DONE,   //!< what was asked for has happened
        WAIT,   //!< it needs more octets of the peer
        FAILED, //!< the connection is broken; an alert, if one is due, is in the output
    };

    TlsSession(std::shared_ptr<TlsClientContext> context,
               const std::string& serverName,
               const std::vector<std::string>& alpn);
    TlsSession(std::shared_ptr<TlsServerContext> context, const std::vector<std::string>& alpn);
    ~TlsSession();

    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    const TlsOptions& Options() const;

    bool IsServer() const
    {
        return m_server != nullptr;
    }

    /** Adds octets that came from the peer. */
    void Feed(std::string_view bytes);

    /** \return octets of the peer that were used so far */
    std::uint64_t Taken() const
    {
        return m_erased + m_inputAt;
    }

    /** \return octets for the peer; the caller takes them out */
    std::string& Output()
    {
        return m_output;
    }

    Progress Handshake();

    /** After the handshake, server, TLS 1.3: puts one session ticket into the output. */
    Progress SendTicket();

    /** Makes one record. \param bytes 1 to 16384 */
    Progress Encrypt(std::string_view bytes);

    /** Appends the next plaintext; DONE without any is the peer's close_notify. */
    Progress Decrypt(std::string& plaintext);

    /** Puts the close_notify into the output. */
    void Close();

    /** \return octets that a record is larger than its plaintext */
    std::size_t RecordOverhead() const
    {
        return m_overhead;
    }

    /** \return those of them that lie before the plaintext */
    std::size_t RecordPrefix() const;

    bool Resumed() const
    {
        return m_resumed;
    }

    /** \return GnuTLS's name of the cipher suite, known after the handshake */
    const std::string& Cipher() const
    {
        return m_cipher;
    }

    /** \return the protocol agreed on, known after the handshake; empty if none */
    const std::string& Alpn() const
    {
        return m_alpn;
    }

  private:
    TlsSession(TlsContext& context, unsigned flags);

    static ssize_t Push(gnutls_transport_ptr_t self, const void* data, std::size_t size);
    static ssize_t Pull(gnutls_transport_ptr_t self, void* data, std::size_t size);
    static int PullReady(gnutls_transport_ptr_t self, unsigned milliseconds);
    static int NoteKey(gnutls_session_t session, const char* label, const gnutls_datum_t* secret);
    static int KeepTicket(gnutls_session_t session,
                          unsigned type,
                          unsigned when,
                          unsigned incoming,
                          const gnutls_datum_t* message);

    void LogKey(const char* label, const gnutls_datum_t& secret) const;

    /** GnuTLS logs the key of a resumed session of TLS 1.2 for the first client random only. */
    void LogResumedKey() const;

    void OfferSession();
    void KeepSession();
    void NoteOutcome();
    Progress Fail(int error);
    gnutls_alert_description_t CertificateAlert() const;

    std::shared_ptr<TlsClientContext> m_client; //!< null on a server
    std::shared_ptr<TlsServerContext> m_server; //!< null on a client
    SeededBytes m_random;
    gnutls_session_t m_session{nullptr};
    std::string m_serverName;
    std::string m_input;
    std::size_t m_inputAt{0};  //!< octets of the input already taken
    std::uint64_t m_erased{0}; //!< octets of the input before what is in m_input
    std::string m_output;
    std::size_t m_overhead{0};
    bool m_resumed{false};
    bool m_unkept{false}; //!< TLS 1.2 client: the session is still to be remembered
    std::string m_cipher;
    std::string m_alpn;
};

} // namespace pagewire

#endif
