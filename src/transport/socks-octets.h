// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_OCTETS_H
#define PAGEWIRE_TRANSPORT_SOCKS_OCTETS_H

#include "transport/dialer.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What a length octet can tell; texts of SOCKS 4, which end with a zero, get no longer either. */
constexpr std::size_t SOCKS_LONGEST_TEXT = 255;

/** How far reading a message has come. */
struct SocksReading
{
    bool malformed{false};
    std::size_t missing{0}; //!< octets that still belong to it, at the least
    std::size_t size{0};    //!< octets read of it: all of them where it is whole

    bool Whole() const
    {
        return !malformed && missing == 0;
    }
};

/** Reads a message from its front; once something is missing or wrong, nothing more is read. */
class SocksCursor
{
  public:
    explicit SocksCursor(std::string_view octets);

    std::string_view Take(std::size_t size);

    /** Most significant octet first. */
    std::uint32_t Number(std::size_t size);

    /** A text behind the octet that tells its length. */
    std::string Counted();

    /** A text before a zero octet. */
    std::string Terminated();

    /** An address with its kind before it and the port behind it (RFC 1928 section 5).
     * \return whether it is of a kind whose length is known; else the rest cannot be read */
    bool Place(HostPort& place);

    /** What was read must be so. */
    void Demand(bool right);

    bool Good() const
    {
        return m_reading.Whole();
    }

    const SocksReading& Reading() const
    {
        return m_reading;
    }

  private:
    std::string Ipv6();

    std::string_view m_octets;
    SocksReading m_reading;
};

/** \return a number in so many octets, the most significant first */
std::string SocksOctets(std::uint32_t number, std::size_t size);

/** \return what SocksCursor::Place reads \throws InputError for what is no host's name */
std::string FormatSocksPlace(const HostPort& place);

/** \return whether it can name a host here: 1 to 255 visible characters */
bool IsHostName(std::string_view text);

/** \return the address that a text has in dotted form; none where it is a name */
std::optional<ns3::Ipv4Address> DottedAddress(const std::string& host);

std::string DottedText(ns3::Ipv4Address address);

} // namespace pagewire

#endif
