// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_SETUP_H
#define PAGEWIRE_TRANSPORT_TLS_SETUP_H

#include <gnutls/gnutls.h>

#include <string>
#include <vector>

namespace pagewire
{

/** What sessions of TLS over streams and inside QUIC set alike. All throw std::runtime_error where
 * GnuTLS refuses. */

/** \return the part of a priority string that names the groups of key exchange. Clients send a
 * share of the first. \param first whether it is there */
std::string GroupPriorities(bool first = true);

/** Offers or accepts these protocols (RFC 7301), most wanted first. */
void SetAlpnProtocols(gnutls_session_t session,
                      const std::vector<std::string>& protocols,
                      unsigned flags);

/** \return the protocol agreed on, empty if none */
std::string AgreedAlpn(gnutls_session_t session);

/** Sends the name (SNI, unless it is an address) and checks the server's certificate against it.
 * \param name must outlive the session */
void SetServerName(gnutls_session_t session, const std::string& name);

/** \return a line of a key log (RFC 9850) */
std::string KeyLogLine(gnutls_session_t session, const char* label, const gnutls_datum_t& secret);

/** \return the session as GnuTLS packs it for resumption, empty where it cannot be resumed */
std::string PackSession(gnutls_session_t session);

/** \return GnuTLS's name of the cipher suite */
std::string CipherName(gnutls_session_t session);

} // namespace pagewire

#endif
