// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-tls.h"

#include "transport/gnutls-environment.h"
#include "transport/tls-setup.h"

#include <stdexcept>
#include <utility>

namespace pagewire
{

namespace
{

/** QUIC limits 0-RTT by its own flow control (RFC 9001 section 4.6.1). */
constexpr std::uint32_t EARLY_DATA_SIZE = 0xffffffff;

/** \return the flag of a session's ends that take part in 0-RTT; the others must not offer it */
unsigned
EarlyDataFlag(const QuicOptions& options)
{
    return options.earlyData ? unsigned{GNUTLS_ENABLE_EARLY_DATA} : 0U;
}

/** Sessions of a server that a client remembers. */
constexpr std::size_t KEPT_SESSIONS = 16;

} // namespace

QuicTls::QuicTls(std::shared_ptr<QuicClientContext> context,
                 const std::string& serverName,
                 const std::string& alpn)
    : m_client(std::move(context)),
      m_serverName(serverName)
{
    Open(GNUTLS_CLIENT | GNUTLS_KEY_SHARE_TOP | GNUTLS_NO_END_OF_EARLY_DATA |
             EarlyDataFlag(m_client->Options()),
         *m_client,
         m_client->Tls());
    SetServerName(m_session, m_serverName);
    SetAlpnProtocols(m_session, {alpn}, GNUTLS_ALPN_MANDATORY);
    if (m_client->Tls().LogsKeys())
    {
        gnutls_session_set_keylog_function(m_session, &QuicTls::NoteKey);
    }
    gnutls_handshake_set_hook_function(m_session,
                                       GNUTLS_HANDSHAKE_NEW_SESSION_TICKET,
                                       GNUTLS_HOOK_POST,
                                       &QuicTls::KeepTicket);
    if (ngtcp2_crypto_gnutls_configure_client_session(m_session) != 0)
    {
        throw std::runtime_error("cannot set up a TLS session for QUIC");
    }
}

QuicTls::QuicTls(std::shared_ptr<QuicServerContext> context, const std::string& alpn)
    : m_server(std::move(context))
{
    Open(GNUTLS_SERVER | GNUTLS_NO_AUTO_SEND_TICKET | GNUTLS_NO_END_OF_EARLY_DATA |
             EarlyDataFlag(m_server->Options()),
         *m_server,
         m_server->Tls());
    SetAlpnProtocols(m_session, {alpn}, GNUTLS_ALPN_MANDATORY | GNUTLS_ALPN_SERVER_PRECEDENCE);
    if (m_server->Tls().Options().tickets)
    {
        CheckGnutls(gnutls_session_ticket_enable_server(m_session, &m_server->Tls().TicketKey()),
                    "enable session tickets");
    }
    if (m_server->Options().earlyData)
    {
        gnutls_record_set_max_early_data_size(m_session, EARLY_DATA_SIZE);
        gnutls_anti_replay_enable(m_session, m_server->AntiReplay());
    }
    if (ngtcp2_crypto_gnutls_configure_server_session(m_session) != 0)
    {
        throw std::runtime_error("cannot set up a TLS session for QUIC");
    }
}

void
QuicTls::Open(unsigned flags, QuicContext& context, TlsContext& tls)
{
    CheckGnutls(gnutls_init(&m_session, flags | GNUTLS_NO_SIGNAL), "set up a TLS session");
    CheckGnutls(gnutls_priority_set(m_session, context.Priorities()), "set TLS ciphers");
    CheckGnutls(gnutls_credentials_set(m_session, GNUTLS_CRD_CERTIFICATE, tls.Credentials()),
                "set TLS credentials");
    gnutls_handshake_set_timeout(m_session, GNUTLS_INDEFINITE_TIMEOUT);
    m_reference.get_conn = &QuicTls::Connection;
    m_reference.user_data = this;
    gnutls_session_set_ptr(m_session, &m_reference);
}

QuicTls::~QuicTls()
{
    gnutls_deinit(m_session);
}

void
QuicTls::Bind(ngtcp2_conn* connection)
{
    m_connection = connection;
    ngtcp2_conn_set_tls_native_handle(connection, m_session);
}

bool
QuicTls::Resume(const std::string& session)
{
    // One that has expired meanwhile is refused here: the handshake is then a full one.
    return gnutls_session_set_data(m_session, session.data(), session.size()) == 0;
}

bool
QuicTls::TakesEarlyData() const
{
    return m_client->Options().earlyData &&
           gnutls_record_get_max_early_data_size(m_session) == EARLY_DATA_SIZE;
}

void
QuicTls::SendTickets(unsigned count)
{
    if (count > 0)
    {
        gnutls_session_ticket_send(m_session, count, 0);
    }
}

bool
QuicTls::Resumed() const
{
    return gnutls_session_is_resumed(m_session) != 0;
}

bool
QuicTls::EarlyDataAccepted() const
{
    return (gnutls_session_get_flags(m_session) & GNUTLS_SFLAGS_EARLY_DATA) != 0;
}

std::string
QuicTls::Cipher() const
{
    return CipherName(m_session);
}

ngtcp2_conn*
QuicTls::Connection(ngtcp2_crypto_conn_ref* reference)
{
    return static_cast<QuicTls*>(reference->user_data)->m_connection;
}

QuicTls&
QuicTls::Of(gnutls_session_t session)
{
    auto* reference = static_cast<ngtcp2_crypto_conn_ref*>(gnutls_session_get_ptr(session));
    return *static_cast<QuicTls*>(reference->user_data);
}

int
QuicTls::NoteKey(gnutls_session_t session, const char* label, const gnutls_datum_t* secret)
{
    Of(session).m_client->Tls().LogKey(KeyLogLine(session, label, *secret));
    return 0;
}

int
QuicTls::KeepTicket(gnutls_session_t session,
                    unsigned,
                    unsigned,
                    unsigned incoming,
                    const gnutls_datum_t*)
{
    QuicTls& self = Of(session);
    std::string packed = incoming ? PackSession(session) : std::string();
    if (!packed.empty())
    {
        auto& sessions = self.m_client->MemoryOf(self.m_serverName).sessions;
        sessions.push_back(std::move(packed));
        if (sessions.size() > KEPT_SESSIONS)
        {
            sessions.pop_front();
        }
    }
    return 0;
}

} // namespace pagewire
