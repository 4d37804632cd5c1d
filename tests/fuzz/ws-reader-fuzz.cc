// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-deflate.h"
#include "wire/ws-extension.h"
#include "wire/ws-reader.h"

#include <cassert>
#include <cstdint>
#include <string>

using namespace pagewire;

namespace
{

constexpr std::size_t LIMIT = 4096;

/** Everything that an endpoint hears in octets given in pieces of a size, as one string. */
std::string
Story(WsRole role, bool compression, std::string_view octets, std::size_t piece)
{
    WsReader reader(role, compression, LIMIT);
    WsInflater inflater({});
    std::string story;
    while (!octets.empty())
    {
        std::string_view input = octets.substr(0, piece);
        octets.remove_prefix(input.size());
        while (const auto arrival = reader.Next(input))
        {
            story += "K" + std::to_string(static_cast<int>(arrival->kind)) + arrival->bytes;
            if (arrival->kind == WsArrival::Kind::FAULT)
            {
                return story;
            }
            assert(arrival->bytes.size() <= LIMIT);
            std::string message;
            if (arrival->compressed &&
                inflater.Decompress(arrival->bytes, LIMIT, message) != WsInflater::Result::OK)
            {
                return story + "C";
            }
            story += message;
        }
        assert(input.empty());
    }
    return story;
}

} // namespace

/** The first octet chooses the role, compression and the size of the pieces. */
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
    {
        return 0;
    }
    const WsRole role = (data[0] & 1) == 0 ? WsRole::CLIENT : WsRole::SERVER;
    const bool compression = (data[0] & 2) != 0;
    const std::string_view octets(reinterpret_cast<const char*>(data) + 1, size - 1);
    [[maybe_unused]] const std::string whole = Story(role, compression, octets, size);
    [[maybe_unused]] const std::string pieces =
        Story(role, compression, octets, 1 + (data[0] >> 2));
    assert(whole == pieces);
    AnswerDeflateOffers({std::string(octets)}, {});
    CheckDeflateAnswer({std::string(octets)}, {});
    return 0;
}
