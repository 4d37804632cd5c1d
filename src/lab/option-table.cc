// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

#include "base/nearest-name.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace pagewire
{

namespace
{

void
Append(std::vector<Option>& table, std::vector<Option> section)
{
    table.insert(table.end(),
                 std::make_move_iterator(section.begin()),
                 std::make_move_iterator(section.end()));
}

/** Attributes of our applications that an option sets; as arguments they set the option, so that
 * results name it. */
void
NameAttributes(std::vector<Option>& table)
{
    static const std::map<std::string, std::string> ATTRIBUTES{
        {"browser.protocol", "pagewire::Browser::Protocol"},
        {"browser.connections-per-host", "pagewire::Browser::ConnectionsPerHost"},
        {"browser.requests-per-connection", "pagewire::Browser::RequestsPerConnection"},
        {"browser.waiting-requests", "pagewire::Browser::WaitingRequests"},
        {"browser.keep-alive", "pagewire::Browser::KeepAlive"},
        {"browser.coalesce", "pagewire::Browser::Coalesce"},
        {"browser.attempts", "pagewire::Browser::MaxAttempts"},
        {"browser.resume-downloads", "pagewire::Browser::Resume"},
        {"browser.silence", "pagewire::Browser::Silence"},
        {"browser.deadline", "pagewire::Browser::Deadline"},
        {"browser.memory-cache", "pagewire::Browser::MemoryCache"},
        {"browser.disk-cache", "pagewire::Browser::DiskCache"},
        {"browser.memory-latency", "pagewire::Browser::MemoryLatency"},
        {"browser.disk-latency", "pagewire::Browser::DiskLatency"},
        {"browser.reload", "pagewire::Browser::Reload"},
        {"browser.connections-per-proxy", "pagewire::Browser::ConnectionsPerProxy"},
        {"origin.workers", "pagewire::Origin::Workers"},
        {"origin.cache-control", "pagewire::Origin::CacheControl"},
        {"origin.default-cache-control", "pagewire::Origin::DefaultCacheControl"},
        {"origin.etags", "pagewire::Origin::ETags"},
        {"origin.last-modified", "pagewire::Origin::LastModified"},
        {"origin.clock-skew", "pagewire::Origin::ClockSkew"},
        {"origin.unsafe-updates", "pagewire::Origin::UnsafeUpdates"},
        {"forward-proxy.upstream-protocol", "pagewire::ForwardProxy::Protocol"},
        {"forward-proxy.require-tls", "pagewire::ForwardProxy::RequireTls"},
        {"socks-proxy.udp", "pagewire::SocksProxy::UdpAssociate"},
        {"reverse-proxy.upstream-protocol", "pagewire::ReverseProxy::Protocol"},
        {"reverse-proxy.balance", "pagewire::ReverseProxy::Balancing"},
        {"reverse-proxy.hash-key", "pagewire::ReverseProxy::HashKey"},
        {"reverse-proxy.connections", "pagewire::ReverseProxy::ConnectionsPerServer"},
        {"reverse-proxy.attempts", "pagewire::ReverseProxy::MaxAttempts"},
        {"reverse-proxy.buffer-requests", "pagewire::ReverseProxy::BufferRequests"},
        {"reverse-proxy.buffer-responses", "pagewire::ReverseProxy::BufferResponses"},
        {"reverse-proxy.pass-upgrade", "pagewire::ReverseProxy::PassUpgrade"},
        {"reverse-proxy.forwarded", "pagewire::ReverseProxy::Forwarded"},
        {"reverse-proxy.connect-timeout", "pagewire::ReverseProxy::ConnectTimeout"},
        {"reverse-proxy.read-timeout", "pagewire::ReverseProxy::ReadTimeout"},
        {"reverse-proxy.max-fails", "pagewire::ReverseProxy::MaxFails"},
        {"reverse-proxy.fail-timeout", "pagewire::ReverseProxy::FailTimeout"},
        {"origin.keep-alive", "pagewire::Origin::KeepAlive"},
        {"origin.max-requests", "pagewire::Origin::MaxRequests"}};
    for (Option& option : table)
    {
        if (const auto found = ATTRIBUTES.find(option.name); found != ATTRIBUTES.end())
        {
            option.ns3Name = found->second;
        }
    }
}

std::vector<Option>
MakeTable()
{
    std::vector<Option> table = GeneralOptionTable();
    Append(table, PathOptionTable());
    Append(table, RunOptionTable());
    Append(table, TransportOptionTable());
    Append(table, HttpOptionTable());
    Append(table, QuicOptionTable());
    Append(table, LinkOptionTable("access"));
    Append(table, LinkOptionTable("middle"));
    Append(table, LinkOptionTable("backbone"));
    Append(table, LinkOptionTable("second"));
    Append(table, HandOverOptionTable());
    NameAttributes(table);
    return table;
}

} // namespace

const std::vector<Option>&
OptionTable()
{
    static const std::vector<Option> table = MakeTable();
    return table;
}

const Option*
FindOption(std::string_view name)
{
    for (const Option& option : OptionTable())
    {
        if (option.name == name)
        {
            return &option;
        }
    }
    return nullptr;
}

std::string
NearestOption(std::string_view name)
{
    std::vector<std::string> names;
    for (const Option& option : OptionTable())
    {
        names.push_back(option.name);
    }
    return NearestName(name, names);
}

const Option*
FindOptionOfNs3(std::string_view ns3Name)
{
    for (const Option& option : OptionTable())
    {
        if (!option.ns3Name.empty() && option.ns3Name == ns3Name)
        {
            return &option;
        }
    }
    return nullptr;
}

} // namespace pagewire
