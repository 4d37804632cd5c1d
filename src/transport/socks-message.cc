// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-message.h"

#include "base/error.h"
#include "transport/socks-octets.h"

#include <array>

namespace pagewire
{

namespace
{

constexpr std::uint8_t VERSION_4 = 4;
constexpr std::uint8_t VERSION_5 = 5;
constexpr std::uint8_t LOGIN_VERSION = 1;
constexpr std::uint8_t GRANTED_4 = 90;
constexpr std::uint8_t REJECTED_4 = 91;

std::string
FormatSocks4Request(const SocksRequest& request)
{
    const auto address = DottedAddress(request.target.host);
    if (!address && (request.version == SocksVersion::V4 || !IsHostName(request.target.host)))
    {
        throw InputError("SOCKS 4 cannot name the host '" + request.target.host +
                         "'; give its address, or use SOCKS 4a or 5");
    }
    if (request.user.size() > SOCKS_LONGEST_TEXT || request.user.find('\0') != std::string::npos)
    {
        throw InputError("a user of SOCKS 4 has at most 255 characters");
    }
    // An address that begins with three zeros, but is not 0.0.0.0, says that a name follows.
    return SocksOctets(VERSION_4, 1) + SocksOctets(request.command, 1) +
           SocksOctets(request.target.port, 2) + SocksOctets(address ? address->Get() : 1, 4) +
           request.user + '\0' + (address ? std::string() : request.target.host + '\0');
}

SocksReading
ReadSocks4Answer(std::string_view octets, SocksAnswer& answer)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == 0);
    const std::uint32_t code = cursor.Number(1);
    cursor.Demand(code >= GRANTED_4 && code <= 93);
    answer.reply = code == GRANTED_4 ? SocksReply::SUCCEEDED : SocksReply::GENERAL_FAILURE;
    answer.bound.port = static_cast<std::uint16_t>(cursor.Number(2));
    answer.bound.host = DottedText(ns3::Ipv4Address(cursor.Number(4)));
    return cursor.Reading();
}

} // namespace

std::string_view
SocksVersionName(SocksVersion version)
{
    switch (version)
    {
    case SocksVersion::V4:
        return "socks4";
    case SocksVersion::V4A:
        return "socks4a";
    case SocksVersion::V5:
        return "socks5";
    }
    return "unknown";
}

std::string
SocksReplyText(SocksReply reply)
{
    static const std::array<std::string, 9> TEXTS{"succeeded",
                                                  "general failure",
                                                  "not allowed",
                                                  "network unreachable",
                                                  "host unreachable",
                                                  "connection refused",
                                                  "time to live expired",
                                                  "command not supported",
                                                  "address type not supported"};
    const auto number = static_cast<std::size_t>(reply);
    return number < TEXTS.size() ? TEXTS[number] : "reply " + std::to_string(number);
}

std::string
FormatSocksGreeting(std::string_view methods)
{
    return SocksOctets(VERSION_5, 1) + SocksOctets(static_cast<std::uint32_t>(methods.size()), 1) +
           std::string(methods);
}

SocksReading
ReadSocksGreeting(std::string_view octets, std::string& methods)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == VERSION_5);
    methods = cursor.Counted();
    cursor.Demand(!methods.empty());
    return cursor.Reading();
}

std::string
FormatSocksMethod(char method)
{
    return SocksOctets(VERSION_5, 1) + method;
}

SocksReading
ReadSocksMethod(std::string_view octets, char& method)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == VERSION_5);
    method = static_cast<char>(cursor.Number(1));
    return cursor.Reading();
}

std::string
FormatSocksLogin(const SocksLogin& login)
{
    std::string octets = SocksOctets(LOGIN_VERSION, 1);
    for (const std::string& text : {login.user, login.password})
    {
        if (text.empty() || text.size() > SOCKS_LONGEST_TEXT)
        {
            throw InputError("a user and a password of SOCKS 5 have 1 to 255 octets, not " +
                             std::to_string(text.size()));
        }
        octets += SocksOctets(static_cast<std::uint32_t>(text.size()), 1) + text;
    }
    return octets;
}

SocksReading
ReadSocksLogin(std::string_view octets, SocksLogin& login)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == LOGIN_VERSION);
    login.user = cursor.Counted();
    cursor.Demand(!login.user.empty());
    login.password = cursor.Counted();
    cursor.Demand(!login.password.empty());
    return cursor.Reading();
}

std::string
FormatSocksLoginStatus(bool accepted)
{
    return SocksOctets(LOGIN_VERSION, 1) + SocksOctets(accepted ? 0 : 1, 1);
}

SocksReading
ReadSocksLoginStatus(std::string_view octets, bool& accepted)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == LOGIN_VERSION);
    accepted = cursor.Number(1) == 0;
    return cursor.Reading();
}

std::string
FormatSocksRequest(const SocksRequest& request)
{
    if (request.version != SocksVersion::V5)
    {
        return FormatSocks4Request(request);
    }
    return SocksOctets(VERSION_5, 1) + SocksOctets(request.command, 1) + SocksOctets(0, 1) +
           FormatSocksPlace(request.target);
}

SocksReading
ReadSocks4Request(std::string_view octets, SocksRequest& request)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == VERSION_4);
    request.command = static_cast<std::uint8_t>(cursor.Number(1));
    request.target.port = static_cast<std::uint16_t>(cursor.Number(2));
    const std::uint32_t address = cursor.Number(4);
    request.user = cursor.Terminated();
    request.version = address > 0 && address < 256 ? SocksVersion::V4A : SocksVersion::V4;
    request.target.host = DottedText(ns3::Ipv4Address(address));
    if (request.version == SocksVersion::V4A)
    {
        request.target.host = cursor.Terminated();
        cursor.Demand(IsHostName(request.target.host));
    }
    return cursor.Reading();
}

SocksReading
ReadSocks5Request(std::string_view octets, SocksRequest& request)
{
    SocksCursor cursor(octets);
    request.version = SocksVersion::V5;
    cursor.Demand(cursor.Number(1) == VERSION_5);
    request.command = static_cast<std::uint8_t>(cursor.Number(1));
    cursor.Demand(cursor.Number(1) == 0);
    request.addressSupported = cursor.Place(request.target) && request.target.host[0] != '[';
    return cursor.Reading();
}

std::string
FormatSocksAnswer(SocksVersion version, const SocksAnswer& answer)
{
    const HostPort bound{answer.bound.host.empty() ? "0.0.0.0" : answer.bound.host,
                         answer.bound.port};
    if (version == SocksVersion::V5)
    {
        return SocksOctets(VERSION_5, 1) + SocksOctets(static_cast<std::uint8_t>(answer.reply), 1) +
               SocksOctets(0, 1) + FormatSocksPlace(bound);
    }
    const bool granted = answer.reply == SocksReply::SUCCEEDED;
    const auto address = DottedAddress(bound.host);
    return SocksOctets(0, 1) + SocksOctets(granted ? GRANTED_4 : REJECTED_4, 1) +
           SocksOctets(bound.port, 2) + SocksOctets(address ? address->Get() : 0, 4);
}

SocksReading
ReadSocksAnswer(SocksVersion version, std::string_view octets, SocksAnswer& answer)
{
    if (version != SocksVersion::V5)
    {
        return ReadSocks4Answer(octets, answer);
    }
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(1) == VERSION_5);
    answer.reply = static_cast<SocksReply>(cursor.Number(1));
    cursor.Demand(cursor.Number(1) == 0);
    cursor.Demand(cursor.Place(answer.bound));
    return cursor.Reading();
}

std::string
FormatSocksDatagram(const SocksDatagram& datagram)
{
    return SocksOctets(0, 2) + SocksOctets(datagram.fragment, 1) + FormatSocksPlace(datagram.peer) +
           std::string(datagram.payload);
}

bool
ReadSocksDatagram(std::string_view octets, SocksDatagram& datagram)
{
    SocksCursor cursor(octets);
    cursor.Demand(cursor.Number(2) == 0);
    datagram.fragment = static_cast<std::uint8_t>(cursor.Number(1));
    cursor.Demand(cursor.Place(datagram.peer));
    datagram.payload = octets.substr(cursor.Reading().size);
    return cursor.Good();
}

} // namespace pagewire
