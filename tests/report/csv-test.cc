// SPDX-License-Identifier: GPL-2.0-only
#include "report/csv.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(CsvTable, QuotesAsRfc4180)
{
    CsvTable table({"a", "b"});
    table.Text("plain").Text("with, comma");
    table.Text("say \"hi\"").Text("two\nlines");
    EXPECT_EQ(table.Contents(), "a,b\nplain,\"with, comma\"\n\"say \"\"hi\"\"\",\"two\nlines\"\n");
}

TEST(CsvTable, TimesAreExactAndAbsentOnesEmpty)
{
    CsvTable table({"t", "n", "none"});
    table.Milliseconds(ns3::NanoSeconds(1234567)).Number(7).Milliseconds(std::nullopt);
    EXPECT_EQ(table.Contents(), "t,n,none\n1.234567,7,\n");
}
