// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-context.h"

#include "transport/gnutls-environment.h"
#include "transport/tls-setup.h"

#include <utility>

namespace pagewire
{

namespace
{

/** How many sessions of one server a client remembers. */
constexpr std::size_t KEPT_SESSIONS = 16;

/**
 * Ciphers and groups in the order of OpenSSL, written out because GnuTLS's own order depends on the
 * processor; the longer hash of the first makes Finished and tickets as large as OpenSSL's. With
 * %DUMBFW the ClientHello is filled up to 512 octets, as OpenSSL's clients and browsers do, so that
 * it does not depend on the length of names either.
 */
std::string
PriorityString(TlsVersion version, const std::string& groups)
{
    return std::string("NORMAL:-VERS-ALL:") +
           (version == TlsVersion::TLS13 ? "+VERS-TLS1.3" : "+VERS-TLS1.2") +
           ":-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM"
           ":-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA" +
           groups + ":%DUMBFW";
}

} // namespace

TlsContext::TlsContext(const TlsOptions& options, std::uint64_t seed, const std::string& groups)
    : m_options(options),
      m_seed(seed)
{
    SeededBytes random(MixSeed(seed, "context"));
    const GnutlsScope scope(random);
    gnutls_certificate_credentials_t credentials = nullptr;
    CheckGnutls(gnutls_certificate_allocate_credentials(&credentials), "set up TLS credentials");
    m_credentials.reset(credentials);
    gnutls_priority_t priorities = nullptr;
    CheckGnutls(
        gnutls_priority_init(&priorities, PriorityString(options.version, groups).c_str(), nullptr),
        "set up TLS ciphers");
    m_priorities.reset(priorities);
}

std::uint64_t
TlsContext::NextConnectionSeed()
{
    return MixSeed(m_seed, "connection " + std::to_string(m_connections++));
}

TlsServerContext::TlsServerContext(const TlsOptions& options,
                                   std::shared_ptr<const CertificateChain> chain,
                                   std::uint64_t seed)
    : TlsContext(options, seed, GroupPriorities(!options.helloRetry))
{
    SeededBytes random(MixSeed(seed, "ticket key"));
    const GnutlsScope scope(random);
    gnutls_datum_t key{nullptr, 0};
    CheckGnutls(gnutls_session_ticket_key_generate(&key), "make a ticket key");
    m_ticketKey.assign(reinterpret_cast<char*>(key.data), key.size);
    gnutls_free(key.data);
    m_ticketKeyDatum = {reinterpret_cast<unsigned char*>(m_ticketKey.data()),
                        static_cast<unsigned>(m_ticketKey.size())};
    std::vector<gnutls_x509_crt_t> certificates;
    for (const X509Certificate& certificate : chain->certificates)
    {
        certificates.push_back(certificate.get());
    }
    CheckGnutls(gnutls_certificate_set_x509_key(Credentials(),
                                                certificates.data(),
                                                static_cast<int>(certificates.size()),
                                                chain->key.get()),
                "use a certificate");
}

TlsClientContext::TlsClientContext(const TlsOptions& options, std::uint64_t seed, KeyLogSink keyLog)
    : TlsContext(options, seed, GroupPriorities()),
      m_keyLog(std::move(keyLog))
{
    SeededBytes random(MixSeed(seed, "trust"));
    const GnutlsScope scope(random);
    gnutls_x509_crt_t root = CertificateAuthority::Trusted().Root();
    CheckGnutls(gnutls_certificate_set_x509_trust(Credentials(), &root, 1), "trust a certificate");
}

void
TlsClientContext::LogKey(const std::string& line) const
{
    m_keyLog(line);
}

void
TlsClientContext::KeepSession(const std::string& serverName, std::string session)
{
    std::deque<std::string>& sessions = m_sessions[serverName];
    if (Options().version == TlsVersion::TLS12)
    {
        sessions.clear();
    }
    sessions.push_back(std::move(session));
    if (sessions.size() > KEPT_SESSIONS)
    {
        sessions.pop_front();
    }
}

std::string
TlsClientContext::TakeSession(const std::string& serverName)
{
    const auto found = m_sessions.find(serverName);
    if (found == m_sessions.end() || found->second.empty())
    {
        return {};
    }
    if (Options().version == TlsVersion::TLS12)
    {
        return found->second.back();
    }
    std::string session = std::move(found->second.back());
    found->second.pop_back();
    return session;
}

std::shared_ptr<TlsServerContext>
MakeTlsServerContext(const TlsOptions& options,
                     const std::vector<std::string>& names,
                     std::uint64_t seed)
{
    return std::make_shared<TlsServerContext>(options,
                                              TrustedChain(names, options.chainBytes, seed),
                                              seed);
}

std::shared_ptr<TlsClientContext>
MakeTlsClientContext(const TlsOptions& options, std::uint64_t seed, KeyLogSink keyLog)
{
    return std::make_shared<TlsClientContext>(options, seed, std::move(keyLog));
}

void
ForgetServers(TlsClientContext& context)
{
    context.ForgetSessions();
}

} // namespace pagewire
