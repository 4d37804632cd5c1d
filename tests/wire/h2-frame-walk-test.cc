// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-frame-walk.h"

#include "support/h2-rig.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** Octets of each stream; \param pieces octets given at a time */
std::map<std::uint32_t, std::uint64_t>
Owned(const std::string& bytes, std::size_t preface, std::size_t pieces)
{
    std::map<std::uint32_t, std::uint64_t> owned;
    std::uint64_t last = 0;
    H2FrameWalk walk(preface);
    for (std::size_t at = 0; at < bytes.size(); at += pieces)
    {
        walk.Walk(std::string_view(bytes).substr(at, pieces),
                  [&](std::uint64_t end, std::uint32_t stream) {
                      EXPECT_GE(end, last);
                      EXPECT_LE(end, at + pieces);
                      owned[stream] += end - last;
                      last = end;
                  });
    }
    EXPECT_EQ(last, bytes.size());
    return owned;
}

} // namespace

TEST(H2FrameWalk, GivesEachStreamItsFramesHoweverTheyAreCut)
{
    const std::string bytes =
        std::string(PREFACE) + FrameBytes(SETTINGS, 0, 0, std::string(12, 's')) +
        FrameBytes(HEADERS, 4, 1, std::string(40, 'h')) +
        FrameBytes(DATA, 0, 1, std::string(100, 'd')) + FrameBytes(WINDOW_UPDATE, 0, 3, "wwww") +
        FrameBytes(DATA, 1, 3, "") + FrameBytes(DATA, 1, 0x01020305, std::string(500, 'd'));
    for (const std::size_t pieces : {std::size_t{1}, std::size_t{8}, std::size_t{77}, bytes.size()})
    {
        const auto owned = Owned(bytes, H2FrameWalk::PREFACE, pieces);
        EXPECT_EQ(owned.at(0), 24u + 21 + 13) << pieces;
        EXPECT_EQ(owned.at(1), 49u + 109) << pieces;
        EXPECT_EQ(owned.at(3), 9u) << "the WINDOW_UPDATE is the connection's";
        EXPECT_EQ(owned.at(0x01020305), 509u) << pieces;
    }
}
