// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-settings-reader.h"

#include "support/h3-rig.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** The identifiers of RFC 9114 section 7.2.4.1 and RFC 9220 section 3. */
constexpr std::uint64_t MAX_FIELD_SECTION_SIZE = 0x06;
constexpr std::uint64_t ENABLE_CONNECT_PROTOCOL = 0x08;

std::string
Control(const std::string& settings)
{
    return VarInt(CONTROL_STREAM) + H3FrameBytes(H3_SETTINGS, settings);
}

/** \return how many octets it took until SETTINGS was whole; 0: it never was */
std::size_t
Feed(H3SettingsReader& reader, QuicStreamId id, const std::string& octets)
{
    for (std::size_t i = 0; i < octets.size(); ++i)
    {
        if (reader.Take(id, octets.substr(i, 1)))
        {
            return i + 1;
        }
    }
    return 0;
}

} // namespace

TEST(H3SettingsReader, FindsTheSettingOctetByOctet)
{
    for (const bool connect : {false, true})
    {
        const std::string control = Control(VarInt(MAX_FIELD_SECTION_SIZE) + VarInt(70000) +
                                            VarInt(ENABLE_CONNECT_PROTOCOL) + VarInt(connect));
        H3SettingsReader reader;
        EXPECT_EQ(Feed(reader, 3, control), control.size());
        EXPECT_EQ(reader.ConnectProtocol(), connect);
    }
}

TEST(H3SettingsReader, TakesThemWithWhatFollows)
{
    H3SettingsReader reader;
    EXPECT_TRUE(reader.Take(3,
                            Control(VarInt(ENABLE_CONNECT_PROTOCOL) + VarInt(1)) +
                                H3FrameBytes(H3_GOAWAY, VarInt(0))));
    EXPECT_TRUE(reader.ConnectProtocol());
    EXPECT_FALSE(reader.Take(3, H3FrameBytes(H3_GOAWAY, VarInt(0)))) << "told once";
}

TEST(H3SettingsReader, EmptySettingsAreSettings)
{
    H3SettingsReader reader;
    EXPECT_TRUE(reader.Take(3, Control("")));
    EXPECT_FALSE(reader.ConnectProtocol());
}

TEST(H3SettingsReader, OtherStreamsSayNothing)
{
    H3SettingsReader reader;
    EXPECT_EQ(Feed(reader, 7, VarInt(ENCODER_STREAM) + H3FrameBytes(H3_SETTINGS, "")), 0u);
    EXPECT_EQ(Feed(reader, 11, VarInt(CONTROL_STREAM) + H3FrameBytes(H3_GOAWAY, VarInt(0))), 0u);
    EXPECT_EQ(Feed(reader, 15, Control("")), Control("").size());
}
