// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-server-connection.h"

#include "transport/quic-callbacks.h"

#include <cassert>
#include <vector>

namespace pagewire
{

QuicServerConnection::QuicServerConnection(std::weak_ptr<QuicAcceptor::Impl> acceptor,
                                           std::shared_ptr<QuicServerContext> context,
                                           const std::string& alpn,
                                           const QuicBeginning& beginning)
    : QuicEngine(context->Options(), context->NextConnectionSeed(), true),
      m_acceptor(std::move(acceptor)),
      m_context(std::move(context))
{
    TellWindows(m_acceptor.lock()->GetNode());
    const Scope scope(*this);
    const ngtcp2_pkt_hd& header = beginning.header;
    const ngtcp2_cid original = beginning.original.value_or(header.dcid);
    SetQlog(m_context->Qlog(), original, true);
    const ngtcp2_cid own = NewCid(Options().connectionIdLength);
    // A client that shows a token has been here before.
    const bool remembers = Options().rememberRtt && beginning.hasToken;
    ngtcp2_settings settings =
        Settings(remembers ? m_context->RoundTripTo(beginning.remote.GetIpv4()) : std::nullopt);
    settings.qlog.odcid = original;
    std::uint32_t version = QUIC_VERSION_1; // the only one spoken here
    settings.other_versions = &version;
    settings.other_versionslen = 1;
    if (beginning.hasToken || beginning.original)
    {
        settings.token = header.token;
    }
    ngtcp2_transport_params parameters = Parameters();
    parameters.original_dcid = original;
    if (beginning.original)
    {
        parameters.retry_scid = header.dcid;
        parameters.retry_scid_present = 1;
    }
    parameters.stateless_reset_token_present = 1;
    MakeResetToken(parameters.stateless_reset_token, own);
    const ngtcp2_callbacks callbacks = QuicCallbacks::Table(true);
    const QuicPath path(beginning.local, beginning.remote);
    ngtcp2_conn* connection = nullptr;
    const int result = ngtcp2_conn_server_new(&connection,
                                              &header.scid,
                                              &own,
                                              path.Get(),
                                              header.version,
                                              &callbacks,
                                              &settings,
                                              &parameters,
                                              nullptr,
                                              static_cast<QuicEngine*>(this));
    assert(result == 0);
    static_cast<void>(result);
    Adopt(connection, std::make_unique<QuicTls>(m_context, alpn));
    OnCid(own);
    OnCid(header.dcid);
}

QuicServerConnection::~QuicServerConnection()
{
    if (const auto roundTrip = SmoothedRtt())
    {
        m_context->RememberRoundTrip(Transport().remote->GetIpv4(), *roundTrip);
    }
    if (const auto acceptor = m_acceptor.lock())
    {
        acceptor->Bury({m_cids.begin(), m_cids.end()}, Farewell(), Lingering());
    }
}

void
QuicServerConnection::Transmit(const ngtcp2_path& path, std::string_view payload, Ecn ecn)
{
    if (const auto acceptor = m_acceptor.lock())
    {
        acceptor->Send(FromSockaddr(path.local), FromSockaddr(path.remote), payload, ecn);
    }
}

bool
QuicServerConnection::IsTaken(const ngtcp2_cid& cid) const
{
    const auto acceptor = m_acceptor.lock();
    return acceptor && acceptor->Knows(cid);
}

void
QuicServerConnection::OnCid(const ngtcp2_cid& cid)
{
    m_cids.insert(CidText(cid));
    if (const auto acceptor = m_acceptor.lock())
    {
        acceptor->Add(cid, *this);
    }
}

void
QuicServerConnection::OnCidRetired(const ngtcp2_cid& cid)
{
    m_cids.erase(CidText(cid));
    if (const auto acceptor = m_acceptor.lock())
    {
        acceptor->Remove(cid);
    }
}

void
QuicServerConnection::MakeResetToken(std::uint8_t* token, const ngtcp2_cid& cid)
{
    const auto& secret = m_context->ResetSecret();
    ngtcp2_crypto_generate_stateless_reset_token(token, secret.data(), secret.size(), &cid);
}

void
QuicServerConnection::OnSendingKey()
{
    // What a server says of its own accord goes with its first flight (RFC 9114 section 6.2.1).
    TellReady();
}

void
QuicServerConnection::OnHandshakeDone()
{
    const TlsOptions& tls = m_context->Tls().Options();
    if (tls.tickets)
    {
        Tls()->SendTickets(tls.ticketCount);
    }
    if (Options().tokens)
    {
        GiveToken();
    }
}

void
QuicServerConnection::GiveToken()
{
    const auto& secret = m_context->TokenSecret();
    const ngtcp2_path* path = ngtcp2_conn_get_path(Native());
    std::uint8_t token[NGTCP2_CRYPTO_MAX_REGULAR_TOKENLEN];
    const ngtcp2_ssize size = ngtcp2_crypto_generate_regular_token(token,
                                                                   secret.data(),
                                                                   secret.size(),
                                                                   path->remote.addr,
                                                                   path->remote.addrlen,
                                                                   VirtualUnixNanoseconds());
    if (size > 0)
    {
        ngtcp2_conn_submit_new_token(Native(), token, static_cast<std::size_t>(size));
    }
}

} // namespace pagewire
