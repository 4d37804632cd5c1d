// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_SERVER_CONNECTION_H
#define PAGEWIRE_TRANSPORT_QUIC_SERVER_CONNECTION_H

#include "transport/quic-demultiplexer.h"
#include "transport/quic-engine.h"

#include <memory>
#include <optional>
#include <set>
#include <string>

namespace pagewire
{

/** How a client's first datagram begins a connection. */
struct QuicBeginning
{
    ns3::InetSocketAddress local;
    ns3::InetSocketAddress remote;
    ngtcp2_pkt_hd header;
    std::optional<ngtcp2_cid> original; //!< after a Retry: the first destination connection ID
    bool hasToken{false};               //!< the address is validated by the token in the header
};

/** A server's end of a connection, behind the acceptor that it came through. */
class QuicServerConnection : public QuicEngine
{
  public:
    QuicServerConnection(std::weak_ptr<QuicAcceptor::Impl> acceptor,
                         std::shared_ptr<QuicServerContext> context,
                         const std::string& alpn,
                         const QuicBeginning& beginning);
    ~QuicServerConnection() override;

    void Open() override
    {}

  private:
    void Transmit(const ngtcp2_path& path, std::string_view payload, Ecn ecn) override;
    bool IsTaken(const ngtcp2_cid& cid) const override;
    void OnCid(const ngtcp2_cid& cid) override;
    void OnCidRetired(const ngtcp2_cid& cid) override;
    void MakeResetToken(std::uint8_t* token, const ngtcp2_cid& cid) override;
    void OnSendingKey() override;
    void OnHandshakeDone() override;

    void GiveToken();

    std::weak_ptr<QuicAcceptor::Impl> m_acceptor;
    std::shared_ptr<QuicServerContext> m_context;
    std::set<std::string> m_cids; //!< by which the acceptor finds it
};

} // namespace pagewire

#endif
