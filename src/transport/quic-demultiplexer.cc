// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-demultiplexer.h"

#include "base/error.h"
#include "transport/gnutls-environment.h"
#include "transport/quic-server-connection.h"

#include "ns3/simulator.h"

#include <array>
#include <utility>

namespace pagewire
{

namespace
{

/** A client's first datagram is at least so long (RFC 9000 section 14.1). */
constexpr std::size_t FIRST_DATAGRAM_BYTES = 1200;

/** How long the tokens hold that a server gives. */
constexpr std::uint64_t RETRY_TOKEN_TIME = 10 * NGTCP2_SECONDS;
constexpr std::uint64_t NEW_TOKEN_TIME = 3600 * NGTCP2_SECONDS;

/** A stateless reset is shorter than what it answers, and no shorter than this (section 10.3). */
constexpr std::size_t LEAST_RESET_BYTES = 21;
constexpr std::size_t MOST_RESET_BYTES = 42;

ngtcp2_cid
MakeCid(const std::uint8_t* data, std::size_t size)
{
    ngtcp2_cid cid{};
    ngtcp2_cid_init(&cid, data, std::min<std::size_t>(size, NGTCP2_MAX_CIDLEN));
    return cid;
}

std::string_view
Text(const std::uint8_t* data, std::size_t size)
{
    return std::string_view(reinterpret_cast<const char*>(data), size);
}

} // namespace

QuicAcceptor::Impl::Impl(ns3::Ptr<ns3::Node> node,
                         std::shared_ptr<QuicServerContext> context,
                         const std::string& alpn,
                         Accept accept)
    : m_context(std::move(context)),
      m_alpn(alpn),
      m_accept(std::move(accept)),
      m_random(m_context->SeedOf("acceptor")),
      m_endpoint(node, [this](const ReceivedDatagram& datagram) { Receive(datagram); })
{}

void
QuicAcceptor::Impl::Listen(std::uint16_t port)
{
    if (!m_endpoint.Listen(port))
    {
        throw InputError("UDP port " + std::to_string(port) +
                         " is taken already; choose another port");
    }
}

void
QuicAcceptor::Impl::Close()
{
    m_endpoint.Close();
    m_graves.clear();
}

void
QuicAcceptor::Impl::Send(const ns3::InetSocketAddress& local,
                         const ns3::InetSocketAddress& remote,
                         std::string_view payload,
                         Ecn ecn)
{
    m_endpoint.Send(local, remote, payload, ecn);
}

bool
QuicAcceptor::Impl::Knows(const ngtcp2_cid& cid) const
{
    const std::string id = CidText(cid);
    return m_connections.count(id) > 0 || m_graves.count(id) > 0;
}

void
QuicAcceptor::Impl::Add(const ngtcp2_cid& cid, QuicEngine& connection)
{
    m_connections[CidText(cid)] = &connection;
}

void
QuicAcceptor::Impl::Remove(const ngtcp2_cid& cid)
{
    m_connections.erase(CidText(cid));
}

void
QuicAcceptor::Impl::Bury(const std::vector<std::string>& cids,
                         const std::string& farewell,
                         ns3::Time linger)
{
    for (const std::string& cid : cids)
    {
        m_connections.erase(cid);
    }
    if (!linger.IsStrictlyPositive())
    {
        return;
    }
    const auto grave = std::make_shared<QuicGrave>(farewell);
    for (const std::string& cid : cids)
    {
        m_graves[cid] = grave;
    }
    ns3::Simulator::Schedule(linger, [weak = weak_from_this(), cids] {
        if (const auto self = weak.lock())
        {
            for (const std::string& cid : cids)
            {
                self->m_graves.erase(cid);
            }
        }
    });
}

void
QuicAcceptor::Impl::Receive(const ReceivedDatagram& datagram)
{
    const auto self = shared_from_this(); // an application may drop its acceptor
    const auto* data = QuicCloseError::Octets(datagram.payload);
    ngtcp2_version_cid ids{};
    // It is not to be asked about an empty datagram.
    const int result = datagram.payload.empty()
                         ? NGTCP2_ERR_INVALID_ARGUMENT
                         : ngtcp2_pkt_decode_version_cid(&ids,
                                                         data,
                                                         datagram.payload.size(),
                                                         m_context->Options().connectionIdLength);
    if (result != 0 && result != NGTCP2_ERR_VERSION_NEGOTIATION)
    {
        ++m_strays;
        return;
    }
    const std::string cid(Text(ids.dcid, ids.dcidlen));
    const auto connection = m_connections.find(cid);
    if (connection != m_connections.end())
    {
        if (datagram.waits)
        {
            connection->second->NoteWaits(*datagram.waits);
        }
        connection->second->Receive(datagram.local,
                                    datagram.remote,
                                    datagram.payload,
                                    datagram.ecn);
        return;
    }
    const auto grave = m_graves.find(cid);
    if (grave != m_graves.end())
    {
        if (grave->second->Answers())
        {
            Send(datagram.local, datagram.remote, grave->second->Farewell(), Ecn::NOT_ECT);
        }
        return;
    }
    ReceiveStray(datagram, ids);
}

void
QuicAcceptor::Impl::ReceiveStray(const ReceivedDatagram& datagram, const ngtcp2_version_cid& ids)
{
    const bool isLong = ids.version != 0;
    if (isLong && m_closed)
    {
        ++m_strays;
        return;
    }
    if (isLong && ids.version != QUIC_VERSION_1)
    {
        NegotiateVersion(datagram, ids);
        return;
    }
    ngtcp2_pkt_hd header{};
    const bool begins = isLong && ngtcp2_accept(&header,
                                                QuicCloseError::Octets(datagram.payload),
                                                datagram.payload.size()) == 0;
    if (begins)
    {
        Begin(datagram, header);
        return;
    }
    ++m_strays;
    const bool isShort = (QuicCloseError::Octets(datagram.payload)[0] & 0x80) == 0;
    if (isShort && m_context->Options().statelessReset)
    {
        ResetStateless(datagram, Text(ids.dcid, ids.dcidlen));
    }
}

void
QuicAcceptor::Impl::Begin(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header)
{
    const Validation validation = Validate(datagram, header);
    switch (validation.outcome)
    {
    case Validation::Outcome::WANTED:
        SendRetry(datagram, header);
        return;
    case Validation::Outcome::REFUSED:
        RefuseToken(datagram, header);
        return;
    default:
        break;
    }
    QuicBeginning beginning{datagram.local, datagram.remote, header, std::nullopt, false};
    if (validation.outcome == Validation::Outcome::RETRY)
    {
        beginning.original = validation.original;
    }
    beginning.hasToken = validation.outcome == Validation::Outcome::TOKEN;
    auto connection =
        std::make_unique<QuicServerConnection>(weak_from_this(), m_context, m_alpn, beginning);
    QuicServerConnection& made = *connection;
    m_accept(std::move(connection));
    if (datagram.waits)
    {
        made.NoteWaits(*datagram.waits);
    }
    made.Receive(datagram.local, datagram.remote, datagram.payload, datagram.ecn);
}

QuicAcceptor::Impl::Validation
QuicAcceptor::Impl::Validate(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header) const
{
    using Outcome = Validation::Outcome;
    const Outcome without = m_context->Options().retry ? Outcome::WANTED : Outcome::NONE;
    if (header.token.len == 0)
    {
        return {without, {}};
    }
    const QuicPath path(datagram.local, datagram.remote);
    const auto& secret = m_context->TokenSecret();
    if (header.token.base[0] == NGTCP2_CRYPTO_TOKEN_MAGIC_RETRY)
    {
        Validation validation{Outcome::RETRY, {}};
        const int result = ngtcp2_crypto_verify_retry_token(&validation.original,
                                                            header.token.base,
                                                            header.token.len,
                                                            secret.data(),
                                                            secret.size(),
                                                            header.version,
                                                            path.Remote(),
                                                            sizeof(sockaddr_in),
                                                            &header.dcid,
                                                            RETRY_TOKEN_TIME,
                                                            VirtualUnixNanoseconds());
        return result == 0 ? validation : Validation{Outcome::REFUSED, {}};
    }
    const int result = ngtcp2_crypto_verify_regular_token(header.token.base,
                                                          header.token.len,
                                                          secret.data(),
                                                          secret.size(),
                                                          path.Remote(),
                                                          sizeof(sockaddr_in),
                                                          NEW_TOKEN_TIME,
                                                          VirtualUnixNanoseconds());
    return {result == 0 ? Outcome::TOKEN : without, {}};
}

void
QuicAcceptor::Impl::Reply(const ReceivedDatagram& datagram,
                          const std::uint8_t* data,
                          ngtcp2_ssize size)
{
    if (size > 0)
    {
        Send(datagram.local,
             datagram.remote,
             Text(data, static_cast<std::size_t>(size)),
             Ecn::NOT_ECT);
    }
}

void
QuicAcceptor::Impl::NegotiateVersion(const ReceivedDatagram& datagram,
                                     const ngtcp2_version_cid& ids)
{
    ++m_strays;
    if (datagram.payload.size() < FIRST_DATAGRAM_BYTES)
    {
        return; // section 6.1: it might be the answer to a forged address
    }
    std::array<std::uint8_t, FIRST_DATAGRAM_BYTES> buffer{};
    // A version of the reserved pattern 0x?a?a?a?a keeps clients able to ignore unknown ones.
    const std::array<std::uint32_t, 2> versions{0x1a2a3a4a, QUIC_VERSION_1};
    const auto unused = static_cast<std::uint8_t>(m_random.Next());
    Reply(datagram,
          buffer.data(),
          ngtcp2_pkt_write_version_negotiation(buffer.data(),
                                               buffer.size(),
                                               unused,
                                               ids.scid,
                                               ids.scidlen,
                                               ids.dcid,
                                               ids.dcidlen,
                                               versions.data(),
                                               versions.size()));
}

void
QuicAcceptor::Impl::SendRetry(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header)
{
    const GnutlsScope scope(m_random);
    ngtcp2_cid chosen{};
    chosen.datalen = m_context->Options().connectionIdLength;
    m_random.Fill(chosen.data, chosen.datalen);
    const QuicPath path(datagram.local, datagram.remote);
    const auto& secret = m_context->TokenSecret();
    std::array<std::uint8_t, NGTCP2_CRYPTO_MAX_RETRY_TOKENLEN> token{};
    const ngtcp2_ssize tokenSize = ngtcp2_crypto_generate_retry_token(token.data(),
                                                                      secret.data(),
                                                                      secret.size(),
                                                                      header.version,
                                                                      path.Remote(),
                                                                      sizeof(sockaddr_in),
                                                                      &chosen,
                                                                      &header.dcid,
                                                                      VirtualUnixNanoseconds());
    std::array<std::uint8_t, FIRST_DATAGRAM_BYTES> buffer{};
    if (tokenSize > 0)
    {
        Reply(datagram,
              buffer.data(),
              ngtcp2_crypto_write_retry(buffer.data(),
                                        buffer.size(),
                                        header.version,
                                        &header.scid,
                                        &chosen,
                                        &header.dcid,
                                        token.data(),
                                        static_cast<std::size_t>(tokenSize)));
    }
}

void
QuicAcceptor::Impl::RefuseToken(const ReceivedDatagram& datagram, const ngtcp2_pkt_hd& header)
{
    ++m_strays;
    const GnutlsScope scope(m_random);
    std::array<std::uint8_t, FIRST_DATAGRAM_BYTES> buffer{};
    Reply(datagram,
          buffer.data(),
          ngtcp2_crypto_write_connection_close(buffer.data(),
                                               buffer.size(),
                                               header.version,
                                               &header.scid,
                                               &header.dcid,
                                               NGTCP2_INVALID_TOKEN,
                                               nullptr,
                                               0));
}

void
QuicAcceptor::Impl::ResetStateless(const ReceivedDatagram& datagram, std::string_view cid)
{
    if (datagram.payload.size() <= LEAST_RESET_BYTES)
    {
        return;
    }
    const GnutlsScope scope(m_random);
    const ngtcp2_cid target = MakeCid(QuicCloseError::Octets(cid), cid.size());
    std::array<std::uint8_t, NGTCP2_STATELESS_RESET_TOKENLEN> token{};
    const auto& secret = m_context->ResetSecret();
    if (ngtcp2_crypto_generate_stateless_reset_token(token.data(),
                                                     secret.data(),
                                                     secret.size(),
                                                     &target) != 0)
    {
        return;
    }
    const std::size_t size = std::min(datagram.payload.size() - 1, MOST_RESET_BYTES);
    std::array<std::uint8_t, MOST_RESET_BYTES> random{};
    std::array<std::uint8_t, MOST_RESET_BYTES> buffer{};
    m_random.Fill(random.data(), random.size());
    Reply(datagram,
          buffer.data(),
          ngtcp2_pkt_write_stateless_reset(buffer.data(),
                                           size,
                                           token.data(),
                                           random.data(),
                                           size - token.size()));
}

QuicAcceptor::QuicAcceptor(ns3::Ptr<ns3::Node> node,
                           std::uint16_t port,
                           std::shared_ptr<QuicServerContext> context,
                           const std::string& alpn,
                           Accept accept)
    : m_impl(std::make_shared<Impl>(node, std::move(context), alpn, std::move(accept)))
{
    m_impl->Listen(port);
}

QuicAcceptor::~QuicAcceptor()
{
    m_impl->Close();
}

void
QuicAcceptor::StopAccepting()
{
    m_impl->StopAccepting();
}

std::uint64_t
QuicAcceptor::Strays() const
{
    return m_impl->Strays();
}

std::size_t
QuicAcceptor::LiveIds() const
{
    return m_impl->LiveIds();
}

std::size_t
QuicAcceptor::BuriedIds() const
{
    return m_impl->BuriedIds();
}

} // namespace pagewire
