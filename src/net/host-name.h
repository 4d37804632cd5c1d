// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_HOST_NAME_H
#define PAGEWIRE_NET_HOST_NAME_H

#include "ns3/ipv4-address.h"

#include <optional>
#include <string>

namespace pagewire
{

/** \return the name in lower case: host names compare without regard to it (RFC 4343) */
std::string HostKey(std::string name);

/** \return the address that dotted text stands for; none if it is no such text */
std::optional<ns3::Ipv4Address> ParseDotted(const std::string& text);

} // namespace pagewire

#endif
