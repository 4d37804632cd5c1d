// SPDX-License-Identifier: GPL-2.0-only
// Frames of RFC 9000 section 19 and RFC 9221, written by hand.
#include "transport/quic-frame-reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pagewire
{

namespace
{

using Octets = std::vector<std::uint8_t>;

Octets
operator+(Octets a, const Octets& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/** \return "stream:offset+size" of each frame found, "c" for CRYPTO */
std::string
Found(const Octets& frames)
{
    std::string text;
    QuicFrameReader reader(frames.data(), frames.size());
    while (const auto frame = reader.Next())
    {
        text += text.empty() ? "" : " ";
        if (frame->stopCode)
        {
            text +=
                "stop " + std::to_string(frame->stream) + ":" + std::to_string(*frame->stopCode);
            continue;
        }
        text += (frame->stream < 0 ? std::string("c") : std::to_string(frame->stream)) + ":" +
                std::to_string(frame->offset) + "+" + std::to_string(frame->size);
    }
    return text;
}

/** Frames of each type that carry no data of streams and no CRYPTO. */
const std::vector<Octets>&
Others()
{
    static const std::vector<Octets> frames{
        {0x00},                                              // PADDING
        {0x01},                                              // PING
        {0x02, 0x40, 0x64, 0x05, 0x00, 0x07},                // ACK
        {0x02, 0x40, 0x64, 0x05, 0x02, 0x07, 1, 2, 3, 4},    // of three ranges
        {0x03, 0x0a, 0x05, 0x00, 0x07, 0x40, 0x80, 0, 0x01}, // with ECN counts
        {0x04, 0x04, 0x07, 0x80, 0x00, 0x10, 0x00},          // RESET_STREAM
        {0x07, 0x03, 'a', 'b', 'c'},                         // NEW_TOKEN
        {0x10, 0x80, 0x01, 0x00, 0x00},                      // MAX_DATA
        {0x11, 0x08, 0x80, 0x01, 0x00, 0x00},                // MAX_STREAM_DATA
        {0x12, 0x40, 0x65},                                  // MAX_STREAMS
        {0x13, 0x09},
        {0x14, 0xc0, 0, 0, 0, 0, 0, 0, 1}, // DATA_BLOCKED
        {0x15, 0x08, 0x20},                // STREAM_DATA_BLOCKED
        {0x16, 0x05},                      // STREAMS_BLOCKED
        {0x17, 0x05},
        Octets{0x18, 0x01, 0x00, 0x08} + Octets(8 + 16, 0x08), // NEW_CONNECTION_ID
        {0x19, 0x01},                                          // RETIRE_CONNECTION_ID
        Octets{0x1a} + Octets(8, 0x08),                        // PATH_CHALLENGE
        Octets{0x1b} + Octets(8, 0x08),                        // PATH_RESPONSE
        {0x1c, 0x0a, 0x08, 0x02, 'n', 'o'},                    // CONNECTION_CLOSE
        {0x1d, 0x41, 0x00, 0x02, 'n', 'o'},
        {0x1e},                                // HANDSHAKE_DONE
        {0x31, 0x04, 0x0a, 0x00, 0x01, 0x02}}; // DATAGRAM
    return frames;
}

TEST(QuicFrameReader, ReadsEachFormOfStreamFrames)
{
    // Offset, length, fin; without a length it goes to the end.
    EXPECT_EQ(Found({0x08, 0x04, 'a', 'b'}), "4:0+2");
    EXPECT_EQ(Found({0x09, 0x04, 'a', 'b'}), "4:0+2");
    EXPECT_EQ(Found({0x0a, 0x04, 0x01, 'a', 0x00, 0x00}), "4:0+1");
    EXPECT_EQ(Found({0x0b, 0x04, 0x00}), "4:0+0");
    EXPECT_EQ(Found({0x0c, 0x04, 0x50, 0x00, 'a'}), "4:4096+1");
    EXPECT_EQ(Found({0x0d, 0x04, 0x50, 0x00}), "4:4096+0");
    EXPECT_EQ(Found({0x0e, 0x41, 0x00, 0x80, 0x01, 0x00, 0x00, 0x02, 'a', 'b'}), "256:65536+2");
    EXPECT_EQ(Found({0x0f, 0xc0, 0, 0, 0, 0, 0, 0, 5, 0x00, 0x01, 'a'}), "5:0+1");
    EXPECT_EQ(Found({0x06, 0x05, 0x02, 'a', 'b'}), "c:5+2");
    EXPECT_EQ(Found({0x0a, 0, 1, 'a', 0x06, 0, 1, 'b', 0x0a, 4, 1, 'c'}), "0:0+1 c:0+1 4:0+1");
    EXPECT_EQ(Found({0x05, 0x04, 0x41, 0x0c, 0x0a, 4, 1, 'c'}), "stop 4:268 4:0+1");
    EXPECT_EQ(Found({}), "");
    EXPECT_EQ(Found(Octets(1200, 0)), "");
}

TEST(QuicFrameReader, FindsThemBehindFramesOfEveryOtherType)
{
    const Octets stream{0x0a, 0x04, 0x01, 'a'};
    Octets all;
    for (const Octets& other : Others())
    {
        EXPECT_EQ(Found(other + stream), "4:0+1") << int{other[0]};
        all = all + other;
    }
    EXPECT_EQ(Found(all + stream + all + stream), "4:0+1 4:0+1");
    // A DATAGRAM without a length is the last.
    EXPECT_EQ(Found(stream + Octets{0x30} + stream), "4:0+1");
    // A type may be written longer than need be, though nobody does.
    EXPECT_EQ(Found(Octets{0x40, 0x01} + stream), "4:0+1");
}

TEST(QuicFrameReader, EndsAtFramesThatAreCutShort)
{
    std::vector<Octets> frames = Others();
    frames.push_back({0x05, 0x04, 0x41, 0x0c});
    frames.push_back({0x06, 0x05, 0x02, 'a', 'b'});
    frames.push_back({0x0e, 0x41, 0x00, 0x80, 0x01, 0x00, 0x00, 0x02, 'a', 'b'});
    for (const Octets& frame : frames)
    {
        for (std::size_t size = 1; size < frame.size(); ++size)
        {
            // At the end of memory of its own, where a checker sees what is read behind it.
            EXPECT_EQ(Found(Octets(frame.begin(), frame.begin() + static_cast<long>(size))), "")
                << int{frame[0]} << " of " << size;
        }
    }
    EXPECT_EQ(Found({0x0a, 0x04, 0x05, 'a', 'b'}), ""); // longer than the packet
    EXPECT_EQ(Found({0x07, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 'a'}), "");
    EXPECT_EQ(Found({0x18, 0x01, 0x00, 0xff, 'a'}), "");
    EXPECT_EQ(Found({0x02, 0x01, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00}), "");
}

TEST(QuicFrameReader, EndsAtFramesOfUnknownTypes)
{
    const Octets stream{0x0a, 0x04, 0x01, 'a'};
    for (const Octets& unknown :
         {Octets{0x1f}, Octets{0x20}, Octets{0x2f}, Octets{0x32}, Octets{0x40, 0xaf}, Octets{0x3f}})
    {
        EXPECT_EQ(Found(stream + unknown + stream), "4:0+1");
    }
}

} // namespace

} // namespace pagewire
