// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_MESSAGE_H
#define PAGEWIRE_TRANSPORT_SOCKS_MESSAGE_H

#include "transport/dialer.h"
#include "transport/socks-octets.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * Versions of SOCKS. Here are the octets of SOCKS 4, of its extension 4a, of SOCKS 5 (RFC 1928) and
 * of its user names and passwords (RFC 1929). Readers take what has come so far and say how much is
 * missing, so that nobody needs to take octets from a stream that belong to what follows the
 * negotiation.
 */
enum class SocksVersion
{
    V4,  //!< the client resolves names
    V4A, //!< the proxy does
    V5,  //!< the proxy does, too
};

/** \return as tables write it: "socks4", "socks4a", "socks5" */
std::string_view SocksVersionName(SocksVersion version);

/** What a client asks for; the numbers are those on the wire. */
enum class SocksCommand : std::uint8_t
{
    CONNECT = 1,
    BIND = 2,
    UDP_ASSOCIATE = 3,
};

/** What became of it, numbered as by RFC 1928 section 6; SOCKS 4 knows only yes and no. */
enum class SocksReply : std::uint8_t
{
    SUCCEEDED = 0,
    GENERAL_FAILURE = 1,
    NOT_ALLOWED = 2,
    NETWORK_UNREACHABLE = 3,
    HOST_UNREACHABLE = 4,
    CONNECTION_REFUSED = 5,
    TTL_EXPIRED = 6,
    COMMAND_NOT_SUPPORTED = 7,
    ADDRESS_NOT_SUPPORTED = 8,
};

/** \return a few words for tables: "connection refused", ...; of a number that RFC 1928 does not
 * assign, too */
std::string SocksReplyText(SocksReply reply);

/** Ways to say who one is, as numbered by RFC 1928 section 3. */
constexpr char SOCKS_NO_LOGIN = 0;
constexpr char SOCKS_PASSWORD_LOGIN = 2;
constexpr char SOCKS_NO_METHOD = '\xff';

/** A request of any version. */
struct SocksRequest
{
    SocksVersion version{SocksVersion::V5};
    std::uint8_t command{0};     //!< SocksCommand, or another one
    bool addressSupported{true}; //!< false: of a kind that is not spoken here, target is empty
    HostPort target;
    std::string user{}; //!< of SOCKS 4
};

/** A proxy's answer to a request. */
struct SocksAnswer
{
    SocksReply reply{SocksReply::GENERAL_FAILURE};
    HostPort bound; //!< where the proxy speaks from, or relays datagrams
};

/** What stands before each datagram between client and relay (RFC 1928 section 7). */
struct SocksDatagram
{
    std::uint8_t fragment{0}; //!< 0: it stands alone
    HostPort peer;            //!< where it goes to, or came from
    std::string_view payload;
};

/** A name and password of RFC 1929, 1 to 255 octets each. */
struct SocksLogin
{
    std::string user;
    std::string password;
};

/** The client's first octets in SOCKS 5: the methods offered. \param methods their numbers */
std::string FormatSocksGreeting(std::string_view methods);
SocksReading ReadSocksGreeting(std::string_view octets, std::string& methods);

/** The proxy's choice among them. */
std::string FormatSocksMethod(char method);
SocksReading ReadSocksMethod(std::string_view octets, char& method);

/** RFC 1929. \throws InputError if one is empty or too long */
std::string FormatSocksLogin(const SocksLogin& login);
SocksReading ReadSocksLogin(std::string_view octets, SocksLogin& login);
std::string FormatSocksLoginStatus(bool accepted);
SocksReading ReadSocksLoginStatus(std::string_view octets, bool& accepted);

/** \throws InputError for what the version cannot say: a long name, in SOCKS 4 any name */
std::string FormatSocksRequest(const SocksRequest& request);
SocksReading ReadSocks4Request(std::string_view octets, SocksRequest& request);
SocksReading ReadSocks5Request(std::string_view octets, SocksRequest& request);

std::string FormatSocksAnswer(SocksVersion version, const SocksAnswer& answer);
SocksReading ReadSocksAnswer(SocksVersion version, std::string_view octets, SocksAnswer& answer);

/** \throws InputError if the peer's name is too long */
std::string FormatSocksDatagram(const SocksDatagram& datagram);
/** \return whether it was well formed; the payload points into the octets */
bool ReadSocksDatagram(std::string_view octets, SocksDatagram& datagram);

} // namespace pagewire

#endif
