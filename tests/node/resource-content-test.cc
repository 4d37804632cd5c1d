// SPDX-License-Identifier: GPL-2.0-only
#include "node/resource-content.h"

#include <boost/crc.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

using namespace pagewire;
using namespace std::string_literals;

namespace
{

std::string
Content(const std::string& type,
        std::uint64_t size,
        std::uint64_t offset,
        std::uint64_t length,
        std::uint64_t version = 0)
{
    const auto body = MakeContent(type, size, offset, length, version);
    std::string bytes(length, '?');
    std::size_t got = 0;
    while (!body->AtEnd())
    {
        got += body->Read(bytes.data() + got, std::min<std::size_t>(1000, length - got));
    }
    EXPECT_EQ(got, length);
    return bytes;
}

std::string
Whole(const std::string& type, std::uint64_t size)
{
    return Content(type, size, 0, size);
}

std::uint32_t
Number(const std::string& bytes, std::size_t at, int octets)
{
    std::uint32_t value = 0;
    for (int i = 0; i < octets; ++i)
    {
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    }
    return value;
}

} // namespace

TEST(ResourceContent, GifSubBlocksEndAtTheTrailer)
{
    for (const std::uint64_t size : {100u, 296u, 300u, 1057u, 34596u})
    {
        const std::string gif = Whole("image/gif", size);
        ASSERT_EQ(gif.substr(0, 6), "GIF89a");
        std::size_t at = gif.find("\x21\xfe") + 2;
        while (gif.at(at) != '\0')
        {
            at += 1 + static_cast<unsigned char>(gif[at]);
        }
        EXPECT_EQ(gif.substr(at + 1), "\x3b") << size;
    }
}

TEST(ResourceContent, TheSmallestGifHasNoComment)
{
    const std::string gif = Whole("image/gif", 35);
    EXPECT_EQ(gif.substr(0, 6), "GIF89a");
    EXPECT_EQ(gif.back(), '\x3b');
    EXPECT_EQ(gif.find('\x21'), std::string::npos);
}

TEST(ResourceContent, PngChunksHaveTheirLengthsAndChecksums)
{
    for (const std::uint64_t size : {92u, 500u, 70000u})
    {
        const std::string png = Whole("image/png; charset=binary", size);
        std::size_t at = 8;
        std::string names;
        while (at < png.size())
        {
            const std::uint32_t length = Number(png, at, 4);
            boost::crc_32_type crc;
            crc.process_bytes(png.data() + at + 4, length + 4);
            EXPECT_EQ(crc.checksum(), Number(png, at + 8 + length, 4)) << size;
            names += png.substr(at + 4, 4) + " ";
            at += 12 + length;
        }
        EXPECT_EQ(names, "IHDR IDAT tEXt IEND ") << size;
        EXPECT_EQ(at, size);
    }
}

TEST(ResourceContent, JpegSegmentsEndAtTheEndOfImage)
{
    for (const std::uint64_t size : {22u, 26u, 3000u, 200000u})
    {
        const std::string jpeg = Whole("image/jpeg", size);
        std::size_t at = 2;
        while (jpeg.substr(at, 2) != "\xff\xd9")
        {
            ASSERT_EQ(jpeg[at], '\xff');
            at += 2 + Number(jpeg, at + 2, 2);
        }
        EXPECT_EQ(at + 2, size);
    }
}

TEST(ResourceContent, ARangeIsThatPartOfTheWhole)
{
    for (const char* type : {"image/gif", "image/png", "image/jpeg", "text/html", ""})
    {
        const std::string whole = Whole(type, 70000);
        EXPECT_EQ(Content(type, 70000, 300, 69000), whole.substr(300, 69000)) << type;
    }
}

TEST(ResourceContent, WhatIsTooSmallForItsFormatIsThePattern)
{
    EXPECT_EQ(Whole("image/gif", 5), "abcde");
    EXPECT_EQ(Whole("image/png", 5), "abcde");
    EXPECT_EQ(Whole("image/jpeg", 5), "abcde");
    EXPECT_EQ(Whole("application/octet-stream", 28), "abcdefghijklmnopqrstuvwxyzab");
}

TEST(ResourceContent, VersionsDifferWhereverTheFillingIs)
{
    EXPECT_EQ(Content("text/plain", 30, 24, 4, 0), "yzab");
    EXPECT_EQ(Content("text/plain", 30, 24, 4, 1), "zabc");
    EXPECT_EQ(Content("text/plain", 30, 24, 4, 27), "zabc") << "an alphabet of versions";
    for (const char* type : {"text/plain", "image/gif", "image/png", "image/jpeg"})
    {
        const std::string first = Content(type, 5000, 2000, 100, 0);
        const std::string second = Content(type, 5000, 2000, 100, 1);
        std::size_t same = 0;
        for (std::size_t i = 0; i < first.size(); ++i)
        {
            same += first[i] == second[i] ? 1 : 0;
        }
        EXPECT_LE(same, 1u) << type << ": the length of a GIF's sub-block at most";
    }
}

TEST(ResourceContent, EveryVersionOfAPngHasItsOwnChecksum)
{
    const std::string png = Content("image/png", 1000, 0, 1000, 3);
    const std::size_t chunk = png.find("tEXt");
    const std::uint32_t length = Number(png, chunk - 4, 4);
    boost::crc_32_type crc;
    crc.process_bytes(png.data() + chunk, 4 + length);
    EXPECT_EQ(Number(png, chunk + 4 + length, 4), crc.checksum());
}
