// SPDX-License-Identifier: GPL-2.0-only
#include "http/alt-svc.h"

#include <gtest/gtest.h>

namespace pagewire
{

namespace
{

TEST(AltSvc, ReadsTheExamplesOfRfc7838)
{
    // Sections 3 and 3.1.
    EXPECT_EQ(ParseAltSvc("h2=\":8000\"").entries, (std::vector<AltSvcEntry>{{"h2", "", 8000}}));
    EXPECT_EQ(ParseAltSvc("h2=\"new.example.org:80\"").entries,
              (std::vector<AltSvcEntry>{{"h2", "new.example.org", 80}}));
    EXPECT_EQ(ParseAltSvc("h2=\":443\"; ma=3600").entries,
              (std::vector<AltSvcEntry>{{"h2", "", 443, 3600}}));
    EXPECT_EQ(ParseAltSvc("h2=\":443\"; ma=2592000; persist=1").entries,
              (std::vector<AltSvcEntry>{{"h2", "", 443, 2592000}}));
    EXPECT_EQ(ParseAltSvc("h2=\"alt.example.com:8000\", h2=\":443\"").entries,
              (std::vector<AltSvcEntry>{{"h2", "alt.example.com", 8000}, {"h2", "", 443}}));
    EXPECT_EQ(ParseAltSvc("w%3Dx%3Ay=\":443\"").entries,
              (std::vector<AltSvcEntry>{{"w=x:y", "", 443}}));
    EXPECT_TRUE(ParseAltSvc("clear").clear);
}

TEST(AltSvc, ReadsWhatServersSend)
{
    const AltSvc said = ParseAltSvc("h3=\":443\"; ma=86400,h3-29=\":443\"; ma=86400 ");
    EXPECT_EQ(said.entries, (std::vector<AltSvcEntry>{{"h3", "", 443}, {"h3-29", "", 443}}));
    EXPECT_FALSE(said.clear);
}

TEST(AltSvc, LeavesOutWhatIsMalformed)
{
    for (const char* field : {"",
                              ",",
                              "h3",
                              "h3=443",
                              "h3=\":\"",
                              "h3=\":0\"",
                              "h3=\":65536\"",
                              "h3=\":44x\"",
                              "h3=\":443",
                              "=\":443\"",
                              "Clear"})
    {
        EXPECT_TRUE(ParseAltSvc(field).entries.empty()) << field;
        EXPECT_FALSE(ParseAltSvc(field).clear) << field;
    }
    EXPECT_EQ(ParseAltSvc("bad, h3=\":443\"; ma=soon").entries,
              (std::vector<AltSvcEntry>{{"h3", "", 443, 86400}}));
}

TEST(AltSvc, WritesWhatItReads)
{
    const AltSvcEntry entry{"h3", "", 8443, 60};
    EXPECT_EQ(FormatAltSvc(entry), "h3=\":8443\"; ma=60");
    EXPECT_EQ(ParseAltSvc(FormatAltSvc(entry)).entries, std::vector<AltSvcEntry>{entry});
}

} // namespace

} // namespace pagewire
