// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "node/scripted-server.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Script = ScriptedConnection::Script;

/** A stream that is torn when so many bytes have been read from it. */
class TornStream : public ByteStream, private ByteStreamListener
{
  public:
    TornStream(std::unique_ptr<ByteStream> below, std::size_t bytes)
        : m_below(std::move(below)),
          m_left(bytes)
    {
        m_below->SetListener(this);
    }

    void SetListener(ByteStreamListener* listener) override
    {
        m_listener = listener;
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
        const std::size_t got = m_below->Read(buffer, std::min(max, m_left));
        m_left -= got;
        return got;
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
        return m_below->Alpn();
    }

    ByteStream* Below() const override
    {
        return m_below.get();
    }

  private:
    void HandleOpen() override
    {
        m_listener->HandleOpen();
    }

    void HandleReadable() override
    {
        if (m_left > 0)
        {
            m_listener->HandleReadable();
            return;
        }
        m_below->Abort();
        m_listener->HandleClosed(StreamEnd::RESET);
    }

    void HandleWritable() override
    {
        m_listener->HandleWritable();
    }

    void HandleClosed(StreamEnd end) override
    {
        m_listener->HandleClosed(end);
    }

    std::unique_ptr<ByteStream> m_below;
    std::size_t m_left;
    ByteStreamListener* m_listener{nullptr};
};

/** Goes straight to the origin; the first connection is torn on the way. */
class TearingConnector : public Connector
{
  public:
    TearingConnector(DialingConnector direct, std::size_t bytes)
        : m_direct(std::move(direct)),
          m_bytes(bytes)
    {}

    std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                        const std::vector<std::string>& alpn) override
    {
        auto stream = m_direct.Connect(origin, alpn);
        if (!m_torn)
        {
            m_torn = true;
            stream = std::make_unique<TornStream>(std::move(stream), m_bytes);
        }
        return stream;
    }

  private:
    DialingConnector m_direct;
    std::size_t m_bytes;
    bool m_torn{false};
};

constexpr std::size_t SIZE = 1000;
constexpr std::size_t BROKEN_AT = 400;

/** Begins a response and closes in the middle of it. */
Script
Break(const std::string& fields)
{
    return [fields](ScriptedConnection& connection) {
        const std::string whole = ResponseText(SIZE, fields);
        connection.Say(whole.substr(0, whole.size() - (SIZE - BROKEN_AT)));
        connection.Close();
    };
}

Script
Say(const std::string& text)
{
    return [text](ScriptedConnection& connection) { connection.Say(text); };
}

std::string
PartText(std::size_t first, const std::string& tag)
{
    return "HTTP/1.1 206 Partial Content\r\nContent-Length: " + std::to_string(SIZE - first) +
           "\r\nContent-Range: bytes " + std::to_string(first) + "-" + std::to_string(SIZE - 1) +
           "/" + std::to_string(SIZE) + "\r\nETag: " + tag + "\r\n\r\n" +
           std::string(SIZE - first, 'y');
}

const char STRONG[] = "ETag: \"v1\"\r\nAccept-Ranges: bytes\r\n";

/** Loads one resource that breaks at first. */
struct ResumeTest : ::testing::Test
{
    const RequestRecord& Load(const std::string& firstFields,
                              std::vector<Script> further,
                              PageLoadOptions options = {})
    {
        std::vector<Script> scripts{Break(firstFields)};
        scripts.insert(scripts.end(), further.begin(), further.end());
        test = std::make_unique<ScriptedLoad>(PageOfObjects(0, SIZE), options, std::move(scripts));
        test->Run();
        EXPECT_EQ(test->complete.size(), 1u);
        return test->complete.front();
    }

    bool Asked(std::size_t connection, const std::string& line) const
    {
        return test->Heard(connection).find(line + "\r\n") != std::string::npos;
    }

    std::unique_ptr<ScriptedLoad> test;
};

} // namespace

TEST_F(ResumeTest, OnlyTheRestIsAskedFor)
{
    const RequestRecord& record = Load(STRONG, {Say(PartText(BROKEN_AT, "\"v1\""))});
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_EQ(record.attempts, 2u);
    EXPECT_TRUE(Asked(1, "Range: bytes=400-"));
    EXPECT_TRUE(Asked(1, "If-Range: \"v1\""));
    EXPECT_FALSE(test->Heard(0).find("Range") != std::string::npos);
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    EXPECT_EQ(record.responseWireBytes, SIZE) << "400 octets of the first, 600 of the second";
}

TEST_F(ResumeTest, AChangedResourceComesWhole)
{
    const RequestRecord& record = Load(STRONG, {Say(ResponseText(SIZE, "ETag: \"v2\"\r\n"))});
    EXPECT_EQ(record.status, RequestStatus::OK);
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    EXPECT_EQ(record.responseWireBytes, SIZE + BROKEN_AT);
}

TEST_F(ResumeTest, ResumesOnceMoreWhereItBrokeAgain)
{
    const std::string part = PartText(BROKEN_AT, "\"v1\"");
    const Script breakAgain = [part](ScriptedConnection& connection) {
        connection.Say(part.substr(0, part.size() - 100));
        connection.Close();
    };
    const RequestRecord& record = Load(STRONG, {breakAgain, Say(PartText(SIZE - 100, "\"v1\""))});
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_TRUE(Asked(2, "Range: bytes=900-"));
    EXPECT_EQ(record.responseBodyBytes, SIZE);
}

TEST_F(ResumeTest, AnotherPartThanAskedForIsNotJoined)
{
    const RequestRecord& record =
        Load(STRONG, {Say(PartText(BROKEN_AT + 1, "\"v1\"")), Say(ResponseText(SIZE))});
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_EQ(record.attempts, 3u);
    EXPECT_FALSE(Asked(2, "Range: bytes=400-")) << "the third asks for the whole";
    EXPECT_EQ(record.responseBodyBytes, SIZE);
}

TEST_F(ResumeTest, AnotherVersionsPartIsNotJoined)
{
    const RequestRecord& record =
        Load(STRONG, {Say(PartText(BROKEN_AT, "\"v2\"")), Say(ResponseText(SIZE))});
    EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    EXPECT_EQ(record.attempts, 3u);
}

TEST_F(ResumeTest, WithoutAStrongValidatorTheWholeIsAskedFor)
{
    for (const char* fields : {"ETag: W/\"v1\"\r\nAccept-Ranges: bytes\r\n",
                               "Accept-Ranges: bytes\r\n",
                               "ETag: \"v1\"\r\n",
                               "ETag: \"v1\"\r\nAccept-Ranges: none\r\n"})
    {
        const RequestRecord& record = Load(fields, {Say(ResponseText(SIZE))});
        EXPECT_EQ(record.status, RequestStatus::OK) << fields;
        EXPECT_EQ(test->Heard(1).find("Range"), std::string::npos) << fields;
        EXPECT_EQ(record.responseBodyBytes, SIZE);
    }
}

TEST_F(ResumeTest, NotWhereItIsSwitchedOff)
{
    PageLoadOptions options;
    options.fetch.resume = false;
    Load(STRONG, {Say(ResponseText(SIZE))}, options);
    EXPECT_EQ(test->Heard(1).find("Range"), std::string::npos);
}

TEST_F(ResumeTest, OurOriginServesTheRest)
{
    for (const char* protocol : {"h11", "h2"})
    {
        BenchOptions options;
        options.protocol = protocol;
        LoadBench bench(PageOfObjects(0, 1000000), options);
        const Resolver resolver = [&](const std::string& name) {
            return bench.network->Resolve(name);
        };
        DialingConnector direct(
            std::make_shared<DirectDialer>(bench.browser->GetNode(), resolver, TcpOptions{}),
            nullptr);
        bench.browser->SetConnector(std::make_unique<TearingConnector>(direct, 300000));
        bench.Run();
        const RequestRecord& record = bench.Of(0);
        EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
        EXPECT_EQ(record.response.status, 206);
        EXPECT_EQ(record.attempts, 2u);
        EXPECT_EQ(record.responseBodyBytes, 1000000u);
        ASSERT_EQ(bench.responded.size(), 2u);
        EXPECT_NEAR(bench.responded[1].responseBodyBytes, 700000, 1000) << "less header and frames";
        EXPECT_EQ(bench.closed.size(), 2u);
    }
}
