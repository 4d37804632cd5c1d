// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-octets.h"

#include "base/error.h"

#include "ns3/ipv6-address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <sstream>

namespace pagewire
{

namespace
{

/** Kinds of addresses in SOCKS 5. */
constexpr std::uint8_t IPV4 = 1;
constexpr std::uint8_t NAME = 3;
constexpr std::uint8_t IPV6 = 4;

} // namespace

SocksCursor::SocksCursor(std::string_view octets)
    : m_octets(octets)
{}

std::string_view
SocksCursor::Take(std::size_t size)
{
    if (!Good())
    {
        return {};
    }
    const std::size_t left = m_octets.size() - m_reading.size;
    if (left < size)
    {
        m_reading.missing = size - left;
        return {};
    }
    m_reading.size += size;
    return m_octets.substr(m_reading.size - size, size);
}

std::uint32_t
SocksCursor::Number(std::size_t size)
{
    std::uint32_t number = 0;
    for (const char octet : Take(size))
    {
        number = number << 8 | static_cast<std::uint8_t>(octet);
    }
    return number;
}

std::string
SocksCursor::Counted()
{
    return std::string(Take(Number(1)));
}

std::string
SocksCursor::Terminated()
{
    std::string text;
    for (std::string_view octet = Take(1); Good() && octet[0] != '\0'; octet = Take(1))
    {
        text += octet;
        Demand(text.size() <= SOCKS_LONGEST_TEXT);
    }
    return text;
}

bool
SocksCursor::Place(HostPort& place)
{
    const std::uint32_t kind = Number(1);
    if (kind == IPV4)
    {
        place.host = DottedText(ns3::Ipv4Address(Number(4)));
    }
    else if (kind == NAME)
    {
        place.host = Counted();
        Demand(IsHostName(place.host));
    }
    else if (kind == IPV6)
    {
        place.host = Ipv6();
    }
    else
    {
        return !Good();
    }
    place.port = static_cast<std::uint16_t>(Number(2));
    return true;
}

std::string
SocksCursor::Ipv6()
{
    const std::string_view octets = Take(16);
    std::array<std::uint8_t, 16> address{};
    std::copy(octets.begin(), octets.end(), address.begin());
    std::ostringstream text;
    text << '[' << ns3::Ipv6Address::Deserialize(address.data()) << ']';
    return text.str();
}

void
SocksCursor::Demand(bool right)
{
    m_reading.malformed = m_reading.malformed || (Good() && !right);
}

std::string
SocksOctets(std::uint32_t number, std::size_t size)
{
    std::string octets;
    for (std::size_t i = size; i-- > 0;)
    {
        octets += static_cast<char>(number >> (8 * i));
    }
    return octets;
}

std::string
FormatSocksPlace(const HostPort& place)
{
    if (const auto address = DottedAddress(place.host))
    {
        return SocksOctets(IPV4, 1) + SocksOctets(address->Get(), 4) + SocksOctets(place.port, 2);
    }
    if (!IsHostName(place.host))
    {
        throw InputError("SOCKS can name hosts of 1 to 255 visible characters, not '" + place.host +
                         "'");
    }
    return SocksOctets(NAME, 1) + SocksOctets(static_cast<std::uint32_t>(place.host.size()), 1) +
           place.host + SocksOctets(place.port, 2);
}

bool
IsHostName(std::string_view text)
{
    return !text.empty() && text.size() <= SOCKS_LONGEST_TEXT &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::optional<ns3::Ipv4Address>
DottedAddress(const std::string& host)
{
    in_addr address{};
    if (inet_pton(AF_INET, host.c_str(), &address) != 1)
    {
        return std::nullopt;
    }
    return ns3::Ipv4Address(ntohl(address.s_addr));
}

std::string
DottedText(ns3::Ipv4Address address)
{
    std::ostringstream text;
    text << address;
    return text.str();
}

} // namespace pagewire
