// SPDX-License-Identifier: GPL-2.0-only
#include "transport/certificate-chain.h"

#include "transport/gnutls-environment.h"

#include "base/error.h"
#include "base/seed.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cassert>
#include <deque>

namespace pagewire
{

namespace
{

constexpr std::int64_t DAY = 86400;
constexpr std::int64_t YEAR = 365 * DAY;

/** The size of what `openssl req -x509` writes for one name and a P-256 key. */
constexpr std::size_t USUAL_SIZE = 399;

/** A client's limit for a handshake message is 128 KiB in GnuTLS, about 100 KB in OpenSSL. */
constexpr std::uint32_t LARGEST_CHAIN = 100000;

constexpr std::size_t SHORTEST_SERIAL = 8; //!< octets; a certificate's serial number has up to 20
constexpr std::size_t LONGEST_SERIAL = 20;

const char* const COMMON_NAME = "2.5.4.3";

/** What distinguishes one certificate from another, but for its size. */
struct Certificate
{
    std::string subject;
    std::vector<std::string> names;           //!< of a server; none for an authority
    gnutls_x509_privkey_t key{nullptr};       //!< whose public half is certified
    gnutls_x509_crt_t issuer{nullptr};        //!< null: itself
    gnutls_x509_privkey_t issuerKey{nullptr}; //!< signs
    std::int64_t lifetime{0};                 //!< seconds from SIMULATION_EPOCH
    std::uint64_t seed{0};                    //!< of the serial number
};

/** How a certificate is brought to a size: by a comment and by the length of its serial number. */
struct Filling
{
    std::size_t serial{SHORTEST_SERIAL}; //!< octets
    std::size_t comment{1};              //!< octets of text
};

X509PrivateKey
MakeKey(std::uint64_t seed)
{
    // PKCS #8 of an Ed25519 key (RFC 8410 section 7) up to the 32 octets of the key.
    std::string der("\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
    char secret[32];
    SeededBytes(seed).Fill(secret, sizeof secret);
    der.append(secret, sizeof secret);
    gnutls_x509_privkey_t key = nullptr;
    CheckGnutls(gnutls_x509_privkey_init(&key), "make a private key");
    X509PrivateKey result(key);
    const gnutls_datum_t datum{reinterpret_cast<unsigned char*>(der.data()),
                               static_cast<unsigned>(der.size())};
    CheckGnutls(gnutls_x509_privkey_import_pkcs8(key,
                                                 &datum,
                                                 GNUTLS_X509_FMT_DER,
                                                 nullptr,
                                                 GNUTLS_PKCS_PLAIN),
                "make a private key");
    return result;
}

/** \return the text as a DER IA5String, which is what the comment extension holds */
std::string
Ia5String(std::size_t size)
{
    std::string der = "\x16";
    if (size < 0x80)
    {
        der += static_cast<char>(size);
    }
    else
    {
        const int octets = size < 0x100 ? 1 : size < 0x10000 ? 2 : 3;
        der += static_cast<char>(0x80 | octets);
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
        {
            der += static_cast<char>(size >> shift);
        }
    }
    return der.append(size, '.');
}

void
AddName(gnutls_x509_crt_t certificate, const std::string& name)
{
    unsigned char address[16];
    const bool v4 = inet_pton(AF_INET, name.c_str(), address) == 1;
    const bool v6 = !v4 && inet_pton(AF_INET6, name.c_str(), address) == 1;
    const bool literal = v4 || v6;
    const int size = v4 ? 4 : v6 ? 16 : static_cast<int>(name.size());
    CheckGnutls(gnutls_x509_crt_set_subject_alt_name(
                    certificate,
                    literal ? GNUTLS_SAN_IPADDRESS : GNUTLS_SAN_DNSNAME,
                    literal ? static_cast<void*>(address) : const_cast<char*>(name.data()),
                    size,
                    GNUTLS_FSAN_APPEND),
                "put a name into a certificate");
}

void
SetIdentity(gnutls_x509_crt_t certificate, const Certificate& wanted, const Filling& filling)
{
    unsigned char serial[LONGEST_SERIAL];
    SeededBytes(wanted.seed).Fill(serial, sizeof serial);
    // Positive, and without a leading zero that DER would drop.
    serial[0] = (serial[0] & 0x3f) | 0x40;
    const std::string& subject = wanted.subject;
    CheckGnutls(gnutls_x509_crt_set_version(certificate, 3), "set a certificate's version");
    CheckGnutls(gnutls_x509_crt_set_serial(certificate, serial, filling.serial),
                "set a certificate's serial number");
    CheckGnutls(gnutls_x509_crt_set_dn_by_oid(certificate,
                                              COMMON_NAME,
                                              0,
                                              subject.data(),
                                              static_cast<unsigned>(subject.size())),
                "set a certificate's subject");
    CheckGnutls(gnutls_x509_crt_set_activation_time(certificate, SIMULATION_EPOCH - 30 * DAY),
                "set a certificate's validity");
    CheckGnutls(
        gnutls_x509_crt_set_expiration_time(certificate, SIMULATION_EPOCH + wanted.lifetime),
        "set a certificate's validity");
    CheckGnutls(gnutls_x509_crt_set_key(certificate, wanted.key), "set a certificate's key");
}

void
SetExtensions(gnutls_x509_crt_t certificate, const Certificate& wanted, const Filling& filling)
{
    const bool authority = wanted.names.empty();
    for (const std::string& name : wanted.names)
    {
        AddName(certificate, name);
    }
    CheckGnutls(gnutls_x509_crt_set_basic_constraints(certificate, authority, -1),
                "set a certificate's constraints");
    CheckGnutls(gnutls_x509_crt_set_key_usage(certificate,
                                              authority ? GNUTLS_KEY_KEY_CERT_SIGN
                                                        : GNUTLS_KEY_DIGITAL_SIGNATURE),
                "set a certificate's use");
    const std::string comment = Ia5String(filling.comment);
    CheckGnutls(gnutls_x509_crt_set_extension_by_oid(certificate,
                                                     "2.16.840.1.113730.1.13",
                                                     comment.data(),
                                                     comment.size(),
                                                     0),
                "put a comment into a certificate");
}

X509Certificate
NewCertificate()
{
    gnutls_x509_crt_t certificate = nullptr;
    CheckGnutls(gnutls_x509_crt_init(&certificate), "make a certificate");
    return X509Certificate(certificate);
}

/** \return a certificate read back from its octets: one just made has no name that GnuTLS's
 * verification would find */
X509Certificate
ReadBack(gnutls_x509_crt_t made)
{
    gnutls_datum_t der{nullptr, 0};
    CheckGnutls(gnutls_x509_crt_export2(made, GNUTLS_X509_FMT_DER, &der), "encode a certificate");
    X509Certificate result = NewCertificate();
    const int done = gnutls_x509_crt_import(result.get(), &der, GNUTLS_X509_FMT_DER);
    gnutls_free(der.data);
    CheckGnutls(done, "read a certificate back");
    return result;
}

X509Certificate
Build(const Certificate& wanted, const Filling& filling)
{
    const X509Certificate made = NewCertificate();
    SetIdentity(made.get(), wanted, filling);
    SetExtensions(made.get(), wanted, filling);
    // Ed25519 hashes by itself; GnuTLS wants the name of that hash all the same.
    CheckGnutls(gnutls_x509_crt_sign2(made.get(),
                                      wanted.issuer ? wanted.issuer : made.get(),
                                      wanted.issuerKey,
                                      GNUTLS_DIG_SHA512,
                                      0),
                "sign a certificate");
    return ReadBack(made.get());
}

/**
 * \return the certificate in exactly this size. A longer comment lengthens the certificate by more
 * than itself where a DER length takes another octet; what that skips, the serial number makes up.
 * \throws InputError if the certificate is larger even without filling
 */
X509Certificate
BuildSized(const Certificate& wanted, std::size_t size)
{
    for (Filling filling; filling.serial <= LONGEST_SERIAL; ++filling.serial)
    {
        filling.comment = 1;
        for (int attempt = 0; attempt < 4; ++attempt)
        {
            X509Certificate certificate = Build(wanted, filling);
            const std::size_t got = DerSize(certificate.get());
            if (got == size)
            {
                return certificate;
            }
            if (filling.comment + size < got + 1)
            {
                break;
            }
            filling.comment = filling.comment + size - got;
        }
    }
    throw InputError("a certificate of " + std::to_string(size) + " bytes cannot be made for " +
                     wanted.subject);
}

std::size_t
SmallestSize(const Certificate& wanted)
{
    return DerSize(Build(wanted, Filling()).get());
}

} // namespace

CertificateAuthority::CertificateAuthority(std::uint64_t seed)
{
    SeededBytes random(MixSeed(seed, "authority signature"));
    const GnutlsScope scope(random);
    m_key = MakeKey(MixSeed(seed, "authority key"));
    Certificate root;
    root.subject = "Pagewire Root";
    root.key = m_key.get();
    root.issuerKey = m_key.get();
    root.lifetime = 25 * YEAR;
    root.seed = MixSeed(seed, "authority serial");
    m_root = Build(root, Filling());
}

const CertificateAuthority&
CertificateAuthority::Trusted()
{
    static const CertificateAuthority authority(0);
    return authority;
}

CertificateChain
CertificateAuthority::Issue(const std::vector<std::string>& names,
                            std::uint32_t bytes,
                            std::uint64_t seed) const
{
    assert(!names.empty());
    SeededBytes random(MixSeed(seed, "certificate signature"));
    const GnutlsScope scope(random);
    CertificateChain chain;
    chain.key = MakeKey(MixSeed(seed, "certificate key"));
    // A common name has 64 characters at most; clients look at the other names only.
    Certificate leaf;
    leaf.subject = names.front().substr(0, 64);
    leaf.names = names;
    leaf.key = chain.key.get();
    leaf.issuer = m_root.get();
    leaf.issuerKey = m_key.get();
    leaf.lifetime = 10 * YEAR;
    leaf.seed = MixSeed(seed, "certificate serial");
    const std::size_t smallest = SmallestSize(leaf);
    if (bytes != 0 && (bytes < smallest || bytes > LARGEST_CHAIN))
    {
        throw InputError("a certificate chain of " + std::to_string(bytes) + " bytes for " +
                         std::to_string(names.size()) + " host names is not possible: from " +
                         std::to_string(smallest) + " to " + std::to_string(LARGEST_CHAIN) +
                         " are, or 0 for one small certificate");
    }
    const X509PrivateKey middleKey = MakeKey(MixSeed(seed, "intermediate key"));
    Certificate middle = leaf;
    middle.subject = "Pagewire Intermediate";
    middle.names.clear();
    middle.key = middleKey.get();
    middle.lifetime = 15 * YEAR;
    middle.seed = MixSeed(seed, "intermediate serial");
    const std::size_t smallestMiddle = SmallestSize(middle);
    // The leaf grows by the length of its issuer's name, too; the usual size leaves room for that.
    if (bytes < smallest + smallestMiddle + USUAL_SIZE / 4)
    {
        const std::size_t size = bytes != 0 ? bytes : std::max(USUAL_SIZE, smallest);
        chain.certificates.push_back(BuildSized(leaf, size));
        return chain;
    }
    const std::size_t middleSize = smallestMiddle + (bytes - smallest - smallestMiddle) / 2;
    X509Certificate issuer = BuildSized(middle, middleSize);
    leaf.issuer = issuer.get();
    leaf.issuerKey = middleKey.get();
    chain.certificates.push_back(BuildSized(leaf, bytes - middleSize));
    chain.certificates.push_back(std::move(issuer));
    return chain;
}

std::size_t
DerSize(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t der{nullptr, 0};
    CheckGnutls(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der),
                "encode a certificate");
    const std::size_t size = der.size;
    gnutls_free(der.data);
    return size;
}

std::shared_ptr<const CertificateChain>
TrustedChain(const std::vector<std::string>& names, std::uint32_t bytes, std::uint64_t seed)
{
    struct Entry
    {
        std::vector<std::string> names;
        std::uint32_t bytes;
        std::uint64_t seed;
        std::shared_ptr<const CertificateChain> chain;
    };

    // A run asks for the same few chains again and again; sweeps with a new seed each time must not
    // grow the process.
    constexpr std::size_t KEPT = 64;
    static std::deque<Entry> kept;
    for (const Entry& entry : kept)
    {
        if (entry.seed == seed && entry.bytes == bytes && entry.names == names)
        {
            return entry.chain;
        }
    }
    auto chain = std::make_shared<CertificateChain>(
        CertificateAuthority::Trusted().Issue(names, bytes, seed));
    kept.push_back({names, bytes, seed, chain});
    if (kept.size() > KEPT)
    {
        kept.pop_front();
    }
    return chain;
}

} // namespace pagewire
