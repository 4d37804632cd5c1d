// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-frames.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;
using namespace std::string_literals;

namespace
{

/** A frame with its payload in a string of its own. */
struct WholeFrame
{
    WsFrame head;
    std::string payload;
};

WholeFrame
ReadFrame(std::string octets)
{
    WsFrameReader reader;
    std::string_view input = octets;
    WholeFrame whole;
    WsFrame piece;
    do
    {
        if (reader.Read(input, piece) != WsFrameReader::Result::PIECE)
        {
            ADD_FAILURE() << "no frame";
            return whole;
        }
        whole.payload += piece.payload;
    } while (!piece.ends);
    whole.head = piece;
    EXPECT_TRUE(input.empty());
    EXPECT_EQ(piece.WireSize(), octets.size());
    return whole;
}

WsFrameReader::Result
ReadOnce(std::string octets)
{
    WsFrameReader reader;
    std::string_view input = octets;
    WsFrame piece;
    return reader.Read(input, piece);
}

std::string
Written(WsRole role, WsOpcode opcode, bool fin, std::string_view payload)
{
    WsFrameWriter writer(role, 1);
    WsFrame frame;
    frame.opcode = opcode;
    frame.fin = fin;
    frame.payload = payload;
    std::string output;
    const std::uint64_t size = writer.Write(frame, output);
    EXPECT_EQ(size, output.size());
    return output;
}

} // namespace

/** The examples of RFC 6455 section 5.7, as a server writes them. */
TEST(WsFrames, WritesTheExamplesOfTheRfc)
{
    const auto server = WsRole::SERVER;
    EXPECT_EQ(Written(server, WsOpcode::TEXT, true, "Hello"), "\x81\x05Hello"s);
    EXPECT_EQ(Written(server, WsOpcode::TEXT, false, "Hel"), "\x01\x03Hel"s);
    EXPECT_EQ(Written(server, WsOpcode::CONTINUATION, true, "lo"), "\x80\x02lo"s);
    EXPECT_EQ(Written(server, WsOpcode::PING, true, "Hello"), "\x89\x05Hello"s);
    const std::string small(256, 'x');
    EXPECT_EQ(Written(server, WsOpcode::BINARY, true, small), "\x82\x7e\x01\x00"s + small);
    const std::string large(65536, 'x');
    EXPECT_EQ(Written(server, WsOpcode::BINARY, true, large),
              "\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + large);
}

TEST(WsFrames, ReadsTheExamplesOfTheRfc)
{
    const WholeFrame hello = ReadFrame("\x81\x05Hello"s);
    EXPECT_EQ(hello.head.opcode, WsOpcode::TEXT);
    EXPECT_TRUE(hello.head.fin);
    EXPECT_FALSE(hello.head.masked);
    EXPECT_EQ(hello.payload, "Hello");

    const WholeFrame masked = ReadFrame("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
    EXPECT_TRUE(masked.head.masked);
    EXPECT_EQ(masked.payload, "Hello");

    EXPECT_FALSE(ReadFrame("\x01\x03Hel"s).head.fin);
    EXPECT_EQ(ReadFrame("\x80\x02lo"s).head.opcode, WsOpcode::CONTINUATION);
    const WholeFrame pong = ReadFrame("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s);
    EXPECT_EQ(pong.head.opcode, WsOpcode::PONG);
    EXPECT_EQ(pong.payload, "Hello");

    const std::string large(65536, 'x');
    EXPECT_EQ(ReadFrame("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + large).payload, large);
}

TEST(WsFrames, ClientMasksWithAFreshKeyEachTime)
{
    WsFrameWriter writer(WsRole::CLIENT, 1);
    WsFrame frame;
    frame.payload = "Hello";
    std::string first;
    std::string second;
    writer.Write(frame, first);
    writer.Write(frame, second);
    ASSERT_EQ(first.size(), 11u);
    EXPECT_EQ(first.substr(0, 2), "\x81\x85"s);
    EXPECT_NE(first.substr(2, 4), second.substr(2, 4));
    for (std::size_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(first[6 + i] ^ first[2 + i % 4], "Hello"[i]); // section 5.3
    }
    EXPECT_EQ(ReadFrame(second).payload, "Hello");
}

TEST(WsFrames, MasksAreFixedByTheSeed)
{
    const auto octets = [](std::uint64_t seed) {
        std::string output;
        WsFrameWriter(WsRole::CLIENT, seed).Write({}, output);
        return output;
    };
    EXPECT_EQ(octets(5), octets(5));
    EXPECT_NE(octets(5), octets(6));
}

/** RFC 6455 section 5.2: the shortest form of a length; section 5.5: control frames. */
TEST(WsFrames, RefusesMalformedFrames)
{
    using Result = WsFrameReader::Result;
    EXPECT_EQ(ReadOnce("\x82\x7e\x00\x7d"s), Result::MALFORMED);
    EXPECT_EQ(ReadOnce("\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"s), Result::MALFORMED);
    EXPECT_EQ(ReadOnce("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"s), Result::MALFORMED);
    EXPECT_EQ(ReadOnce("\x89\x7e\x00\x7e"s), Result::MALFORMED);
    EXPECT_EQ(ReadOnce("\x09\x01x"s), Result::MALFORMED);
}

TEST(WsFrames, ReadsOctetByOctet)
{
    WsFrameReader reader;
    const std::string octets = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s;
    std::string payload;
    int begins = 0;
    int ends = 0;
    for (std::size_t i = 0; i < octets.size(); ++i)
    {
        std::string_view input = std::string_view(octets).substr(i, 1);
        WsFrame piece;
        while (reader.Read(input, piece) == WsFrameReader::Result::PIECE)
        {
            payload += piece.payload;
            begins += piece.begins ? 1 : 0;
            ends += piece.ends ? 1 : 0;
        }
    }
    EXPECT_EQ(payload, "Hello");
    EXPECT_EQ(begins, 1);
    EXPECT_EQ(ends, 1);
}
