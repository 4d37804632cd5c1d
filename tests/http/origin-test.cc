// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "http/origin.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(Origin, TakesUrlsApart)
{
    const HttpUrl plain = ParseUrl("http://www.example.com/a/b?c=d#e");
    EXPECT_EQ(plain.origin, (HttpOrigin{"http", "www.example.com", 80}));
    EXPECT_EQ(plain.target, "/a/b?c=d");
    const HttpUrl other = ParseUrl("HTTPS://Example.COM:8443");
    EXPECT_EQ(other.origin, (HttpOrigin{"https", "example.com", 8443}));
    EXPECT_EQ(other.target, "/");
    EXPECT_EQ(other.Text(), "https://example.com:8443/");
    EXPECT_EQ(ParseUrl("https://h?q=/").target, "/?q=/");
    EXPECT_EQ(ParseUrl("http://h#/x").target, "/");
}

TEST(Origin, EqualUrlsOfTheStandardAreEqual)
{
    // RFC 9110 section 4.2.3.
    const std::string text = "http://example.com/~smith/home.html";
    EXPECT_EQ(ParseUrl("http://example.com:80/~smith/home.html").Text(), text);
    EXPECT_EQ(ParseUrl("http://EXAMPLE.com/~smith/home.html").Text(), text);
    EXPECT_EQ(ParseUrl("http://EXAMPLE.com:/~smith/home.html").Text(), text);
}

TEST(Origin, AuthorityLeavesTheDefaultPortOut)
{
    EXPECT_EQ((HttpOrigin{"https", "h", 443}).Authority(), "h");
    EXPECT_EQ((HttpOrigin{"https", "h", 80}).Authority(), "h:80");
    EXPECT_EQ(ParseAuthority("http", "[::1]:8080"), (HttpOrigin{"http", "[::1]", 8080}));
    EXPECT_EQ(ParseAuthority("http", "[::1]"), (HttpOrigin{"http", "[::1]", 80}));
}

TEST(Origin, RefusesWhatIsNoAuthority)
{
    for (const char* text : {"",
                             ":80",
                             "a b",
                             "a:0",
                             "a:65536",
                             "a:x",
                             "user@host",
                             "a/b",
                             "[::1",
                             "::1",
                             "[x]:1",
                             "a:80:80"})
    {
        EXPECT_FALSE(ParseAuthority("http", text)) << text;
    }
}

TEST(Origin, TargetsAreVisibleAsciiWithoutFragment)
{
    for (const char* text : {"/", "*", "/a?b=/c&d", "/%C3%A4", "/~!$'()[]|"})
    {
        EXPECT_TRUE(IsRequestTarget(text)) << text;
    }
    for (const char* text : {"", "/#", "/a b", "/\t", "/\x7f", "/\xc3\xa4"})
    {
        EXPECT_FALSE(IsRequestTarget(text)) << text;
    }
}

TEST(Origin, SaysWhatIsWrongWithAUrl)
{
    const auto sentence = [](const char* url) -> std::string {
        try
        {
            ParseUrl(url);
        }
        catch (const InputError& e)
        {
            return e.what();
        }
        return "taken";
    };
    EXPECT_EQ(sentence("example.com/x"),
              "'example.com/x' is not a URL to load: write it with http:// or https:// in front");
    EXPECT_EQ(
        sentence("ftp://example.com/"),
        "'ftp://example.com/' is not a URL to load: write it with http:// or https:// in front");
    EXPECT_EQ(
        sentence("http:///x"),
        "'http:///x' is not a URL to load: after the scheme write a host, or host:port with a "
        "port from 1 to 65535");
    EXPECT_EQ(sentence("http://h/a b"),
              "'http://h/a b' is not a URL to load: white space and control characters must be "
              "percent-encoded");
    EXPECT_FALSE(TryParseUrl("http://h:0/"));
    EXPECT_TRUE(TryParseUrl("http://h:1/"));
}
