// SPDX-License-Identifier: GPL-2.0-only
#include "http/forwarding.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
ViaAfter(HeaderFields fields, Protocol received, const std::string& pseudonym)
{
    AddVia(fields, received, pseudonym);
    EXPECT_EQ(fields.Count("Via"), 1u);
    return fields.Combined("Via");
}

Request
Counted(const std::string& method, const std::string& count)
{
    Request request;
    request.method = method;
    request.fields.Add("Max-Forwards", count);
    return request;
}

} // namespace

TEST(Via, IsAppendedAsInTheExampleOfRfc9110)
{
    // Section 7.6.3: a request of HTTP/1.0 through fred, then in 1.1 through p.example.net.
    EXPECT_EQ(ViaAfter({}, Protocol::H10, "fred"), "1.0 fred");
    EXPECT_EQ(ViaAfter({{"Via", "1.0 fred"}}, Protocol::H11, "p.example.net"),
              "1.0 fred, 1.1 p.example.net");
}

TEST(Via, HasTheVersionReceived)
{
    EXPECT_EQ(ViaAfter({}, Protocol::H2, "p"), "2 p");
    EXPECT_EQ(ViaAfter({}, Protocol::H3, "p"), "3 p");
    EXPECT_EQ(ViaAfter({}, Protocol::H10_KEEPALIVE, "p"), "1.0 p");
}

TEST(Via, LinesBecomeOneInOrder)
{
    EXPECT_EQ(ViaAfter({{"Via", "1.0 a"}, {"via", "1.1 b"}}, Protocol::H11, "c"),
              "1.0 a, 1.1 b, 1.1 c");
}

TEST(Via, NamesAProxyByItsPseudonymOnly)
{
    const HeaderFields fields{{"Via", "1.0 fred, HTTP/1.1 p.example.net (a comment, fred2)"}};
    EXPECT_TRUE(ViaNames(fields, "fred"));
    EXPECT_TRUE(ViaNames(fields, "P.example.net"));
    EXPECT_FALSE(ViaNames(fields, "fre"));
    EXPECT_FALSE(ViaNames(fields, "1.0"));
    EXPECT_FALSE(ViaNames(fields, "comment"));
    EXPECT_FALSE(ViaNames({}, "fred"));
    EXPECT_FALSE(ViaNames({{"Via", "1.1"}}, "")) << "malformed, and no name";
}

TEST(Forwarded, LooksAsInTheExamplesOfRfc7239)
{
    // Section 4, and section 6 for what is quoted.
    EXPECT_EQ(FormatForwarded({"192.0.2.60", "203.0.113.43", "", "http"}),
              "for=192.0.2.60;by=203.0.113.43;proto=http");
    EXPECT_EQ(FormatForwarded({"[2001:db8:cafe::17]:4711", "", "", ""}),
              "for=\"[2001:db8:cafe::17]:4711\"");
    EXPECT_EQ(FormatForwarded({"192.0.2.43:47011", "", "", ""}), "for=\"192.0.2.43:47011\"");
    EXPECT_EQ(FormatForwarded({"_gazonk", "", "", ""}), "for=_gazonk");
    EXPECT_EQ(FormatForwarded({"", "", "example.org:8080", "https"}),
              "host=\"example.org:8080\";proto=https");
}

TEST(Forwarded, QuotesWhatWouldEndTheQuotation)
{
    EXPECT_EQ(FormatForwarded({"", "", "a\"b\\c", ""}), "host=\"a\\\"b\\\\c\"");
}

TEST(Forwarded, IsAppended)
{
    // Section 7.1: the list grows by an element with each proxy.
    HeaderFields fields{{"Forwarded", "for=192.0.2.43"}};
    AddForwarded(fields, {"198.51.100.17", "", "", ""});
    EXPECT_EQ(fields.Combined("Forwarded"), "for=192.0.2.43, for=198.51.100.17");
}

TEST(XForwarded, TheFirstProxyTellsHostAndScheme)
{
    HeaderFields fields;
    AddXForwarded(fields, {"192.0.2.43:1234", "", "a.example", "https"});
    AddXForwarded(fields, {"[2001:db8::1]", "", "inner.example", "http"});
    EXPECT_EQ(fields.Combined("X-Forwarded-For"), "192.0.2.43, [2001:db8::1]");
    EXPECT_EQ(fields.Combined("X-Forwarded-Host"), "a.example");
    EXPECT_EQ(fields.Combined("X-Forwarded-Proto"), "https");
}

TEST(MaxForwardsField, CountsDownForTraceAndOptions)
{
    for (const char* method : {"TRACE", "OPTIONS"})
    {
        Request request = Counted(method, "10");
        EXPECT_EQ(CountForwards(request), MaxForwards::GOES_ON);
        EXPECT_EQ(request.fields.Combined("Max-Forwards"), "9");
        Request last = Counted(method, "0");
        EXPECT_EQ(CountForwards(last), MaxForwards::ENDS_HERE);
    }
}

TEST(MaxForwardsField, IsNothingToOtherMethods)
{
    Request request = Counted("GET", "0");
    EXPECT_EQ(CountForwards(request), MaxForwards::GOES_ON);
    EXPECT_EQ(request.fields.Combined("Max-Forwards"), "0");
    Request none;
    none.method = "TRACE";
    EXPECT_EQ(CountForwards(none), MaxForwards::GOES_ON);
}

TEST(MaxForwardsField, HasToBeANumber)
{
    for (const char* value : {"", "-1", "1x", "99999999999", "+1", "1, 2"})
    {
        Request request = Counted("TRACE", value);
        EXPECT_EQ(CountForwards(request), MaxForwards::MALFORMED) << value;
    }
}
