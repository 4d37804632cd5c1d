// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include "support/h2-rig.h"
#include "support/pipe-stream.h"
#include "wire/make-connection.h"

#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** Talks to an origin by hand, byte for byte. */
class OriginTest : public ::testing::Test, private ByteStreamListener
{
  protected:
    OriginTest()
    {
        m_page.hosts = {{"a.example", ""}, {"b.example", ""}};
        for (std::size_t host = 0; host < 2; ++host)
        {
            Resource resource;
            resource.host = host;
            resource.path = "/";
            resource.mimeType = "text/plain";
            resource.size = 100 + host;
            m_page.resources.push_back(resource);
        }
        m_page.resources[0].method = "GET";
        Resource form = m_page.resources[0];
        form.method = "POST";
        form.size = 7;
        m_page.resources.push_back(form);
        m_origin->SetAttribute("Listen", ns3::BooleanValue(false));
        m_origin->SetPage(std::make_shared<const Page>(m_page));
        m_node->AddApplication(m_origin);
    }

    ~OriginTest() override
    {
        m_stream.reset();
        m_origin->Finish();
        m_origin = nullptr;
        m_node = nullptr;
        ns3::Simulator::Destroy();
    }

    /** \return all that the origin says to these bytes until it has nothing more to say */
    const std::string& Ask(const std::string& bytes, bool close = true)
    {
        m_question = bytes;
        m_close = close;
        ns3::Simulator::Schedule(ns3::Seconds(1), [this] {
            auto [near, far] = PipeStream::MakePair();
            m_stream = std::move(near);
            m_stream->SetListener(this);
            m_origin->Accept(std::move(far));
            m_stream->Open();
        });
        ns3::Simulator::Run();
        return m_answer;
    }

    bool Says(const std::string& text) const
    {
        return m_answer.find(text) != std::string::npos;
    }

    std::string Status() const
    {
        return m_answer.substr(0, m_answer.find("\r\n"));
    }

    std::string Body() const
    {
        return m_answer.substr(m_answer.find("\r\n\r\n") + 4);
    }

    Page m_page;
    ns3::Ptr<Origin> m_origin = ns3::CreateObject<Origin>();
    ns3::Ptr<ns3::Node> m_node = ns3::CreateObject<ns3::Node>();
    std::unique_ptr<ByteStream> m_stream;
    std::string m_question;
    std::string m_answer;
    bool m_close{true};
    ns3::Time m_ended{0};

  private:
    void HandleOpen() override
    {
        m_stream->Write(m_question);
        if (m_close)
        {
            m_stream->CloseWrite();
        }
    }

    void HandleReadable() override
    {
        m_stream->Read(m_answer, 1 << 20);
        if (m_stream->AtEnd())
        {
            m_ended = ns3::Simulator::Now();
            m_stream->CloseWrite();
        }
    }

    void HandleWritable() override
    {}

    void HandleClosed(StreamEnd) override
    {}
};

std::string
Get(const std::string& fields, const std::string& host = "a.example")
{
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
}

} // namespace

TEST_F(OriginTest, ServesTheWhole)
{
    Ask(Get(""));
    EXPECT_EQ(Status(), "HTTP/1.1 200 OK");
    EXPECT_TRUE(Says("Content-Length: 100\r\n"));
    EXPECT_TRUE(Says("Accept-Ranges: bytes\r\n"));
    EXPECT_TRUE(Says("Date: Tue, 14 Nov 2023 22:13:21 GMT\r\n"));
    EXPECT_EQ(Body().size(), 100u);
}

TEST_F(OriginTest, ServesRanges)
{
    Ask(Get("Range: bytes=26-29\r\n"));
    EXPECT_EQ(Status(), "HTTP/1.1 206 Partial Content");
    EXPECT_TRUE(Says("Content-Range: bytes 26-29/100\r\n"));
    EXPECT_EQ(Body(), "abcd") << "the pattern goes on from where the part begins";
}

TEST_F(OriginTest, RefusesRangesBeyondTheEnd)
{
    Ask(Get("Range: bytes=100-\r\n"));
    EXPECT_EQ(Status(), "HTTP/1.1 416 Range Not Satisfiable");
    EXPECT_TRUE(Says("Content-Range: bytes */100\r\n"));
}

TEST_F(OriginTest, IfRangeOfAnotherVersionGivesTheWhole)
{
    Ask(Get("Range: bytes=26-29\r\nIf-Range: \"other\"\r\n"));
    EXPECT_EQ(Status(), "HTTP/1.1 200 OK");
    EXPECT_EQ(Body().size(), 100u);
}

TEST_F(OriginTest, HeadHasTheFieldsAndNoContent)
{
    Ask("HEAD / HTTP/1.1\r\nHost: b.example\r\n\r\n");
    EXPECT_EQ(Status(), "HTTP/1.1 200 OK");
    EXPECT_TRUE(Says("Content-Length: 101\r\n"));
    EXPECT_EQ(Body(), "");
}

TEST_F(OriginTest, VirtualHostsDiffer)
{
    Ask(Get("", "b.example"));
    EXPECT_EQ(Body().size(), 101u);
}

TEST_F(OriginTest, ARequestWithoutHostMeansTheFirst)
{
    Ask("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(Body().size(), 100u);
}

TEST_F(OriginTest, Http09GetsTheBareContent)
{
    EXPECT_EQ(Ask("GET /\r\n", false).size(), 100u);
    EXPECT_EQ(m_answer.substr(0, 3), "abc");
}

TEST_F(OriginTest, HostsElsewhereAreMisdirected)
{
    Ask(Get("", "c.example"));
    EXPECT_EQ(Status(), "HTTP/1.1 421 Misdirected Request");
}

TEST_F(OriginTest, MethodsThatThePathDoesNotTake)
{
    Ask("DELETE / HTTP/1.1\r\nHost: a.example\r\n\r\n");
    EXPECT_EQ(Status(), "HTTP/1.1 405 Method Not Allowed");
    EXPECT_TRUE(Says("Allow: GET, HEAD, POST, OPTIONS\r\n"));
}

TEST_F(OriginTest, ContentIsReadBeforeTheAnswer)
{
    Ask("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\n"
        "Host: a.example\r\n\r\n");
    EXPECT_EQ(Status(), "HTTP/1.1 200 OK");
    EXPECT_TRUE(Says("Content-Length: 7\r\n"));
    EXPECT_TRUE(Says("Content-Length: 100\r\n")) << "the next request is found behind it";
}

TEST_F(OriginTest, WhoExpectsToContinueMay)
{
    Ask("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n",
        false);
    EXPECT_EQ(Status(), "HTTP/1.1 100 Continue");
    EXPECT_FALSE(Says("200 OK")) << "the content has not come";
}

TEST_F(OriginTest, WhoExpectsToContinueOverHttp2IsToldOnce)
{
    Answer answer;
    std::unique_ptr<ClientConnection> client;
    ns3::Simulator::Schedule(ns3::Seconds(1), [&] {
        auto [near, far] = PipeStream::MakePair();
        m_origin->Accept(std::move(far));
        client = MakeClientConnection(Protocol::H2, std::move(near), {}, {});
        Request request;
        request.method = "POST";
        request.authority = "a.example";
        request.fields.Add("Expect", "100-continue");
        answer.exchange = &client->Send(request, std::make_unique<PatternBody>(4), answer);
        client->Open();
        client->Close();
    });
    ns3::Simulator::Run();
    EXPECT_EQ(answer.interim, std::vector<int>{100});
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.body.size(), 7u);
}

TEST_F(OriginTest, WhoExpectsInVainIsToldAtOnce)
{
    Ask("POST /nothing HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n"
        "Expect: 100-continue\r\n\r\n",
        false);
    EXPECT_EQ(Status(), "HTTP/1.1 404 Not Found");
}

TEST_F(OriginTest, UnknownExpectationsFail)
{
    Ask(Get("Expect: wonders\r\n"));
    EXPECT_EQ(Status(), "HTTP/1.1 417 Expectation Failed");
}

TEST_F(OriginTest, IdleConnectionsAreClosedAfterAWhile)
{
    m_origin->SetAttribute("KeepAlive", ns3::TimeValue(ns3::Seconds(10)));
    Ask(Get(""), false);
    // Opened after 10 ms, asked after another 30, closed 10 s after the answer; it comes 10 ms
    // later.
    EXPECT_EQ(m_ended, ns3::MilliSeconds(11040));
}

TEST_F(OriginTest, ClientsThatNeverAskAreClosedToo)
{
    m_origin->SetAttribute("KeepAlive", ns3::TimeValue(ns3::Seconds(10)));
    Ask("", false);
    EXPECT_EQ(m_ended, ns3::MilliSeconds(11010));
}
