// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-setup.h"

#include "base/hex.h"
#include "transport/gnutls-environment.h"

#include <arpa/inet.h>

namespace pagewire
{

namespace
{

bool
IsAddress(const std::string& name)
{
    unsigned char address[16];
    return inet_pton(AF_INET, name.c_str(), address) == 1 ||
           inet_pton(AF_INET6, name.c_str(), address) == 1;
}

} // namespace

std::string
GroupPriorities(bool first)
{
    return std::string(":-GROUP-ALL") + (first ? ":+GROUP-X25519" : "") +
           ":+GROUP-SECP256R1:+GROUP-SECP384R1";
}

void
SetAlpnProtocols(gnutls_session_t session,
                 const std::vector<std::string>& protocols,
                 unsigned flags)
{
    std::vector<gnutls_datum_t> datums;
    for (const std::string& protocol : protocols)
    {
        datums.push_back({reinterpret_cast<unsigned char*>(const_cast<char*>(protocol.data())),
                          static_cast<unsigned>(protocol.size())});
    }
    if (!datums.empty())
    {
        CheckGnutls(gnutls_alpn_set_protocols(session,
                                              datums.data(),
                                              static_cast<unsigned>(datums.size()),
                                              flags),
                    "set the ALPN protocols");
    }
}

std::string
AgreedAlpn(gnutls_session_t session)
{
    gnutls_datum_t protocol{nullptr, 0};
    if (gnutls_alpn_get_selected_protocol(session, &protocol) != 0)
    {
        return {};
    }
    return std::string(reinterpret_cast<char*>(protocol.data), protocol.size);
}

void
SetServerName(gnutls_session_t session, const std::string& name)
{
    if (!IsAddress(name)) // RFC 6066 section 3: no addresses
    {
        CheckGnutls(gnutls_server_name_set(session, GNUTLS_NAME_DNS, name.data(), name.size()),
                    "set the TLS server name");
    }
    gnutls_session_set_verify_cert(session, name.c_str(), 0);
}

std::string
KeyLogLine(gnutls_session_t session, const char* label, const gnutls_datum_t& secret)
{
    gnutls_datum_t clientRandom{nullptr, 0};
    gnutls_datum_t serverRandom{nullptr, 0};
    gnutls_session_get_random(session, &clientRandom, &serverRandom);
    return std::string(label) + " " + ToHex(clientRandom.data, clientRandom.size) + " " +
           ToHex(secret.data, secret.size);
}

std::string
PackSession(gnutls_session_t session)
{
    gnutls_datum_t data{nullptr, 0};
    if (gnutls_session_get_data2(session, &data) != 0)
    {
        return {};
    }
    std::string packed(reinterpret_cast<char*>(data.data), data.size);
    gnutls_free(data.data);
    return packed;
}

std::string
CipherName(gnutls_session_t session)
{
    const char* const name = gnutls_ciphersuite_get(session);
    return name ? name : "";
}

} // namespace pagewire
