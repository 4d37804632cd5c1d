// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-reader.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;
using namespace std::string_literals;

namespace
{

using Kind = WsArrival::Kind;

/** Everything that a client hears when a server sends these octets, at once or one by one. */
std::vector<WsArrival>
Heard(const std::string& octets, bool compression = false, std::size_t step = 1 << 20)
{
    WsReader reader(WsRole::CLIENT, compression, 1000);
    std::vector<WsArrival> arrivals;
    for (std::size_t at = 0; at < octets.size(); at += step)
    {
        std::string_view input = std::string_view(octets).substr(at, step);
        while (auto arrival = reader.Next(input))
        {
            arrivals.push_back(*arrival);
            if (arrival->kind == Kind::FAULT)
            {
                return arrivals;
            }
        }
    }
    return arrivals;
}

/** \return the code of the fault that the octets are, 0 if they are none */
std::uint16_t
FaultOf(const std::string& octets, bool compression = false)
{
    const auto arrivals = Heard(octets, compression);
    const bool fault = !arrivals.empty() && arrivals.back().kind == Kind::FAULT;
    return fault ? arrivals.back().code : 0;
}

} // namespace

/** RFC 6455 section 5.4, with a ping between the fragments. */
TEST(WsReader, PutsFragmentsTogetherAroundAPing)
{
    for (const std::size_t step : {1, 2, 3, 100})
    {
        const auto arrivals = Heard("\x01\x03Hel\x89\x05"s + "Hello" + "\x80\x02lo"s, false, step);
        ASSERT_EQ(arrivals.size(), 2u);
        EXPECT_EQ(arrivals[0].kind, Kind::PING);
        EXPECT_EQ(arrivals[0].bytes, "Hello");
        EXPECT_EQ(arrivals[1].kind, Kind::MESSAGE);
        EXPECT_TRUE(arrivals[1].text);
        EXPECT_EQ(arrivals[1].bytes, "Hello");
        EXPECT_EQ(arrivals[1].wireBytes, 9u);
    }
}

TEST(WsReader, EmptyFragmentsAndMessages)
{
    const auto arrivals = Heard("\x02\x00\x00\x00\x80\x01x\x82\x00"s);
    ASSERT_EQ(arrivals.size(), 2u);
    EXPECT_EQ(arrivals[0].bytes, "x");
    EXPECT_FALSE(arrivals[0].text);
    EXPECT_EQ(arrivals[1].bytes, "");
}

TEST(WsReader, RefusesFramesOutOfPlace)
{
    EXPECT_EQ(FaultOf("\x80\x01x"s), WS_PROTOCOL_ERROR);                 // nothing to continue
    EXPECT_EQ(FaultOf("\x01\x01x\x81\x01x"s), WS_PROTOCOL_ERROR);        // a message in a message
    EXPECT_EQ(FaultOf("\x81\x81\x01\x02\x03\x04x"s), WS_PROTOCOL_ERROR); // masked by a server
    EXPECT_EQ(FaultOf("\x09\x00"s), WS_PROTOCOL_ERROR);                  // a fragmented ping
    EXPECT_EQ(FaultOf("\x89\x7e\x00\x7e"s), WS_PROTOCOL_ERROR);          // a ping too long
}

TEST(WsReader, UnmaskedFrameOfAClient)
{
    WsReader server(WsRole::SERVER, false, 1000);
    std::string_view input = "\x81\x05Hello";
    const auto arrival = server.Next(input);
    ASSERT_TRUE(arrival);
    EXPECT_EQ(arrival->kind, Kind::FAULT);
    EXPECT_EQ(arrival->code, WS_PROTOCOL_ERROR);
}

TEST(WsReader, ReservedOpcodesAndBits)
{
    for (int opcode = 0; opcode < 16; ++opcode)
    {
        const bool known = opcode == 1 || opcode == 2 || opcode == 9 || opcode == 10;
        const std::string frame{static_cast<char>(0x80 | opcode), '\x01', 'x'};
        EXPECT_EQ(FaultOf(frame), known ? 0 : WS_PROTOCOL_ERROR) << opcode;
    }
    for (int bits = 1; bits < 8; ++bits)
    {
        const std::string frame{static_cast<char>(0x81 | (bits << 4)), '\x01', 'x'};
        EXPECT_EQ(FaultOf(frame), WS_PROTOCOL_ERROR) << bits;
        EXPECT_EQ(FaultOf(frame, true), bits == 4 ? 0 : WS_PROTOCOL_ERROR) << bits;
    }
}

/** RFC 7692 section 6: RSV1 on the first frame of a message and nowhere else. */
TEST(WsReader, CompressedMessages)
{
    const auto whole = Heard("\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"s, true);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_TRUE(whole[0].compressed);
    const auto cut = Heard("\x41\x03\xf2\x48\xcd\x80\x04\xc9\xc9\x07\x00"s, true);
    ASSERT_EQ(cut.size(), 1u);
    EXPECT_TRUE(cut[0].compressed);
    EXPECT_EQ(cut[0].bytes, whole[0].bytes);
    EXPECT_FALSE(Heard("\x81\x05Hello"s, true)[0].compressed);
    EXPECT_EQ(FaultOf("\x41\x01x\xc0\x01x"s, true), WS_PROTOCOL_ERROR);
    EXPECT_EQ(FaultOf("\xc9\x01x"s, true), WS_PROTOCOL_ERROR);
}

TEST(WsReader, MessagesBeyondTheLimit)
{
    const std::string half(500, 'x');
    const auto frame = [&half](char first) { return first + "\x7e\x01\xf4"s + half; };
    EXPECT_EQ(FaultOf(frame('\x01') + frame('\x80')), 0);
    EXPECT_EQ(FaultOf(frame('\x01') + frame('\x00') + "\x80\x01x"s), WS_TOO_BIG);
    EXPECT_EQ(FaultOf("\x82\x7e\x03\xe9x"s), WS_TOO_BIG); // seen before its payload
}

/** RFC 6455 sections 5.5.1, 7.4.1 and 7.4.2. */
TEST(WsReader, CloseFrames)
{
    const auto plain = Heard("\x88\x00"s);
    ASSERT_EQ(plain.size(), 1u);
    EXPECT_EQ(plain[0].kind, Kind::CLOSE);
    EXPECT_EQ(plain[0].code, WS_NO_STATUS);
    const auto away = Heard("\x88\x05\x03\xe9"s + "bye");
    EXPECT_EQ(away[0].code, WS_GOING_AWAY);
    EXPECT_EQ(away[0].bytes, "bye");
    EXPECT_EQ(FaultOf("\x88\x01\x03"s), WS_PROTOCOL_ERROR);
    EXPECT_EQ(FaultOf("\x88\x04\x03\xe8\xc3\x28"s), WS_INVALID_DATA);
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    {
        const std::string close{'\x88',
                                '\x02',
                                static_cast<char>(code >> 8),
                                static_cast<char>(code & 255)};
        EXPECT_EQ(FaultOf(close), WS_PROTOCOL_ERROR) << code;
    }
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999})
    {
        const std::string close{'\x88',
                                '\x02',
                                static_cast<char>(code >> 8),
                                static_cast<char>(code & 255)};
        EXPECT_EQ(FaultOf(close), 0) << code;
    }
}
