// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-deflate.h"

#include "base/seed.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace pagewire;
using namespace std::string_literals;

namespace
{

constexpr std::size_t NO_LIMIT = 1 << 24;

std::string
Inflated(WsInflater& inflater, const std::string& compressed)
{
    std::string message;
    EXPECT_EQ(inflater.Decompress(compressed, NO_LIMIT, message), WsInflater::Result::OK);
    return message;
}

std::string
Inflated(const std::string& compressed)
{
    WsInflater inflater({});
    return Inflated(inflater, compressed);
}

/** Words out of a small vocabulary, so that there is something to compress. */
std::string
SomeText(SeededBytes& random, std::size_t size)
{
    static const std::vector<std::string> WORDS{"bid ", "ask ", "price ", "up ", "down ", "1.25 "};
    std::string text;
    while (text.size() < size)
    {
        text += random.Next() % 16 == 0 ? std::to_string(random.Next())
                                        : WORDS[random.Next() % WORDS.size()];
    }
    text.resize(size);
    return text;
}

} // namespace

/** The example of RFC 7692 section 7.2.3.1. */
TEST(WsDeflate, Hello)
{
    EXPECT_EQ(WsDeflater({}).Compress("Hello"), "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    EXPECT_EQ(Inflated("\xf2\x48\xcd\xc9\xc9\x07\x00"s), "Hello");
}

/** Section 7.2.3.2: the second message refers to the first. */
TEST(WsDeflate, SharesTheWindow)
{
    WsDeflater deflater({});
    WsInflater inflater({});
    deflater.Compress("Hello");
    EXPECT_EQ(deflater.Compress("Hello"), "\xf2\x00\x11\x00\x00"s);
    Inflated(inflater, "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    EXPECT_EQ(Inflated(inflater, "\xf2\x00\x11\x00\x00"s), "Hello");
}

TEST(WsDeflate, WithoutContextTakeoverEachMessageStandsAlone)
{
    WsDeflater deflater({15, false});
    deflater.Compress("Hello");
    EXPECT_EQ(deflater.Compress("Hello"), "\xf2\x48\xcd\xc9\xc9\x07\x00"s);

    WsInflater inflater({15, false});
    Inflated(inflater, "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
    std::string message;
    EXPECT_EQ(inflater.Decompress("\xf2\x00\x11\x00\x00"s, NO_LIMIT, message),
              WsInflater::Result::CORRUPT);
}

/** Sections 7.2.3.3 to 7.2.3.6: a block without compression, one marked as the last, two blocks,
 * an empty message. */
TEST(WsDeflate, ReadsWhatAnyDeflaterMayWrite)
{
    EXPECT_EQ(Inflated("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"s), "Hello");
    EXPECT_EQ(Inflated("\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), "Hello");
    EXPECT_EQ(Inflated("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"s), "Hello");
    EXPECT_EQ(Inflated("\x00"s), "");
}

TEST(WsDeflate, TheWindowOutlastsALastBlock)
{
    WsInflater inflater({});
    EXPECT_EQ(Inflated(inflater, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"s), "Hello");
    EXPECT_EQ(Inflated(inflater, "\xf2\x00\x11\x00\x00"s), "Hello");
}

TEST(WsDeflate, EmptyMessages)
{
    WsDeflater deflater({});
    EXPECT_EQ(deflater.Compress(""), "\x00"s);
    deflater.Compress("Hello");
    EXPECT_EQ(deflater.Compress(""), "\x00"s);
    EXPECT_EQ(deflater.Compress("Hello"), "\xf2\x00\x11\x00\x00"s);
}

TEST(WsDeflate, RefusesWhatIsCorruptOrCutOff)
{
    std::string message;
    EXPECT_EQ(WsInflater({}).Decompress("\x07\x00"s, NO_LIMIT, message),
              WsInflater::Result::CORRUPT);
    const std::string text(300, 'a');
    const std::string whole = WsDeflater({}).Compress("no repetition here: 0123456789" + text);
    EXPECT_EQ(WsInflater({}).Decompress(whole.substr(0, 10), NO_LIMIT, message),
              WsInflater::Result::CORRUPT);
}

TEST(WsDeflate, ABombStaysWithinTheLimit)
{
    const std::string bomb = WsDeflater({}).Compress(std::string(10000000, 'x'));
    ASSERT_LT(bomb.size(), 20000u);
    std::string message;
    EXPECT_EQ(WsInflater({}).Decompress(bomb, 100000, message), WsInflater::Result::TOO_BIG);
    EXPECT_LT(message.size(), 200000u);
    const std::string fits = WsDeflater({}).Compress(std::string(100000, 'x'));
    EXPECT_EQ(WsInflater({}).Decompress(fits, 100000, message), WsInflater::Result::OK);
}

/** Whatever the window, the other end needs no larger one. */
TEST(WsDeflate, KeepsToTheWindow)
{
    for (int bits = 8; bits <= 15; ++bits)
    {
        for (const bool takeover : {false, true})
        {
            SeededBytes random(static_cast<std::uint64_t>(bits));
            WsDeflater deflater({bits, takeover});
            WsInflater inflater({bits, takeover});
            for (int i = 0; i < 20; ++i)
            {
                const std::string text = SomeText(random, random.Next() % 5000);
                const std::string compressed = deflater.Compress(text);
                ASSERT_EQ(Inflated(inflater, compressed), text) << bits << ' ' << i;
            }
        }
    }
}

/** zlib minds the window between messages; inside of one it takes any distance. */
TEST(WsDeflate, ReachingBackBeyondTheWindowIsRefused)
{
    SeededBytes random(1);
    std::string noise(2000, '\0');
    random.Fill(noise.data(), noise.size());
    WsDeflater deflater({15, true});
    const std::string first = deflater.Compress(noise);
    const std::string second = deflater.Compress(noise);
    ASSERT_LT(second.size(), 100u); // it refers 2000 octets back
    WsInflater narrow({9, true});
    WsInflater wide({11, true});
    EXPECT_EQ(Inflated(narrow, first), noise);
    EXPECT_EQ(Inflated(wide, first), noise);
    std::string message;
    EXPECT_EQ(narrow.Decompress(second, NO_LIMIT, message), WsInflater::Result::CORRUPT);
    EXPECT_EQ(Inflated(wide, second), noise);
}
