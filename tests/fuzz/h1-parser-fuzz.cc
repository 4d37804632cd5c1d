// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-parser.h"

#include <cassert>
#include <cstdint>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

using Event = H1Parser::Event;

/** Everything that a parser says of octets given in pieces of a size, as one string. */
std::string
Story(H1Parser::Kind kind, bool noContent, std::string_view octets, std::size_t piece)
{
    H1Parser parser(kind, 4096);
    parser.Start(noContent);
    std::string story;
    std::string buffer;
    bool ended = false;
    for (;;)
    {
        const Event event = ended ? parser.NextAtEnd() : parser.Next(buffer);
        const std::size_t taken = parser.Taken();
        assert(taken <= buffer.size());
        switch (event)
        {
        case Event::HEAD:
            story += "H" + parser.Head().method + std::to_string(parser.Head().fields.Size());
            break;
        case Event::CONTENT:
            assert(parser.Content().data() >= buffer.data());
            assert(parser.Content().data() + parser.Content().size() <=
                   buffer.data() + buffer.size());
            story += parser.Content();
            break;
        case Event::END:
            story += "E" + std::to_string(parser.ContentOctets());
            if (ended)
            {
                return story;
            }
            parser.Start(noContent);
            break;
        case Event::FAULT:
            return story + "F" + std::to_string(static_cast<int>(parser.Fault()));
        case Event::NEED_MORE:
            if (ended)
            {
                return story;
            }
            ended = octets.empty();
            break;
        }
        buffer.erase(0, taken);
        if (event == Event::NEED_MORE)
        {
            const std::string_view next = octets.substr(0, piece);
            buffer += next;
            octets.remove_prefix(next.size());
        }
    }
}

} // namespace

/** The first octet chooses requests or responses and the size of the pieces. */
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
    {
        return 0;
    }
    constexpr H1Parser::Kind KINDS[] = {H1Parser::Kind::REQUEST,
                                        H1Parser::Kind::RESPONSE,
                                        H1Parser::Kind::RESPONSE,
                                        H1Parser::Kind::BARE_RESPONSE};
    const H1Parser::Kind kind = KINDS[data[0] & 3];
    const bool noContent = (data[0] & 3) == 2;
    const std::string_view octets(reinterpret_cast<const char*>(data) + 1, size - 1);
    // Faults may show earlier in small pieces; that the pieces change nothing else is the unit
    // tests' to say. Here nothing may crash, and what is handed out must lie in the buffer.
    Story(kind, noContent, octets, size);
    Story(kind, noContent, octets, 1 + (data[0] >> 2));
    return 0;
}
