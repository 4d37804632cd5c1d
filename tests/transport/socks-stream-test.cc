// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-stream.h"

#include "base/error.h"
#include "support/pipe-stream.h"
#include "support/stream-ear.h"
#include "transport/exchange-stalls.h"
#include "transport/socks-server-negotiation.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

using namespace pagewire;
using namespace pagewire::test;

using std::string_literals::operator""s;

namespace
{

/** Passes a stream on and notes the claims that come down. */
class ClaimTap : public ByteStream
{
  public:
    using Claims = std::vector<std::array<std::uint64_t, 3>>;

    ClaimTap(std::unique_ptr<ByteStream> below, Claims& read, Claims& written)
        : m_below(std::move(below)),
          m_read(read),
          m_written(written)
    {}

    void SetListener(ByteStreamListener* listener) override
    {
        m_below->SetListener(listener);
    }

    void Open() override
    {
        m_below->Open();
    }

    std::size_t Write(std::string_view bytes) override
    {
        return m_below->Write(bytes);
    }

    std::size_t WriteRoom() const override
    {
        return m_below->WriteRoom();
    }

    std::size_t Unsent() const override
    {
        return m_below->Unsent();
    }

    std::size_t Read(std::string& buffer, std::size_t max) override
    {
        return m_below->Read(buffer, max);
    }

    bool AtEnd() const override
    {
        return m_below->AtEnd();
    }

    void CloseWrite() override
    {
        m_below->CloseWrite();
    }

    void Abort() override
    {
        m_below->Abort();
    }

    std::string_view Alpn() const override
    {
        return {};
    }

    ByteStream* Below() const override
    {
        return nullptr;
    }

    void ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable) override
    {
        m_read.push_back({end, exchange, usable});
    }

    void ClaimWritten(std::uint64_t end, std::uint64_t exchange) override
    {
        m_written.push_back({end, exchange, 0});
    }

  private:
    std::unique_ptr<ByteStream> m_below;
    Claims& m_read;
    Claims& m_written;
};

/** A client's stream over a pipe, and a proxy at the other end that says what it is told to. */
class SocksStreamTest : public ::testing::Test
{
  protected:
    ~SocksStreamTest() override
    {
        client.stream.reset();
        proxy.stream.reset();
        ns3::Simulator::Destroy();
    }

    /** Asks for www.example:80. \param answers what the proxy sends for each piece that comes */
    SocksStream& Ask(const SocksOptions& options, std::vector<std::string> answers)
    {
        m_answers = std::move(answers);
        auto [near, far] = PipeStream::MakePair();
        auto stream = std::make_unique<SocksStream>(
            std::make_unique<ClaimTap>(std::move(near), readClaims, writtenClaims),
            options,
            SocksCommand::CONNECT,
            HostPort{options.version == SocksVersion::V4 ? "10.2.0.1" : "www.example", 80});
        SocksStream& asked = *stream;
        proxy.onReadable = [this] { AnswerNext(); };
        proxy.Use(std::move(far));
        client.Use(std::move(stream));
        ns3::Simulator::Stop(ns3::Seconds(1000));
        ns3::Simulator::Run();
        return asked;
    }

    StreamEar client;
    StreamEar proxy;
    std::vector<std::string> heard; //!< by the proxy, piece by piece
    bool proxyCloses{false};        //!< after its last answer
    ClaimTap::Claims readClaims;
    ClaimTap::Claims writtenClaims;

  private:
    void AnswerNext()
    {
        heard.push_back(proxy.received.substr(m_heard));
        m_heard = proxy.received.size();
        if (m_next < m_answers.size() && !heard.back().empty())
        {
            proxy.closeAfterSending = proxyCloses && m_next + 1 == m_answers.size();
            proxy.Send(m_answers[m_next++]);
        }
    }

    std::vector<std::string> m_answers;
    std::size_t m_next{0};
    std::size_t m_heard{0};
};

const std::string GRANTED = "\x05\x00\x00\x01\x0a\x01\x00\x02\xc0\x01"s;
const std::string REQUEST = "\x05\x01\x00\x03\x0bwww.example\x00\x50"s;

} // namespace

TEST_F(SocksStreamTest, Version5OpensAfterThreeRoundTrips)
{
    Ask({}, {"\x05\x00"s, GRANTED});
    EXPECT_EQ((std::vector<std::string>{"\x05\x01\x00"s, REQUEST}), heard);
    // One to open below, one for the method, one for the request; the pipe has 20 ms.
    EXPECT_EQ(ns3::MilliSeconds(60), client.opened);
}

TEST_F(SocksStreamTest, Version5LogsInWhereTheProxyWantsIt)
{
    const SocksOptions options{SocksVersion::V5, {"joan", "secret"}};
    Ask(options, {"\x05\x02"s, "\x01\x00"s, GRANTED});
    EXPECT_EQ((std::vector<std::string>{"\x05\x02\x00\x02"s, "\x01\x04joan\x06secret"s, REQUEST}),
              heard);
    EXPECT_EQ(ns3::MilliSeconds(80), client.opened);
}

TEST_F(SocksStreamTest, Version4Takes2RoundTrips)
{
    Ask({SocksVersion::V4, {}}, {"\x00\x5a\x00\x00\x00\x00\x00\x00"s});
    EXPECT_EQ((std::vector<std::string>{"\x04\x01\x00\x50\x0a\x02\x00\x01\x00"s}), heard);
    EXPECT_EQ(ns3::MilliSeconds(40), client.opened);
}

TEST_F(SocksStreamTest, Version4aNamesTheHost)
{
    Ask({SocksVersion::V4A, {"joan", ""}}, {"\x00\x5a\x00\x00\x00\x00\x00\x00"s});
    EXPECT_EQ(
        (std::vector<std::string>{"\x04\x01\x00\x50\x00\x00\x00\x01joan\x00www.example\x00"s}),
        heard);
    EXPECT_TRUE(client.opened);
}

TEST_F(SocksStreamTest, WhatComesWithTheAnswerIsTheTargets)
{
    client.Send("hello");
    SocksStream& stream = Ask({}, {"\x05\x00"s, GRANTED + "220 ready"});
    EXPECT_EQ("220 ready", client.received);
    EXPECT_EQ("hello", heard.back());
    EXPECT_EQ("10.1.0.2", stream.Answer().bound.host);
    EXPECT_EQ("", RefusalOf(stream));
}

TEST(SocksClientNegotiation, EachRefusalHasItsWords)
{
    for (int code = 1; code <= 8; ++code)
    {
        const SocksAnswer answer{static_cast<SocksReply>(code), {}};
        SocksClientNegotiation negotiation({}, SocksCommand::CONNECT, {"www.example", 80});
        negotiation.Begin();
        negotiation.Take("\x05\x00"s);
        negotiation.Take(FormatSocksAnswer(SocksVersion::V5, answer));
        EXPECT_EQ(SocksClientNegotiation::State::REFUSED, negotiation.GetState());
        EXPECT_EQ(SocksReplyText(answer.reply), negotiation.Trouble());
        EXPECT_EQ(answer.reply, negotiation.Answer().reply);
    }
}

TEST_F(SocksStreamTest, ARefusalEndsItAsRefused)
{
    SocksStream& stream = Ask({}, {"\x05\x00"s, "\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"s});
    EXPECT_FALSE(client.opened);
    EXPECT_EQ(StreamEnd::REFUSED, client.closed);
    EXPECT_EQ("connection refused", RefusalOf(stream));
    EXPECT_TRUE(proxy.ended) << "the connection to the proxy is closed";
}

TEST_F(SocksStreamTest, NoMethodIsARefusal)
{
    SocksStream& stream = Ask({}, {"\x05\xff"s});
    EXPECT_EQ(StreamEnd::REFUSED, client.closed);
    EXPECT_EQ("no login accepted", RefusalOf(stream));
}

TEST_F(SocksStreamTest, AMethodThatWasNotOfferedIsARefusal)
{
    Ask({}, {"\x05\x02"s});
    EXPECT_EQ(StreamEnd::REFUSED, client.closed);
}

TEST_F(SocksStreamTest, AWrongPasswordIsARefusal)
{
    SocksStream& stream = Ask({SocksVersion::V5, {"joan", "guess"}}, {"\x05\x02"s, "\x01\x01"s});
    EXPECT_EQ(StreamEnd::REFUSED, client.closed);
    EXPECT_EQ("login rejected", RefusalOf(stream));
}

TEST_F(SocksStreamTest, Version4IsRefusedInOneWay)
{
    SocksStream& stream = Ask({SocksVersion::V4, {}}, {"\x00\x5b\x00\x00\x00\x00\x00\x00"s});
    EXPECT_EQ(StreamEnd::REFUSED, client.closed);
    EXPECT_EQ("general failure", RefusalOf(stream));
}

TEST_F(SocksStreamTest, GarbageIsAProtocolError)
{
    SocksStream& stream = Ask({}, {"HTTP/1.1 400 Bad Request\r\n\r\n"});
    EXPECT_EQ(StreamEnd::PROTOCOL, client.closed);
    EXPECT_EQ("the proxy does not speak socks5", RefusalOf(stream));
    EXPECT_EQ(StreamEnd::RESET, proxy.closed);
}

TEST_F(SocksStreamTest, AProxyThatClosesTooEarlyIsAProtocolError)
{
    proxyCloses = true;
    SocksStream& stream = Ask({}, {"\x05\x00"s, GRANTED.substr(0, 4)});
    EXPECT_EQ(StreamEnd::PROTOCOL, client.closed);
    EXPECT_EQ("closed while negotiating", RefusalOf(stream));
}

TEST_F(SocksStreamTest, AProxyThatAnswersAndClosesIsHeardToTheEnd)
{
    proxyCloses = true;
    Ask({}, {"\x05\x00"s, GRANTED + "bye"});
    EXPECT_EQ("bye", client.received);
    EXPECT_TRUE(client.ended);
    EXPECT_EQ(StreamEnd::GRACEFUL, client.closed);
}

TEST_F(SocksStreamTest, ClosingBeforeItIsOpenIsDoneWhenItIs)
{
    client.Send("question");
    client.closeAfterSending = true;
    Ask({}, {"\x05\x00"s, GRANTED});
    EXPECT_EQ("question", proxy.received.substr(proxy.received.size() - 8));
    EXPECT_TRUE(proxy.ended);
}

TEST_F(SocksStreamTest, ClaimsAreMovedBehindTheNegotiation)
{
    SocksStream& stream = Ask({}, {"\x05\x00"s, GRANTED + "answer"});
    stream.ClaimRead(6, 7, 0);
    stream.ClaimRead(6, 7, 6);
    stream.ClaimWritten(4, 7);
    const std::uint64_t in = 2 + GRANTED.size();
    const std::uint64_t out = 3 + REQUEST.size();
    EXPECT_EQ((ClaimTap::Claims{{in, NO_EXCHANGE, 0}, {in + 6, 7, 0}, {in + 6, 7, in + 6}}),
              readClaims);
    EXPECT_EQ((ClaimTap::Claims{{out, NO_EXCHANGE, 0}, {out + 4, 7, 0}}), writtenClaims);
}

TEST(SocksServerNegotiation, SpeaksEachVersion)
{
    const SocksAdmission admission;
    const auto ask = [&](const std::string& octets) {
        SocksServerNegotiation negotiation(admission);
        std::string said;
        std::size_t at = 0;
        while (negotiation.Missing() > 0 && at < octets.size())
        {
            const std::size_t size = negotiation.Missing();
            said += negotiation.Take(std::string_view(octets).substr(at, size));
            at += size;
        }
        EXPECT_EQ(octets.size(), at);
        EXPECT_EQ(SocksServerNegotiation::State::ASKED, negotiation.GetState());
        return std::make_pair(said, negotiation.Request());
    };
    const auto five = ask("\x05\x02\x00\x02"s + REQUEST);
    EXPECT_EQ("\x05\x00"s, five.first);
    EXPECT_EQ("www.example", five.second.target.host);
    const auto four = ask("\x04\x01\x00\x50\x0a\x02\x00\x01joan\x00"s);
    EXPECT_EQ("", four.first);
    EXPECT_EQ(SocksVersion::V4, four.second.version);
    const auto named = ask("\x04\x01\x00\x50\x00\x00\x00\x01\x00www.example\x00"s);
    EXPECT_EQ(SocksVersion::V4A, named.second.version);
}

TEST(SocksServerNegotiation, NamesThatCannotBeSaidAreTheUsersMistake)
{
    EXPECT_THROW(SocksClientNegotiation({}, SocksCommand::CONNECT, {std::string(256, 'x'), 80}),
                 InputError);
    EXPECT_THROW(SocksClientNegotiation({SocksVersion::V4, {}}, SocksCommand::CONNECT, {"a", 80}),
                 InputError);
}
