// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-message.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;

using std::string_literals::operator""s;

namespace
{

/** Feeds a message octet by octet, as the reader asks for it. \return octets asked for in all */
template <typename Reader>
std::size_t
ReadAsAsked(const std::string& octets, Reader reader)
{
    std::size_t at = 0;
    for (SocksReading reading = reader(std::string_view(octets).substr(0, 0)); !reading.Whole();
         reading = reader(std::string_view(octets).substr(0, at)))
    {
        EXPECT_FALSE(reading.malformed) << "after " << at;
        at += reading.missing;
        if (reading.malformed || at > octets.size())
        {
            ADD_FAILURE() << "asks for " << at << " of " << octets.size();
            return at;
        }
    }
    return at;
}

/** Checks that a message is read to its end and no further, whatever follows. */
#define EXPECT_READ_EXACTLY(octets, expression) \
    EXPECT_EQ((octets).size(),                  \
              ReadAsAsked((octets) + "more", [&](std::string_view part) { return expression; }))

} // namespace

TEST(SocksMessage, GreetingHasVersionCountAndMethods)
{
    EXPECT_EQ("\x05\x02\x00\x02"s, FormatSocksGreeting("\x00\x02"s));
    std::string methods;
    EXPECT_READ_EXACTLY("\x05\x03\x00\x01\x02"s, ReadSocksGreeting(part, methods));
    EXPECT_EQ("\x00\x01\x02"s, methods);
    EXPECT_TRUE(ReadSocksGreeting("\x06"s, methods).malformed);
    EXPECT_TRUE(ReadSocksGreeting("\x05\x00"s, methods).malformed);
    EXPECT_EQ("\x05\xff"s, FormatSocksMethod(SOCKS_NO_METHOD));
}

TEST(SocksMessage, LoginIsThatOfRfc1929)
{
    const std::string octets = "\x01\x04joan\x06secret"s;
    EXPECT_EQ(octets, FormatSocksLogin({"joan", "secret"}));
    SocksLogin login;
    EXPECT_READ_EXACTLY(octets, ReadSocksLogin(part, login));
    EXPECT_EQ("joan", login.user);
    EXPECT_EQ("secret", login.password);
    EXPECT_TRUE(ReadSocksLogin("\x05"s, login).malformed);
    EXPECT_TRUE(ReadSocksLogin("\x01\x00"s, login).malformed);
    EXPECT_THROW(FormatSocksLogin({"", "secret"}), InputError);
    EXPECT_THROW(FormatSocksLogin({"joan", std::string(256, 'x')}), InputError);
    EXPECT_EQ("\x01\x00"s, FormatSocksLoginStatus(true));
    bool accepted = true;
    EXPECT_READ_EXACTLY("\x01\x09"s, ReadSocksLoginStatus(part, accepted));
    EXPECT_FALSE(accepted);
}

TEST(SocksMessage, RequestOfVersion5NamesAHostOrAnAddress)
{
    SocksRequest request;
    request.command = 1;
    request.target = {"www.example", 443};
    const std::string named = "\x05\x01\x00\x03\x0bwww.example\x01\xbb"s;
    EXPECT_EQ(named, FormatSocksRequest(request));
    request.target = {"10.2.0.1", 80};
    const std::string numbered = "\x05\x01\x00\x01\x0a\x02\x00\x01\x00\x50"s;
    EXPECT_EQ(numbered, FormatSocksRequest(request));

    SocksRequest read;
    EXPECT_READ_EXACTLY(named, ReadSocks5Request(part, read));
    EXPECT_EQ("www.example", read.target.host);
    EXPECT_EQ(443, read.target.port);
    EXPECT_READ_EXACTLY(numbered, ReadSocks5Request(part, read));
    EXPECT_EQ("10.2.0.1", read.target.host);
    EXPECT_EQ(1, read.command);
    EXPECT_TRUE(read.addressSupported);
}

TEST(SocksMessage, RequestOfVersion5ForOtherAddresses)
{
    SocksRequest read;
    const std::string six = "\x05\x01\x00\x04"s + std::string(15, '\0') + "\x01\x00\x50"s;
    EXPECT_READ_EXACTLY(six, ReadSocks5Request(part, read));
    EXPECT_FALSE(read.addressSupported);
    EXPECT_EQ("[::1]", read.target.host);
    EXPECT_READ_EXACTLY("\x05\x01\x00\x02"s, ReadSocks5Request(part, read));
    EXPECT_FALSE(read.addressSupported);
}

TEST(SocksMessage, RequestOfVersion5ThatIsMalformed)
{
    SocksRequest read;
    for (const std::string& octets : {"\x04"s,
                                      "\x05\x01\x01"s,
                                      "\x05\x01\x00\x03\x00"s,
                                      "\x05\x01\x00\x03\x03"
                                      "a\x00z"s,
                                      "\x05\x01\x00\x03\x02\xc3\xa4"s})
    {
        EXPECT_TRUE(ReadSocks5Request(octets, read).malformed);
    }
}

TEST(SocksMessage, RequestOfVersion4HasAnAddressAndAUser)
{
    SocksRequest request;
    request.version = SocksVersion::V4;
    request.command = 1;
    request.target = {"66.102.7.99", 80};
    request.user = "Fred";
    const std::string octets = "\x04\x01\x00\x50\x42\x66\x07\x63"
                               "Fred\x00"s;
    EXPECT_EQ(octets, FormatSocksRequest(request));
    SocksRequest read;
    EXPECT_READ_EXACTLY(octets, ReadSocks4Request(part, read));
    EXPECT_EQ(SocksVersion::V4, read.version);
    EXPECT_EQ("66.102.7.99", read.target.host);
    EXPECT_EQ("Fred", read.user);
    request.target.host = "www.example";
    EXPECT_THROW(FormatSocksRequest(request), InputError);
}

TEST(SocksMessage, RequestOfVersion4aHasANameBehindAnImpossibleAddress)
{
    SocksRequest request;
    request.version = SocksVersion::V4A;
    request.command = 1;
    request.target = {"www.example", 80};
    const std::string octets = "\x04\x01\x00\x50\x00\x00\x00\x01\x00www.example\x00"s;
    EXPECT_EQ(octets, FormatSocksRequest(request));
    SocksRequest read;
    EXPECT_READ_EXACTLY(octets, ReadSocks4Request(part, read));
    EXPECT_EQ(SocksVersion::V4A, read.version);
    EXPECT_EQ("www.example", read.target.host);
}

TEST(SocksMessage, RequestOfVersion4IsNoLongerThanItMayBe)
{
    SocksRequest read;
    const std::string head = "\x04\x01\x00\x50\x00\x00\x00\x01"s;
    EXPECT_EQ(1u, ReadSocks4Request(head + std::string(255, 'u'), read).missing);
    EXPECT_TRUE(ReadSocks4Request(head + std::string(256, 'u'), read).malformed);
    EXPECT_TRUE(ReadSocks4Request(head + '\0' + std::string(256, 'h'), read).malformed);
    EXPECT_TRUE(ReadSocks4Request(head + "\0\0"s, read).malformed) << "a name without letters";
}

TEST(SocksMessage, AnswersOfBothVersions)
{
    const SocksAnswer granted{SocksReply::SUCCEEDED, {"10.1.0.2", 49153}};
    const std::string five = "\x05\x00\x00\x01\x0a\x01\x00\x02\xc0\x01"s;
    const std::string four = "\x00\x5a\xc0\x01\x0a\x01\x00\x02"s;
    EXPECT_EQ(five, FormatSocksAnswer(SocksVersion::V5, granted));
    EXPECT_EQ(four, FormatSocksAnswer(SocksVersion::V4A, granted));
    EXPECT_EQ("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"s,
              FormatSocksAnswer(SocksVersion::V5, {SocksReply::CONNECTION_REFUSED, {}}));
    EXPECT_EQ("\x00\x5b\x00\x00\x00\x00\x00\x00"s,
              FormatSocksAnswer(SocksVersion::V4, {SocksReply::CONNECTION_REFUSED, {}}));

    SocksAnswer read;
    EXPECT_READ_EXACTLY(five, ReadSocksAnswer(SocksVersion::V5, part, read));
    EXPECT_EQ("10.1.0.2", read.bound.host);
    EXPECT_EQ(49153, read.bound.port);
    read = {};
    EXPECT_READ_EXACTLY(four, ReadSocksAnswer(SocksVersion::V4, part, read));
    EXPECT_EQ(SocksReply::SUCCEEDED, read.reply);
    EXPECT_TRUE(ReadSocksAnswer(SocksVersion::V4, "\x04", read).malformed);
    EXPECT_TRUE(ReadSocksAnswer(SocksVersion::V4, "\x00\x5e"s, read).malformed);
    EXPECT_TRUE(ReadSocksAnswer(SocksVersion::V5, "\x05\x00\x00\x02"s, read).malformed);
}

TEST(SocksMessage, DatagramsHaveAHeader)
{
    const std::string octets = "\x00\x00\x00\x01\x0a\x02\x00\x01\x01\xbbhello"s;
    EXPECT_EQ(octets, FormatSocksDatagram({0, {"10.2.0.1", 443}, "hello"}));
    SocksDatagram datagram;
    ASSERT_TRUE(ReadSocksDatagram(octets, datagram));
    EXPECT_EQ("10.2.0.1", datagram.peer.host);
    EXPECT_EQ("hello", datagram.payload);
    ASSERT_TRUE(ReadSocksDatagram("\x00\x00\x02\x03\x01w\x00\x35"s, datagram));
    EXPECT_EQ(2, datagram.fragment);
    EXPECT_EQ("w", datagram.peer.host);
    EXPECT_TRUE(datagram.payload.empty());
    EXPECT_FALSE(ReadSocksDatagram("\x00\x01\x00\x01\x0a\x02\x00\x01\x01\xbb"s, datagram));
    for (std::size_t size = 0; size < 10; ++size)
    {
        EXPECT_FALSE(ReadSocksDatagram(octets.substr(0, size), datagram)) << size;
    }
}

TEST(SocksMessage, RepliesHaveWords)
{
    EXPECT_EQ("connection refused", SocksReplyText(SocksReply::CONNECTION_REFUSED));
    EXPECT_EQ("address type not supported", SocksReplyText(SocksReply::ADDRESS_NOT_SUPPORTED));
    EXPECT_EQ("reply 77", SocksReplyText(static_cast<SocksReply>(77)));
}
