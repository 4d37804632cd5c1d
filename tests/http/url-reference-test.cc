// SPDX-License-Identifier: GPL-2.0-only
#include "http/url-reference.h"

#include <gtest/gtest.h>

#include <string>

namespace pagewire
{
namespace
{

std::string
Resolve(const std::string& base, const std::string& reference)
{
    const auto url = ResolveReference(ParseUrl(base), reference);
    return url ? url->Text() : "nothing";
}

// RFC 3986 section 5.4.1, as far as its examples have http in them; a fragment is dropped.
TEST(UrlReference, ResolvesTheNormalExamplesOfTheRfc)
{
    const std::string base = "http://a/b/c/d;p?q";
    EXPECT_EQ(Resolve(base, "g"), "http://a/b/c/g");
    EXPECT_EQ(Resolve(base, "./g"), "http://a/b/c/g");
    EXPECT_EQ(Resolve(base, "g/"), "http://a/b/c/g/");
    EXPECT_EQ(Resolve(base, "/g"), "http://a/g");
    EXPECT_EQ(Resolve(base, "//g"), "http://g/");
    EXPECT_EQ(Resolve(base, "?y"), "http://a/b/c/d;p?y");
    EXPECT_EQ(Resolve(base, "g?y"), "http://a/b/c/g?y");
    EXPECT_EQ(Resolve(base, "#s"), "http://a/b/c/d;p?q");
    EXPECT_EQ(Resolve(base, "g?y#s"), "http://a/b/c/g?y");
    EXPECT_EQ(Resolve(base, ""), "http://a/b/c/d;p?q");
    EXPECT_EQ(Resolve(base, "."), "http://a/b/c/");
    EXPECT_EQ(Resolve(base, ".."), "http://a/b/");
    EXPECT_EQ(Resolve(base, "../.."), "http://a/");
    EXPECT_EQ(Resolve(base, "../../g"), "http://a/g");
}

// RFC 3986 section 5.4.2.
TEST(UrlReference, ResolvesTheAbnormalExamplesOfTheRfc)
{
    const std::string base = "http://a/b/c/d;p?q";
    EXPECT_EQ(Resolve(base, "../../../g"), "http://a/g");
    EXPECT_EQ(Resolve(base, "/./g"), "http://a/g");
    EXPECT_EQ(Resolve(base, "/../g"), "http://a/g");
    EXPECT_EQ(Resolve(base, "..g"), "http://a/b/c/..g");
    EXPECT_EQ(Resolve(base, "./g/."), "http://a/b/c/g/");
    EXPECT_EQ(Resolve(base, "g/../h"), "http://a/b/c/h");
    EXPECT_EQ(Resolve(base, "g?y/../x"), "http://a/b/c/g?y/../x");
}

TEST(UrlReference, TakesAbsoluteUrlsOfHttpOnly)
{
    EXPECT_EQ(Resolve("http://a:8080/b", "https://c/d"), "https://c/d");
    EXPECT_EQ(Resolve("http://a:8080/b", "/c"), "http://a:8080/c");
    EXPECT_EQ(Resolve("http://a/b", "ftp://c/d"), "nothing");
    EXPECT_EQ(Resolve("http://a/b", "g:h"), "nothing");
    EXPECT_EQ(Resolve("http://a/b", "a space"), "nothing");
}

} // namespace
} // namespace pagewire
