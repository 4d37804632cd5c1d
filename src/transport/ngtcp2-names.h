// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_NGTCP2_NAMES_H
#define PAGEWIRE_TRANSPORT_NGTCP2_NAMES_H

#include "transport/datagram-flow.h"

#include "ns3/inet-socket-address.h"

#include <ngtcp2/ngtcp2.h>
#include <ngtcp2/ngtcp2_crypto.h>
#include <ngtcp2/ngtcp2_crypto_gnutls.h>

#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * What of ngtcp2's interface has other names in its releases from 1.0 on, and what ngtcp2 and ns-3
 * write differently. Written for 0.12; a newer ngtcp2 wants changes here, and in the table of
 * callbacks (QuicCallbacks), only:
 *
 *  - crypto_level is encryption_level, its EARLY and APPLICATION are 0RTT and 1RTT;
 *  - connection_close_error is ccerr, with set_application_error and so on after that;
 *  - conn_stat is conn_info; qlog.write and qlog.odcid are qlog_write and original_dcid's;
 *  - early remote transport parameters are a string of octets (encode_0rtt_transport_params);
 *  - the token in the settings is a pointer and a length;
 *  - the callback early_data_rejected is tls_early_data_rejected.
 */

using QuicEncryptionLevel = ngtcp2_crypto_level;

constexpr QuicEncryptionLevel QUIC_LEVEL_1RTT = NGTCP2_CRYPTO_LEVEL_APPLICATION;

/** Version 1 (RFC 9000), and a draft of it that the library still speaks and ours do not accept. */
constexpr std::uint32_t QUIC_VERSION_1 = NGTCP2_PROTO_VER_V1;
constexpr std::uint32_t QUIC_DRAFT_29 = NGTCP2_PROTO_VER_DRAFT_MIN;

using QuicStatistics = ngtcp2_conn_stat;

inline QuicStatistics
StatisticsOf(ngtcp2_conn* connection)
{
    QuicStatistics statistics;
    ngtcp2_conn_get_conn_stat(connection, &statistics);
    return statistics;
}

/** Transport parameters of the server that a later 0-RTT starts from. */
using RememberedParameters = ngtcp2_transport_params;

inline RememberedParameters
RememberParameters(ngtcp2_conn* connection)
{
    RememberedParameters parameters = *ngtcp2_conn_get_remote_transport_params(connection);
    // They belong to the connection and are of no use to another one.
    parameters.version_info = {};
    parameters.version_info_present = 0;
    return parameters;
}

inline void
UseRememberedParameters(ngtcp2_conn* connection, const RememberedParameters& parameters)
{
    ngtcp2_conn_set_early_remote_transport_params(connection, &parameters);
}

/** What a CONNECTION_CLOSE frame says, ours or the peer's. */
class QuicCloseError
{
  public:
    QuicCloseError()
    {
        ngtcp2_connection_close_error_default(&m_error);
    }

    /** \param reason must outlive this */
    void SetApplication(std::uint64_t code, std::string_view reason)
    {
        ngtcp2_connection_close_error_set_application_error(&m_error,
                                                            code,
                                                            Octets(reason),
                                                            reason.size());
    }

    void SetLibraryError(int error)
    {
        ngtcp2_connection_close_error_set_transport_error_liberr(&m_error, error, nullptr, 0);
    }

    void SetAlert(std::uint8_t alert)
    {
        ngtcp2_connection_close_error_set_transport_error_tls_alert(&m_error, alert, nullptr, 0);
    }

    /** Takes over what the peer said. */
    void Fetch(ngtcp2_conn* connection)
    {
        ngtcp2_conn_get_connection_close_error(connection, &m_error);
    }

    bool IsApplication() const
    {
        return m_error.type == NGTCP2_CONNECTION_CLOSE_ERROR_CODE_TYPE_APPLICATION;
    }

    std::uint64_t Code() const
    {
        return m_error.error_code;
    }

    std::string Reason() const
    {
        return std::string(reinterpret_cast<const char*>(m_error.reason), m_error.reasonlen);
    }

    /** \return octets of the packet; 0 or a negative error where nothing is to be sent */
    ngtcp2_ssize Write(ngtcp2_conn* connection,
                       ngtcp2_path* path,
                       std::uint8_t* buffer,
                       std::size_t size,
                       ngtcp2_tstamp now) const
    {
        ngtcp2_pkt_info info{};
        return ngtcp2_conn_write_connection_close(connection,
                                                  path,
                                                  &info,
                                                  buffer,
                                                  size,
                                                  &m_error,
                                                  now);
    }

    static const std::uint8_t* Octets(std::string_view text)
    {
        return reinterpret_cast<const std::uint8_t*>(text.data());
    }

  private:
    ngtcp2_connection_close_error m_error{};
};

/** An address as the system writes it. */
inline sockaddr_in
ToSockaddr(const ns3::InetSocketAddress& address)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    result.sin_port = htons(address.GetPort());
    result.sin_addr.s_addr = htonl(address.GetIpv4().Get());
    return result;
}

inline ns3::InetSocketAddress
FromSockaddr(const ngtcp2_addr& address)
{
    const auto* in = reinterpret_cast<const sockaddr_in*>(address.addr);
    return ns3::InetSocketAddress(ns3::Ipv4Address(ntohl(in->sin_addr.s_addr)),
                                  ntohs(in->sin_port));
}

/** The two ends of a path, as ngtcp2 wants them. Not to be copied: it points into itself. */
class QuicPath
{
  public:
    QuicPath(const ns3::InetSocketAddress& local, const ns3::InetSocketAddress& remote)
        : m_local(ToSockaddr(local)),
          m_remote(ToSockaddr(remote))
    {
        m_path.local = {reinterpret_cast<sockaddr*>(&m_local), sizeof m_local};
        m_path.remote = {reinterpret_cast<sockaddr*>(&m_remote), sizeof m_remote};
    }

    QuicPath(const QuicPath&) = delete;
    QuicPath& operator=(const QuicPath&) = delete;

    const ngtcp2_path* Get() const
    {
        return &m_path;
    }

    const sockaddr* Remote() const
    {
        return m_path.remote.addr;
    }

  private:
    sockaddr_in m_local;
    sockaddr_in m_remote;
    ngtcp2_path m_path{};
};

inline std::string
CidText(const ngtcp2_cid& cid)
{
    return std::string(reinterpret_cast<const char*>(cid.data), cid.datalen);
}

} // namespace pagewire

#endif
