// SPDX-License-Identifier: GPL-2.0-only
#include "transport/certificate-chain.h"
#include "transport/gnutls-environment.h"

#include "base/error.h"

#include <gnutls/gnutls.h>
#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** \return the octets of the certificate, as a peer would get them */
std::string
Der(gnutls_x509_crt_t certificate)
{
    gnutls_datum_t der{nullptr, 0};
    EXPECT_EQ(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der), 0);
    std::string result(reinterpret_cast<char*>(der.data), der.size);
    gnutls_free(der.data);
    return result;
}

std::string
Der(const CertificateChain& chain)
{
    std::string result;
    for (const X509Certificate& certificate : chain.certificates)
    {
        result += Der(certificate.get());
    }
    return result;
}

/** \return GnuTLS's verdict on the chain, parsed anew from its octets, for a server of this name */
unsigned
Verify(const CertificateChain& chain, const std::string& name, const CertificateAuthority& trusted)
{
    SeededBytes random(1);
    const GnutlsScope scope(random);
    std::vector<gnutls_x509_crt_t> parsed;
    for (const X509Certificate& certificate : chain.certificates)
    {
        std::string der = Der(certificate.get());
        const gnutls_datum_t datum{reinterpret_cast<unsigned char*>(der.data()),
                                   static_cast<unsigned>(der.size())};
        parsed.push_back(nullptr);
        EXPECT_EQ(gnutls_x509_crt_init(&parsed.back()), 0);
        EXPECT_EQ(gnutls_x509_crt_import(parsed.back(), &datum, GNUTLS_X509_FMT_DER), 0);
    }
    gnutls_x509_trust_list_t list = nullptr;
    gnutls_x509_trust_list_init(&list, 0);
    gnutls_x509_crt_t root = trusted.Root();
    gnutls_x509_trust_list_add_cas(list, &root, 1, 0);
    unsigned status = ~0U;
    gnutls_typed_vdata_st data[2]{
        {GNUTLS_DT_DNS_HOSTNAME,
         reinterpret_cast<unsigned char*>(const_cast<char*>(name.c_str())),
         0},
        {GNUTLS_DT_KEY_PURPOSE_OID,
         reinterpret_cast<unsigned char*>(const_cast<char*>(GNUTLS_KP_TLS_WWW_SERVER)),
         0}};
    EXPECT_EQ(gnutls_x509_trust_list_verify_crt2(list,
                                                 parsed.data(),
                                                 parsed.size(),
                                                 data,
                                                 2,
                                                 0,
                                                 &status,
                                                 nullptr),
              0);
    gnutls_x509_trust_list_deinit(list, 0);
    for (gnutls_x509_crt_t certificate : parsed)
    {
        gnutls_x509_crt_deinit(certificate);
    }
    return status;
}

} // namespace

TEST(CertificateChain, OneSmallCertificateUnlessAskedOtherwise)
{
    const auto chain = CertificateAuthority::Trusted().Issue({"www.example"}, 0, 1);
    ASSERT_EQ(chain.certificates.size(), 1U);
    EXPECT_EQ(Der(chain).size(), 399U);
    EXPECT_EQ(Verify(chain, "www.example", CertificateAuthority::Trusted()), 0U);
}

TEST(CertificateChain, HasExactlyTheSizeAskedForAndVerifies)
{
    const auto& trusted = CertificateAuthority::Trusted();
    std::vector<std::uint32_t> sizes{1200, 2500, 3000, 4096, 10000, 66000, 99999, 100000};
    for (std::uint32_t size = 380; size < 1000; ++size)
    {
        sizes.push_back(size);
    }
    for (const std::uint32_t size : sizes)
    {
        const auto chain = trusted.Issue({"www.example"}, size, 1);
        EXPECT_EQ(Der(chain).size(), size);
        EXPECT_EQ(Verify(chain, "www.example", trusted), 0U) << size;
    }
}

TEST(CertificateChain, LargeOnesHaveAnIntermediateCertificate)
{
    EXPECT_EQ(CertificateAuthority::Trusted().Issue({"a.example"}, 600, 1).certificates.size(), 1U);
    EXPECT_EQ(CertificateAuthority::Trusted().Issue({"a.example"}, 3000, 1).certificates.size(),
              2U);
}

TEST(CertificateChain, HoldsManyNames)
{
    std::vector<std::string> names;
    for (int i = 0; i < 60; ++i)
    {
        names.push_back("host" + std::to_string(i) + ".example");
    }
    names.push_back("*.wild.example");
    names.push_back(std::string(63, 'l') + "." + std::string(60, 'l') + ".example");
    const auto& trusted = CertificateAuthority::Trusted();
    const auto chain = trusted.Issue(names, 0, 1);
    EXPECT_EQ(Verify(chain, "host59.example", trusted), 0U);
    EXPECT_EQ(Verify(chain, "any.wild.example", trusted), 0U);
    EXPECT_EQ(Verify(chain, names.back(), trusted), 0U);
    EXPECT_NE(Verify(chain, "host60.example", trusted), 0U);
    EXPECT_THROW(trusted.Issue(names, 600, 1), InputError);
}

TEST(CertificateChain, IsTrustedOnlyFromItsAuthority)
{
    const auto chain = CertificateAuthority(7).Issue({"www.example"}, 3000, 1);
    EXPECT_NE(Verify(chain, "www.example", CertificateAuthority::Trusted()), 0U);
    EXPECT_EQ(Verify(chain, "www.example", CertificateAuthority(7)), 0U);
}

TEST(CertificateChain, DependsOnTheSeedAlone)
{
    const auto& trusted = CertificateAuthority::Trusted();
    EXPECT_EQ(Der(trusted.Issue({"a.example"}, 3000, 1)),
              Der(trusted.Issue({"a.example"}, 3000, 1)));
    EXPECT_NE(Der(trusted.Issue({"a.example"}, 3000, 1)),
              Der(trusted.Issue({"a.example"}, 3000, 2)));
    EXPECT_EQ(TrustedChain({"a.example"}, 3000, 1), TrustedChain({"a.example"}, 3000, 1));
    EXPECT_NE(TrustedChain({"a.example"}, 3000, 1), TrustedChain({"a.example"}, 3001, 1));
}

TEST(CertificateChain, RefusesImpossibleSizesByName)
{
    const auto& trusted = CertificateAuthority::Trusted();
    for (const std::uint32_t size : {1U, 100U, 200000U})
    {
        try
        {
            trusted.Issue({"www.example"}, size, 1);
            ADD_FAILURE() << size;
        }
        catch (const InputError& error)
        {
            EXPECT_NE(std::string(error.what()).find(std::to_string(size)), std::string::npos);
        }
    }
}
