// SPDX-License-Identifier: GPL-2.0-only
#include "http/protocol.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>

namespace pagewire
{

namespace
{

struct Entry
{
    Protocol protocol;
    std::string_view name;
    std::string_view alpn;
    std::string_view version;
};

constexpr std::array<Entry, 7> ENTRIES{{
    {Protocol::H09, "h09", "", "HTTP/0.9"},
    {Protocol::H10, "h10", "http/1.0", "HTTP/1.0"},
    {Protocol::H10_KEEPALIVE, "h10-keepalive", "http/1.0", "HTTP/1.0"},
    {Protocol::H11, "h11", "http/1.1", "HTTP/1.1"},
    {Protocol::H11_PIPELINED, "h11-pipelined", "http/1.1", "HTTP/1.1"},
    {Protocol::H2, "h2", "h2", "HTTP/2.0"},
    {Protocol::H3, "h3", "h3", "HTTP/3"},
}};

const Entry&
EntryOf(Protocol protocol)
{
    const auto found = std::find_if(ENTRIES.begin(), ENTRIES.end(), [protocol](const Entry& entry) {
        return entry.protocol == protocol;
    });
    assert(found != ENTRIES.end());
    return *found;
}

} // namespace

std::string_view
ProtocolName(Protocol protocol)
{
    return EntryOf(protocol).name;
}

Protocol
ParseProtocol(std::string_view name)
{
    std::string known;
    for (const Entry& entry : ENTRIES)
    {
        if (entry.name == name)
        {
            return entry.protocol;
        }
        known += (known.empty() ? "" : ", ") + std::string(entry.name);
    }
    throw InputError("'" + std::string(name) + "' is not a protocol: write one of " + known);
}

const std::vector<Protocol>&
AllProtocols()
{
    static const std::vector<Protocol> ALL = [] {
        std::vector<Protocol> all;
        for (const Entry& entry : ENTRIES)
        {
            all.push_back(entry.protocol);
        }
        return all;
    }();
    return ALL;
}

std::string_view
AlpnOf(Protocol protocol)
{
    return EntryOf(protocol).alpn;
}

bool
Multiplexes(Protocol protocol)
{
    return protocol == Protocol::H2 || protocol == Protocol::H3;
}

std::string_view
HttpVersionText(Protocol protocol)
{
    return EntryOf(protocol).version;
}

} // namespace pagewire
