// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-positions.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;

namespace
{

/** Claims below as "end:exchange:usable". */
class TlsPositionsTest : public ::testing::Test
{
  protected:
    std::string Claim(std::uint64_t end, std::uint64_t exchange)
    {
        std::string text;
        m_positions.Claim(end,
                          exchange,
                          [&text](std::uint64_t below, std::uint64_t whose, std::uint64_t usable) {
                              text += std::to_string(below) + ":" + std::to_string(whose) + ":" +
                                      std::to_string(usable) + " ";
                          });
        return text;
    }

    TlsPositions m_positions;
};

} // namespace

TEST_F(TlsPositionsTest, ClaimsOfContentAreClaimsOfRecords)
{
    // 300 octets of handshake, a record with 100 octets, a ticket of 50, a record with 200.
    m_positions.Add(100, 5, 22, 422);
    m_positions.Add(200, 5, 22, 694);
    EXPECT_EQ(Claim(100, 1), "300:0:0 422:1:422 ");
    EXPECT_EQ(Claim(150, 2), "472:0:0 527:2:694 ") << "5 and 50 octets into the record";
    EXPECT_EQ(Claim(300, 3), "472:0:0 694:3:694 ");
    EXPECT_EQ(Claim(300, 3), "");
}

TEST_F(TlsPositionsTest, AClaimMaySpanRecords)
{
    m_positions.Add(10, 13, 29, 39);
    m_positions.Add(10, 13, 29, 78);
    m_positions.Add(10, 13, 29, 117);
    EXPECT_EQ(Claim(25, 9), "0:0:0 39:9:39 39:0:0 78:9:78 78:0:0 96:9:117 ");
}
