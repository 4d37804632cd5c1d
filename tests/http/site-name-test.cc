// SPDX-License-Identifier: GPL-2.0-only
#include "http/site-name.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(SiteName, TheRegisteredNameIsTwoLabelsOrThree)
{
    EXPECT_EQ(RegistrableName("www.example.com"), "example.com");
    EXPECT_EQ(RegistrableName("example.com"), "example.com");
    EXPECT_EQ(RegistrableName("a.b.c.example.org"), "example.org");
    EXPECT_EQ(RegistrableName("www.example.co.uk"), "example.co.uk");
    EXPECT_EQ(RegistrableName("example.com.au"), "example.com.au");
    EXPECT_EQ(RegistrableName("co.uk"), "co.uk");
    EXPECT_EQ(RegistrableName("cdn.co.example"), "co.example") << "no country's";
    EXPECT_EQ(RegistrableName("localhost"), "localhost");
}

TEST(SiteName, AddressesAreTheirOwn)
{
    EXPECT_EQ(RegistrableName("10.1.0.1"), "10.1.0.1");
    EXPECT_EQ(RegistrableName("[::1]"), "[::1]");
}

TEST(SiteName, SchemesMakeSitesApartAndPortsDoNot)
{
    EXPECT_EQ(SiteOf({"https", "www.example.com", 8443}), "https://example.com");
    EXPECT_EQ(SiteOf({"http", "www.example.com", 80}), "http://example.com");
}
