// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-reference.h"

#include "lab/option-table.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(OptionReference, TellsAllOfOneOption)
{
    EXPECT_EQ(DescribeOption(*FindOption("tcp.mss")),
              "tcp.mss\n"
              "    Payload of a full segment: the MTU less IP header, TCP header and timestamps.\n"
              "    Takes: bytes, like 64KB: 88B to 9000B\n"
              "    Default: 1448B\n"
              "    Also set by: --ns3::TcpSocket::SegmentSize=...\n");
}

TEST(OptionReference, ListsEveryOptionOnce)
{
    const std::string list = ListOptions("");
    const std::string markdown = OptionsAsMarkdown();
    for (const Option& option : OptionTable())
    {
        const std::string line = option.name + " = ";
        const std::size_t found = ("\n" + list).find("\n" + line);
        EXPECT_NE(found, std::string::npos) << option.name;
        EXPECT_NE(markdown.find("| `" + option.name + "` |"), std::string::npos) << option.name;
    }
    EXPECT_EQ(ListOptions("tls").find("tcp."), std::string::npos);
    EXPECT_EQ(ListOptions("nothing"), "");
}
