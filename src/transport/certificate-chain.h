// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_CERTIFICATE_CHAIN_H
#define PAGEWIRE_TRANSPORT_CERTIFICATE_CHAIN_H

#include <gnutls/x509.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace pagewire
{

/** Frees GnuTLS's certificates and keys. */
struct X509Deleter
{
    void operator()(gnutls_x509_crt_t certificate) const
    {
        gnutls_x509_crt_deinit(certificate);
    }

    void operator()(gnutls_x509_privkey_t key) const
    {
        gnutls_x509_privkey_deinit(key);
    }
};

using X509Certificate = std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, X509Deleter>;
using X509PrivateKey = std::unique_ptr<std::remove_pointer_t<gnutls_x509_privkey_t>, X509Deleter>;

/** What a server shows: its certificate, the intermediate ones, without the root. */
struct CertificateChain
{
    std::vector<X509Certificate> certificates; //!< the server's own first
    X509PrivateKey key;                        //!< of the server's own certificate
};

/**
 * A certificate authority whose keys, certificates and sizes a seed fixes. All keys are Ed25519
 * (RFC 8410): unlike those of ECDSA its signatures always have the same size, so that the number of
 * bytes on the wire does not depend on the seed. Certificates hold for ten years from
 * SIMULATION_EPOCH, the root for longer.
 */
class CertificateAuthority
{
  public:
    explicit CertificateAuthority(std::uint64_t seed);

    /** \return the authority that the clients of every simulation trust */
    static const CertificateAuthority& Trusted();

    gnutls_x509_crt_t Root() const
    {
        return m_root.get();
    }

    /**
     * \param names host names (wildcards too) and address literals of the certificate, one at least
     * \param bytes the DER octets of all certificates of the chain together; 0: a single
     * certificate as small as a usual one with a P-256 key. From about 900 on there is an
     * intermediate one. \param seed fixes the server's key \throws InputError for a size that
     * cannot hold the names, or is beyond what TLS peers take
     */
    CertificateChain Issue(const std::vector<std::string>& names,
                           std::uint32_t bytes,
                           std::uint64_t seed) const;

  private:
    X509PrivateKey m_key;
    X509Certificate m_root;
};

/** \return a chain issued by the trusted authority; recent ones are kept, as making them costs
 * time */
std::shared_ptr<const CertificateChain> TrustedChain(const std::vector<std::string>& names,
                                                     std::uint32_t bytes,
                                                     std::uint64_t seed);

/** \return the DER octets of the certificate */
std::size_t DerSize(gnutls_x509_crt_t certificate);

} // namespace pagewire

#endif
