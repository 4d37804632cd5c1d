// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-session.h"

#include "transport/gnutls-environment.h"
#include "transport/tls-setup.h"

#include "base/error.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace pagewire
{

namespace
{

/** More records than any peer needs for nothing (warning alerts, empty records) in one go. */
constexpr int MOST_IDLE_STEPS = 1000;

constexpr std::size_t LARGEST_PLAINTEXT = 16384;

unsigned
ClientFlags(const TlsOptions& options)
{
    // One key share, of the group wanted most, as OpenSSL sends.
    return GNUTLS_CLIENT | GNUTLS_KEY_SHARE_TOP |
           (options.falseStart ? GNUTLS_ENABLE_FALSE_START : 0U);
}

unsigned
ServerFlags()
{
    // Tickets are sent by SendTicket, one at a time.
    return GNUTLS_SERVER | GNUTLS_NO_AUTO_SEND_TICKET;
}

} // namespace

TlsSession::TlsSession(TlsContext& context, unsigned flags)
    : m_random(context.NextConnectionSeed())
{
    const GnutlsScope scope(m_random);
    CheckGnutls(gnutls_init(&m_session, flags | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL),
                "set up a TLS session");
    CheckGnutls(gnutls_priority_set(m_session, context.Priorities()), "set TLS ciphers");
    CheckGnutls(gnutls_credentials_set(m_session, GNUTLS_CRD_CERTIFICATE, context.Credentials()),
                "set TLS credentials");
    gnutls_handshake_set_timeout(m_session, GNUTLS_INDEFINITE_TIMEOUT);
    gnutls_session_set_ptr(m_session, this);
    gnutls_transport_set_ptr(m_session, this);
    gnutls_transport_set_push_function(m_session, &TlsSession::Push);
    gnutls_transport_set_pull_function(m_session, &TlsSession::Pull);
    gnutls_transport_set_pull_timeout_function(m_session, &TlsSession::PullReady);
}

TlsSession::TlsSession(std::shared_ptr<TlsClientContext> context,
                       const std::string& serverName,
                       const std::vector<std::string>& alpn)
    : TlsSession(*context, ClientFlags(context->Options()))
{
    m_client = std::move(context);
    m_serverName = serverName;
    const GnutlsScope scope(m_random);
    SetServerName(m_session, m_serverName);
    SetAlpnProtocols(m_session, alpn, 0);
    if (m_client->LogsKeys())
    {
        gnutls_session_set_keylog_function(m_session, &TlsSession::NoteKey);
    }
    if (m_client->Options().version == TlsVersion::TLS13)
    {
        gnutls_handshake_set_hook_function(m_session,
                                           GNUTLS_HANDSHAKE_NEW_SESSION_TICKET,
                                           GNUTLS_HOOK_POST,
                                           &TlsSession::KeepTicket);
    }
    OfferSession();
}

TlsSession::TlsSession(std::shared_ptr<TlsServerContext> context,
                       const std::vector<std::string>& alpn)
    : TlsSession(*context, ServerFlags())
{
    m_server = std::move(context);
    const GnutlsScope scope(m_random);
    SetAlpnProtocols(m_session, alpn, GNUTLS_ALPN_SERVER_PRECEDENCE);
    if (m_server->Options().tickets)
    {
        CheckGnutls(gnutls_session_ticket_enable_server(m_session, &m_server->TicketKey()),
                    "enable session tickets");
    }
}

TlsSession::~TlsSession()
{
    const GnutlsScope scope(m_random);
    gnutls_deinit(m_session);
}

const TlsOptions&
TlsSession::Options() const
{
    return m_client ? m_client->Options() : m_server->Options();
}

void
TlsSession::OfferSession()
{
    if (!Options().resume)
    {
        return;
    }
    const std::string session = m_client->TakeSession(m_serverName);
    if (!session.empty())
    {
        // One that has expired meanwhile is refused here: the handshake is then a full one.
        gnutls_session_set_data(m_session, session.data(), session.size());
    }
}

void
TlsSession::KeepSession()
{
    m_unkept = false;
    if (std::string packed = PackSession(m_session); !packed.empty())
    {
        m_client->KeepSession(m_serverName, std::move(packed));
    }
}

int
TlsSession::KeepTicket(gnutls_session_t session,
                       unsigned,
                       unsigned,
                       unsigned incoming,
                       const gnutls_datum_t*)
{
    if (incoming)
    {
        static_cast<TlsSession*>(gnutls_session_get_ptr(session))->KeepSession();
    }
    return 0;
}

void
TlsSession::LogKey(const char* label, const gnutls_datum_t& secret) const
{
    m_client->LogKey(KeyLogLine(m_session, label, secret));
}

int
TlsSession::NoteKey(gnutls_session_t session, const char* label, const gnutls_datum_t* secret)
{
    static_cast<const TlsSession*>(gnutls_session_get_ptr(session))->LogKey(label, *secret);
    return 0;
}

void
TlsSession::LogResumedKey() const
{
    if (m_client && m_client->LogsKeys() && m_resumed &&
        m_client->Options().version == TlsVersion::TLS12)
    {
        gnutls_datum_t secret{nullptr, 0};
        gnutls_session_get_master_secret(m_session, &secret);
        LogKey("CLIENT_RANDOM", secret);
    }
}

ssize_t
TlsSession::Push(gnutls_transport_ptr_t self, const void* data, std::size_t size)
{
    static_cast<TlsSession*>(self)->m_output.append(static_cast<const char*>(data), size);
    return static_cast<ssize_t>(size);
}

ssize_t
TlsSession::Pull(gnutls_transport_ptr_t pointer, void* data, std::size_t size)
{
    auto* self = static_cast<TlsSession*>(pointer);
    const std::size_t taken = std::min(size, self->m_input.size() - self->m_inputAt);
    if (taken == 0)
    {
        gnutls_transport_set_errno(self->m_session, EAGAIN);
        return -1;
    }
    std::memcpy(data, self->m_input.data() + self->m_inputAt, taken);
    self->m_inputAt += taken;
    return static_cast<ssize_t>(taken);
}

int
TlsSession::PullReady(gnutls_transport_ptr_t pointer, unsigned)
{
    const auto* self = static_cast<TlsSession*>(pointer);
    return self->m_inputAt < self->m_input.size() ? 1 : 0;
}

void
TlsSession::Feed(std::string_view bytes)
{
    m_input.erase(0, m_inputAt);
    m_erased += m_inputAt;
    m_inputAt = 0;
    m_input += bytes;
}

std::size_t
TlsSession::RecordPrefix() const
{
    constexpr std::size_t HEADER = 5; // RFC 8446 section 5.1
    constexpr std::size_t TAG = 16;
    // TLS 1.2 may put a part of the nonce before the content (RFC 5288); 1.3 adds only behind it.
    return Options().version == TlsVersion::TLS13 ? HEADER : m_overhead - std::min(m_overhead, TAG);
}

TlsSession::Progress
TlsSession::Handshake()
{
    const GnutlsScope scope(m_random);
    for (int step = 0; step < MOST_IDLE_STEPS; ++step)
    {
        const int result = gnutls_handshake(m_session);
        if (result == 0)
        {
            NoteOutcome();
            return Progress::DONE;
        }
        if (result == GNUTLS_E_AGAIN)
        {
            return Progress::WAIT;
        }
        if (gnutls_error_is_fatal(result))
        {
            return Fail(result);
        }
    }
    return Fail(GNUTLS_E_UNEXPECTED_PACKET);
}

void
TlsSession::NoteOutcome()
{
    m_overhead = gnutls_record_overhead_size(m_session);
    m_resumed = gnutls_session_is_resumed(m_session) != 0;
    m_cipher = CipherName(m_session);
    m_alpn = AgreedAlpn(m_session);
    LogResumedKey();
    m_unkept = m_client && m_client->Options().version == TlsVersion::TLS12;
    if (m_unkept && !(gnutls_session_get_flags(m_session) & GNUTLS_SFLAGS_FALSE_START))
    {
        KeepSession();
    }
}

TlsSession::Progress
TlsSession::SendTicket()
{
    assert(m_server);
    const GnutlsScope scope(m_random);
    const int result = gnutls_session_ticket_send(m_session, 1, 0);
    return result < 0 ? Fail(result) : Progress::DONE;
}

TlsSession::Progress
TlsSession::Encrypt(std::string_view bytes)
{
    assert(!bytes.empty() && bytes.size() <= LARGEST_PLAINTEXT);
    const GnutlsScope scope(m_random);
    const ssize_t result = gnutls_record_send(m_session, bytes.data(), bytes.size());
    if (result < 0)
    {
        return Fail(static_cast<int>(result));
    }
    // GnuTLS cuts a record where the peer asked for shorter ones (RFC 8449).
    const auto taken = static_cast<std::size_t>(result);
    return taken < bytes.size() ? Encrypt(bytes.substr(taken)) : Progress::DONE;
}

TlsSession::Progress
TlsSession::Decrypt(std::string& plaintext)
{
    const GnutlsScope scope(m_random);
    char buffer[LARGEST_PLAINTEXT];
    for (int step = 0; step < MOST_IDLE_STEPS; ++step)
    {
        const ssize_t result = gnutls_record_recv(m_session, buffer, sizeof buffer);
        if (result >= 0)
        {
            if (m_unkept)
            {
                KeepSession();
            }
            plaintext.append(buffer, static_cast<std::size_t>(result));
            return Progress::DONE;
        }
        const bool more = m_inputAt < m_input.size();
        if (result == GNUTLS_E_AGAIN && !more)
        {
            return Progress::WAIT;
        }
        if (gnutls_error_is_fatal(static_cast<int>(result)) || result == GNUTLS_E_REHANDSHAKE)
        {
            return Fail(static_cast<int>(result));
        }
    }
    return Fail(GNUTLS_E_UNEXPECTED_PACKET);
}

void
TlsSession::Close()
{
    const GnutlsScope scope(m_random);
    gnutls_bye(m_session, GNUTLS_SHUT_WR);
}

TlsSession::Progress
TlsSession::Fail(int error)
{
    const bool alerted =
        error == GNUTLS_E_FATAL_ALERT_RECEIVED || error == GNUTLS_E_PREMATURE_TERMINATION;
    if (error == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
    {
        gnutls_alert_send(m_session, GNUTLS_AL_FATAL, CertificateAlert());
    }
    else if (!alerted)
    {
        gnutls_alert_send_appropriate(m_session, error);
    }
    return Progress::FAILED;
}

gnutls_alert_description_t
TlsSession::CertificateAlert() const
{
    const unsigned status = gnutls_session_get_verify_cert_status(m_session);
    if (status & GNUTLS_CERT_SIGNER_NOT_FOUND)
    {
        return GNUTLS_A_UNKNOWN_CA;
    }
    if (status & (GNUTLS_CERT_EXPIRED | GNUTLS_CERT_NOT_ACTIVATED))
    {
        return GNUTLS_A_CERTIFICATE_EXPIRED;
    }
    return GNUTLS_A_BAD_CERTIFICATE;
}

} // namespace pagewire
