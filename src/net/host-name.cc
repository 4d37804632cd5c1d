// SPDX-License-Identifier: GPL-2.0-only
#include "net/host-name.h"

#include <arpa/inet.h>

namespace pagewire
{

std::string
HostKey(std::string name)
{
    for (char& c : name)
    {
        if (c >= 'A' && c <= 'Z')
        {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return name;
}

std::optional<ns3::Ipv4Address>
ParseDotted(const std::string& text)
{
    in_addr address{};
    if (inet_pton(AF_INET, text.c_str(), &address) != 1)
    {
        return std::nullopt;
    }
    return ns3::Ipv4Address(ntohl(address.s_addr));
}

} // namespace pagewire
