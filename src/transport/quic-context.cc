// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-context.h"

#include "transport/gnutls-environment.h"
#include "transport/tls-setup.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pagewire
{

namespace
{

/** TLS 1.3 as it is used inside QUIC (RFC 9001 section 8.4: no middlebox compatibility); ciphers
 * and groups as over TCP. */
constexpr const char* PRIORITIES =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305"
    ":%DISABLE_TLS13_COMPAT_MODE";

/**
 * How old a ClientHello may look and still bring 0-RTT, in milliseconds: as old as can be said. A
 * window that ends makes GnuTLS begin its record anew, and refuse 0-RTT to all tickets from before;
 * other servers have no such rule. What keeps copies out is that every hello is known again as long
 * as its ticket lives.
 */
constexpr unsigned REPLAY_WINDOW = std::numeric_limits<unsigned>::max();

/** Octets by which a ClientHello is known again: of SHA-256. */
constexpr std::size_t BINDER_BYTES = 32;

} // namespace

QuicContext::QuicContext(const QuicOptions& options,
                         std::uint64_t seed,
                         QlogSink qlog,
                         const std::string& groups)
    : m_options(options),
      m_seed(seed),
      m_qlog(std::move(qlog))
{
    gnutls_priority_t priorities = nullptr;
    CheckGnutls(gnutls_priority_init(&priorities, (PRIORITIES + groups).c_str(), nullptr),
                "set up QUIC ciphers");
    m_priorities.reset(priorities);
}

std::uint64_t
QuicContext::NextConnectionSeed()
{
    return SeedOf("connection " + std::to_string(m_connections++));
}

std::uint64_t
QuicContext::SeedOf(std::string_view part) const
{
    return MixSeed(m_seed, part);
}

QuicServerContext::QuicServerContext(const QuicOptions& options,
                                     std::shared_ptr<TlsServerContext> tls,
                                     std::uint64_t seed,
                                     QlogSink qlog)
    : QuicContext(options, seed, std::move(qlog), GroupPriorities(!tls->Options().helloRetry)),
      m_tls(std::move(tls))
{
    SeededBytes random(SeedOf("secrets"));
    random.Fill(m_tokenSecret.data(), m_tokenSecret.size());
    random.Fill(m_resetSecret.data(), m_resetSecret.size());
    const GnutlsScope scope(random); // it begins at the present virtual time
    CheckGnutls(gnutls_anti_replay_init(&m_antiReplay), "set up replay protection");
    gnutls_anti_replay_set_window(m_antiReplay, REPLAY_WINDOW);
    gnutls_anti_replay_set_add_function(m_antiReplay, &QuicServerContext::NoteHello);
    gnutls_anti_replay_set_ptr(m_antiReplay, this);
}

QuicServerContext::~QuicServerContext()
{
    gnutls_anti_replay_deinit(m_antiReplay);
}

std::optional<ns3::Time>
QuicServerContext::RoundTripTo(ns3::Ipv4Address client) const
{
    const auto found = m_roundTrips.find(client);
    return found == m_roundTrips.end() ? std::nullopt : std::optional<ns3::Time>(found->second);
}

void
QuicServerContext::RememberRoundTrip(ns3::Ipv4Address client, ns3::Time roundTrip)
{
    m_roundTrips[client] = roundTrip;
}

int
QuicServerContext::NoteHello(void* self, time_t, const gnutls_datum_t* key, const gnutls_datum_t*)
{
    auto& context = *static_cast<QuicServerContext*>(self);
    auto& order = context.m_helloOrder;
    const ns3::Time now = ns3::Simulator::Now();
    // A copy that comes later has a ticket that has expired.
    const ns3::Time lifetime = ns3::Seconds(gnutls_db_get_default_cache_expiration());
    while (!order.empty() && now - order.front().second > lifetime)
    {
        context.m_hellos.erase(order.front().first);
        order.pop_front();
    }
    // The binder of the hello stands last. Before it is the beginning of a window of time, which
    // would let the copy pass as soon as the next one has begun.
    std::string hello(reinterpret_cast<const char*>(key->data), key->size);
    hello.erase(0, hello.size() - std::min(hello.size(), BINDER_BYTES));
    if (!context.m_hellos.insert(hello).second)
    {
        return GNUTLS_E_DB_ENTRY_EXISTS;
    }
    order.emplace_back(hello, now);
    return 0;
}

QuicClientContext::QuicClientContext(const QuicOptions& options,
                                     std::shared_ptr<TlsClientContext> tls,
                                     std::uint64_t seed,
                                     QlogSink qlog)
    : QuicContext(options, seed, std::move(qlog), GroupPriorities()),
      m_tls(std::move(tls))
{}

void
QuicClientContext::Keep(std::shared_ptr<void> remains, ns3::Time time)
{
    const std::uint64_t number = ++m_kept;
    m_remains[number] = std::move(remains);
    ns3::Simulator::Schedule(time, [weak = weak_from_this(), number] {
        if (const auto self = weak.lock())
        {
            self->m_remains.erase(number);
        }
    });
}

std::shared_ptr<QuicServerContext>
MakeQuicServerContext(const QuicOptions& options,
                      std::shared_ptr<TlsServerContext> tls,
                      std::uint64_t seed,
                      QlogSink qlog)
{
    return std::make_shared<QuicServerContext>(options, std::move(tls), seed, std::move(qlog));
}

void
ForgetClients(QuicServerContext& context)
{
    context.ForgetRoundTrips();
}

void
ForgetServers(QuicClientContext& context)
{
    context.ForgetServers();
}

std::shared_ptr<QuicClientContext>
MakeQuicClientContext(const QuicOptions& options,
                      std::shared_ptr<TlsClientContext> tls,
                      std::uint64_t seed,
                      QlogSink qlog)
{
    return std::make_shared<QuicClientContext>(options, std::move(tls), seed, std::move(qlog));
}

} // namespace pagewire
