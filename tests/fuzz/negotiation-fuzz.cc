// SPDX-License-Identifier: GPL-2.0-only
// What is said to proxies, and by them, before a tunnel is open: SOCKS at both ends, CONNECT at the
// client's.
#include "transport/socks-client-negotiation.h"
#include "transport/socks-server-negotiation.h"
#include "wire/connect-negotiation.h"

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>

using namespace pagewire;

namespace
{

/** Feeds it as it asks, in pieces of so much at most. \return all that it said and where it ended
 */
template <class Negotiation>
std::string
Story(Negotiation& negotiation, std::string_view octets, std::size_t piece)
{
    std::string story;
    while (!octets.empty() && negotiation.Missing() > 0)
    {
        const std::size_t size = std::min({octets.size(), negotiation.Missing(), piece});
        story += negotiation.Take(octets.substr(0, size));
        octets.remove_prefix(size);
    }
    return story + "|" + negotiation.Trouble() + "|" + std::to_string(octets.size());
}

std::string
ServerStory(bool users, std::string_view octets, std::size_t piece)
{
    SocksAdmission admission;
    if (users)
    {
        admission.users = {{"alice", "secret"}};
    }
    SocksServerNegotiation negotiation(admission);
    return Story(negotiation, octets, piece);
}

std::string
ClientStory(std::uint8_t choice, std::string_view octets, std::size_t piece)
{
    SocksOptions options;
    options.version = choice % 3 == 0 ? SocksVersion::V4A
                    : choice % 3 == 1 ? SocksVersion::V5
                                      : SocksVersion::V4;
    options.login = {"alice", options.version == SocksVersion::V5 ? "secret" : ""};
    const HostPort to{options.version == SocksVersion::V4 ? "10.0.0.1" : "a.example", 443};
    SocksClientNegotiation negotiation(options, SocksCommand::CONNECT, to);
    const std::string begin = negotiation.Begin();
    return begin + Story(negotiation, octets, piece);
}

std::string
ConnectStory(bool login, std::string_view octets, std::size_t piece)
{
    auto shared = std::make_shared<ProxyLogin>();
    shared->authorization = login ? "Basic x" : "";
    ConnectNegotiation negotiation(Protocol::H11, {"a.example", 443}, shared);
    const std::string begin = negotiation.Begin();
    return begin + Story(negotiation, octets, piece);
}

} // namespace

/** The first octet chooses who listens; how the rest comes in pieces must not matter. */
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
    {
        return 0;
    }
    const std::uint8_t choice = data[0];
    const std::string_view octets(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto story = [&](std::size_t piece) {
        return choice % 4 == 0 ? ServerStory(choice & 16, octets, piece)
             : choice % 4 == 1 ? ConnectStory(choice & 16, octets, piece)
                               : ClientStory(choice >> 2, octets, piece);
    };
    const std::string whole = story(octets.size());
    assert(story(1) == whole);
    assert(story(3) == whole);
    return 0;
}
