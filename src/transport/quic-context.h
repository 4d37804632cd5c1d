// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_CONTEXT_H
#define PAGEWIRE_TRANSPORT_QUIC_CONTEXT_H

#include "transport/ngtcp2-names.h"
#include "transport/quic-endpoint.h"
#include "transport/tls-context.h"

#include "base/seed.h"

#include <gnutls/gnutls.h>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace pagewire
{

/** What the contexts of QUIC servers and clients have in common. */
class QuicContext
{
  public:
    /** \param groups of key exchange, as GroupPriorities writes them */
    QuicContext(const QuicOptions& options,
                std::uint64_t seed,
                QlogSink qlog,
                const std::string& groups);

    const QuicOptions& Options() const
    {
        return m_options;
    }

    /** \return where qlogs go; empty: nowhere */
    const QlogSink& Qlog() const
    {
        return m_qlog;
    }

    gnutls_priority_t Priorities() const
    {
        return m_priorities.get();
    }

    /** \return what the randomness of the next connection starts from */
    std::uint64_t NextConnectionSeed();

    /** \return what the randomness of another part starts from */
    std::uint64_t SeedOf(std::string_view part) const;

  private:
    QuicOptions m_options;
    std::uint64_t m_seed;
    std::uint64_t m_connections{0};
    QlogSink m_qlog;
    std::unique_ptr<std::remove_pointer_t<gnutls_priority_t>, TlsContextDeleter> m_priorities;
};

/** What a server's connections share: keys, secrets, and which tickets were used for 0-RTT. */
class QuicServerContext : public QuicContext
{
  public:
    static constexpr std::size_t SECRET_BYTES = 32;
    using Secret = std::array<std::uint8_t, SECRET_BYTES>;

    QuicServerContext(const QuicOptions& options,
                      std::shared_ptr<TlsServerContext> tls,
                      std::uint64_t seed,
                      QlogSink qlog);
    ~QuicServerContext();

    TlsServerContext& Tls() const
    {
        return *m_tls;
    }

    /** \return what address validation tokens and stateless reset tokens are made with */
    const Secret& TokenSecret() const
    {
        return m_tokenSecret;
    }

    const Secret& ResetSecret() const
    {
        return m_resetSecret;
    }

    /** \return the last smoothed round trip to a client's address; none before a connection */
    std::optional<ns3::Time> RoundTripTo(ns3::Ipv4Address client) const;

    void RememberRoundTrip(ns3::Ipv4Address client, ns3::Time roundTrip);

    void ForgetRoundTrips()
    {
        m_roundTrips.clear();
    }

    /** \return what refuses 0-RTT of a ClientHello seen before (RFC 8446 section 8.2) */
    gnutls_anti_replay_t AntiReplay() const
    {
        return m_antiReplay;
    }

  private:
    static int NoteHello(void* self,
                         time_t expires,
                         const gnutls_datum_t* key,
                         const gnutls_datum_t* data);

    std::shared_ptr<TlsServerContext> m_tls;
    Secret m_tokenSecret{};
    Secret m_resetSecret{};
    gnutls_anti_replay_t m_antiReplay{nullptr};
    std::map<ns3::Ipv4Address, ns3::Time> m_roundTrips;
    std::set<std::string> m_hellos; //!< whose 0-RTT was accepted, of late
    std::deque<std::pair<std::string, ns3::Time>> m_helloOrder; //!< the oldest first
};

/** What a client knows of a server from earlier connections. */
struct QuicMemory
{
    std::deque<std::string> sessions;               //!< TLS sessions, each for one resumption
    std::optional<RememberedParameters> parameters; //!< of the newest
    ns3::Time roundTrip{0};                         //!< smoothed, of the last connection; 0: none
    ns3::Ipv4Address roundTripFrom;                 //!< the address of this host that it was from
    std::string token;                              //!< of the newest NEW_TOKEN, for one connection
};

/** A client's trust and what it remembers of servers, by name. */
class QuicClientContext : public QuicContext, public std::enable_shared_from_this<QuicClientContext>
{
  public:
    QuicClientContext(const QuicOptions& options,
                      std::shared_ptr<TlsClientContext> tls,
                      std::uint64_t seed,
                      QlogSink qlog);

    TlsClientContext& Tls() const
    {
        return *m_tls;
    }

    QuicMemory& MemoryOf(const std::string& serverName)
    {
        return m_memory[serverName];
    }

    void ForgetServers()
    {
        m_memory.clear();
    }

    /** Holds what is left of a connection for so long, if the context lives that long. */
    void Keep(std::shared_ptr<void> remains, ns3::Time time);

  private:
    std::shared_ptr<TlsClientContext> m_tls;
    std::map<std::string, QuicMemory> m_memory;
    std::map<std::uint64_t, std::shared_ptr<void>> m_remains;
    std::uint64_t m_kept{0}; //!< in all
};

} // namespace pagewire

#endif
