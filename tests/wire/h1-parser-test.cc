// SPDX-License-Identifier: GPL-2.0-only
#include "base/seed.h"
#include "wire/h1-parser.h"

#include <gtest/gtest.h>

#include <array>

using namespace pagewire;

namespace
{

using Event = H1Parser::Event;
using Kind = H1Parser::Kind;

const char*
FaultName(H1Fault fault)
{
    switch (fault)
    {
    case H1Fault::NONE:
        return "none";
    case H1Fault::MALFORMED:
        return "malformed";
    case H1Fault::HEADER_TOO_LARGE:
        return "too large";
    case H1Fault::VERSION:
        return "version";
    case H1Fault::TRANSFER_CODING:
        return "coding";
    case H1Fault::EARLY_END:
        return "early end";
    }
    return "?";
}

std::string
FieldsText(const HeaderFields& fields)
{
    std::string text;
    for (const HeaderField& field : fields)
    {
        text += "[" + field.name + "=" + field.value + "]";
    }
    return text;
}

/** What a parser makes of octets that come in pieces, as a line of text. */
std::string
Parse(Kind kind,
      std::string_view octets,
      std::size_t piece,
      bool end = false,
      std::size_t maxHeaderBytes = 65536)
{
    H1Parser parser(kind, maxHeaderBytes);
    std::string story;
    std::string content;
    std::string buffer;
    bool ended = false;
    for (;;)
    {
        const Event event = ended ? parser.NextAtEnd() : parser.Next(buffer);
        const std::size_t taken = parser.Taken();
        if (event == Event::NEED_MORE)
        {
            buffer.erase(0, taken);
        }
        switch (event)
        {
        case Event::HEAD:
        {
            const H1Head& head = parser.Head();
            story += head.status ? std::to_string(head.status) : head.method + " " + head.target;
            story += " v" + std::to_string(static_cast<int>(head.version)) + " " +
                     FieldsText(head.fields) + " " + std::to_string(head.size);
            story += head.hasContent ? " content;" : ";";
            content.clear();
            break;
        }
        case Event::CONTENT:
            content += parser.Content();
            break;
        case Event::END:
            story += content + "/" + FieldsText(parser.Trailers()) + "/" +
                     std::to_string(parser.ContentOctets()) + ".";
            if (ended)
            {
                return story;
            }
            parser.Start();
            break;
        case Event::FAULT:
            return story + FaultName(parser.Fault());
        case Event::NEED_MORE:
            if (octets.empty() && (!end || ended))
            {
                return story + (parser.MidMessage() ? "unfinished" : "");
            }
            ended = octets.empty();
            buffer += octets.substr(0, piece);
            octets.remove_prefix(std::min(piece, octets.size()));
            continue;
        }
        buffer.erase(0, taken);
    }
}

/** Whole and byte by byte must come to the same. */
std::string
Request(std::string_view octets, std::size_t maxHeaderBytes = 65536)
{
    const std::string whole =
        Parse(Kind::REQUEST, octets, octets.size() + 1, false, maxHeaderBytes);
    EXPECT_EQ(Parse(Kind::REQUEST, octets, 1, false, maxHeaderBytes), whole) << octets;
    return whole;
}

std::string
Response(std::string_view octets, bool end = false)
{
    const std::string whole = Parse(Kind::RESPONSE, octets, octets.size() + 1, end);
    EXPECT_EQ(Parse(Kind::RESPONSE, octets, 1, end), whole) << octets;
    return whole;
}

/** A POST with these field lines after Host, and what could be content. */
std::string
Post(const std::string& lines)
{
    return Request("POST / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n0\r\n\r\n");
}

} // namespace

TEST(H1Parser, ReadsMessagesInARow)
{
    EXPECT_EQ(Request("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
                      "PUT /b HTTP/1.0\r\nContent-Length: 3\r\nX:  y z \t\r\n\r\nabc"
                      "\r\nGET * HTTP/1.1\r\n\r\n"),
              "GET /a v2 [Host=h] 28;//0."
              "PUT /b v1 [Content-Length=3][X=y z] 49 content;abc//3."
              "GET * v2  18;//0.");
}

TEST(H1Parser, ReadsTheChunkedExampleOfTheStandard)
{
    // RFC 9112 section 7.1, with an extension and a trailer section.
    EXPECT_EQ(Response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                       "4\r\nWiki\r\n7;name=\"v\\\"\"\r\npedia i\r\nB\r\nn \r\nchunks.\r\n0\r\n"
                       "Expires: never\r\n\r\n"),
              "200 v2 [Transfer-Encoding=chunked] 47 content;Wikipedia in \r\nchunks./"
              "[Expires=never]/69.");
}

TEST(H1Parser, ResponsesEndAsTheStandardSays)
{
    // RFC 9112 section 6.3.
    EXPECT_EQ(Response("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"),
              "204 v2 [Content-Length=5] 46;//0.");
    EXPECT_EQ(Response("HTTP/1.1 100 \r\n\r\nHTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\n\r\n"),
              "100 v2  17;//0.304 v2 [Transfer-Encoding=chunked] 46;//0.");
    EXPECT_EQ(Response("HTTP/1.0 200 OK\r\n\r\nto the end", true),
              "200 v1  19 content;to the end//10.");
    EXPECT_EQ(Response("HTTP/1.1 200 OK\r\n\r\n", true), "200 v2  19 content;//0.");
    EXPECT_EQ(Response("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", true),
              "200 v2 [Content-Length=9] 38 content;early end");
    EXPECT_EQ(Response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true),
              "200 v2 [Transfer-Encoding=chunked] 47 content;early end");
    EXPECT_EQ(Response("HTTP/1.1 200 OK\r\nContent-Le", true), "early end");
    EXPECT_EQ(Response("", true), "");
}

TEST(H1Parser, Http09IsKnownByItsLine)
{
    EXPECT_EQ(Request("GET /old\r\n"), "GET /old v0  10;//0.");
    EXPECT_EQ(Request("POST /old\r\n\r\n"), "malformed");
    EXPECT_EQ(Request("GET /a b\r\n\r\n"), "malformed");
    EXPECT_EQ(Parse(Kind::BARE_RESPONSE, "HTTP/1.1 is content too", 5, true),
              "200 v0  0 content;HTTP/1.1 is content too//23.");
    EXPECT_EQ(Parse(Kind::BARE_RESPONSE, "", 5, true), "200 v0  0 content;//0.");
}

TEST(H1Parser, RefusesWhatSmugglesRequests)
{
    const std::string head = "POST / v2 [Host=h]";
    for (const char* lines : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                              "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n",
                              "Content-Length: 5\r\nContent-Length: 6\r\n",
                              "Content-Length: 5\r\nContent-Length: 5\r\n",
                              "Content-Length: 5, 5\r\n",
                              "Content-Length: 5,6\r\n",
                              "Content-Length: +5\r\n",
                              "Content-Length: -5\r\n",
                              "Content-Length: 0x5\r\n",
                              "Content-Length: 5 5\r\n",
                              "Content-Length:\r\n",
                              "Content-Length: 18446744073709551616\r\n",
                              "Transfer-Encoding: gzip\r\n",
                              "Transfer-Encoding: chunked, gzip\r\n",
                              "Transfer-Encoding: chunked, chunked\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked;q=1\r\n",
                              "Transfer-Encoding: \"chunked\"\r\n",
                              "Transfer-Encoding:\r\n",
                              "Transfer-Encoding: \x0b"
                              "chunked\r\n",
                              "Transfer-Encoding : chunked\r\n",
                              "Transfer-Encoding\t: chunked\r\n",
                              " Transfer-Encoding: chunked\r\n",
                              "X: y\r\n Transfer-Encoding: chunked\r\n",
                              "X: y\r\n\tfolded\r\n",
                              "X:\r\n folded\r\n",
                              "X: y\rTransfer-Encoding: chunked\r\n",
                              "X: y\nTransfer-Encoding: chunked\r\n",
                              "X: y\n",
                              "\nX: y\r\n",
                              "X: y\r\r\n",
                              "X: a\x01z\r\n",
                              "X: a\x7fz\r\n",
                              ": empty\r\n",
                              "no colon\r\n",
                              "X Y: z\r\n",
                              "X(: z\r\n",
                              "\xc3\xa4: z\r\n"})
    {
        EXPECT_EQ(Post(lines), "malformed") << lines;
    }
    EXPECT_EQ(Request(std::string("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", 27)), "malformed");
    EXPECT_EQ(Post("Transfer-Encoding: gzip, chunked\r\n"), "coding");
    EXPECT_EQ(Request("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              "malformed");
    EXPECT_EQ(Post("Transfer-Encoding: CHUNKED\r\n"),
              head + "[Transfer-Encoding=CHUNKED] 56 content;//5.");
}

TEST(H1Parser, RefusesBadRequestLines)
{
    for (const char* line : {"GET  / HTTP/1.1",
                             " GET / HTTP/1.1",
                             "GET / HTTP/1.1 ",
                             "GET / http/1.1",
                             "GET / HTTP/1",
                             "GET / HTTP/11.1",
                             "GET / HTTP/1.1x",
                             "GET /\tHTTP/1.1",
                             "G(T / HTTP/1.1",
                             "GET\t/ HTTP/1.1",
                             "GET /a\x01 HTTP/1.1",
                             "/ HTTP/1.1",
                             "GET",
                             "GET "})
    {
        EXPECT_EQ(Request(std::string(line) + "\r\n\r\n"), "malformed") << line;
    }
    EXPECT_EQ(Request("GET / HTTP/2.0\r\n\r\n"), "version");
    EXPECT_EQ(Request("GET / HTTP/0.9\r\n\r\n"), "version");
    EXPECT_EQ(Request("GET / HTTP/1.1\n\n"), "malformed");
    EXPECT_EQ(Request("\nGET / HTTP/1.1\r\n\r\n"), "malformed");
    EXPECT_EQ(Request("\rGET / HTTP/1.1\r\n\r\n"), "malformed");
}

TEST(H1Parser, RefusesBadStatusLines)
{
    for (const char* line : {"HTTP/1.1 200",
                             "HTTP/1.1  200 OK",
                             "HTTP/1.1 20 OK",
                             "HTTP/1.1 2000 OK",
                             "HTTP/1.1 099 OK",
                             "HTTP/1.1 2x0 OK",
                             "HTTP/2.0 200 OK",
                             "HTTP 200 OK",
                             "ICY 200 OK",
                             "\r\nHTTP/1.1 200 OK"})
    {
        EXPECT_EQ(Response(std::string(line) + "\r\n\r\n"), "malformed") << line;
    }
}

TEST(H1Parser, RefusesBadChunks)
{
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto ending = [&head](const std::string& chunks) {
        const std::string story = Response(head + chunks + "\r\n\r\n\r\n");
        return story.substr(story.rfind(';') + 1);
    };
    for (const char* chunks : {"g\r\nabc",
                               "\r\nabc",
                               "-1\r\nabc",
                               "+3\r\nabc",
                               "0x3\r\nabc",
                               " 3\r\nabc",
                               "3 \r\nabc",
                               "3;\r\nabc",
                               "3;a=\r\nabc",
                               "3;\"\r\nabc",
                               "3\nabc",
                               "3\rabc",
                               "10000000000000000\r\nabc",
                               "3\r\nabcd\r\n0",
                               "3\r\nab\r\n0",
                               "0\r\nX: y\r\n folded",
                               "0\r\nX : y",
                               "0\r\nContent-Length: 5",
                               "0\r\nTransfer-Encoding: chunked",
                               "0\r\nX: y\nZ: a",
                               "0\r\nnothing"})
    {
        EXPECT_EQ(ending(chunks), "malformed") << chunks;
    }
}

TEST(H1Parser, LimitsTheHeaderSection)
{
    const std::string fits =
        "GET / HTTP/1.1\r\nX: " + std::string(80 - 16 - 3 - 4, 'y') + "\r\n\r\n";
    ASSERT_EQ(fits.size(), 80u);
    EXPECT_NE(Request(fits, 80), "too large");
    EXPECT_EQ(Request(fits, 79), "too large");
    EXPECT_EQ(Request("GET /" + std::string(100, 'a'), 80), "too large");
    std::string many = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 100; ++i)
    {
        many += "a:b\r\n";
    }
    EXPECT_EQ(Request(many, 80), "too large");
    EXPECT_EQ(Request("GET /" + std::string(100, 'a') + "\r\n", 80), "too large");
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string head = "POST / v2 [Transfer-Encoding=chunked] 47 content;";
    ASSERT_EQ(Request(chunked, 80), head + "unfinished");
    EXPECT_EQ(Request(chunked + "1;" + std::string(200, 'e'), 80), head + "too large");
    EXPECT_EQ(Request(chunked + "0\r\nX: " + std::string(200, 'e'), 80), head + "too large");
}

namespace
{

/** A well-formed message out of random choices, with what a parser must say of it. */
class RandomMessage
{
  public:
    explicit RandomMessage(SeededBytes& random)
        : m_random(random)
    {
        const bool chunked = Pick(3) == 0;
        const bool length = !chunked && Pick(2) == 0;
        const std::string content = Text(chunked || length ? Pick(3000) : 0);
        HeaderFields fields;
        for (std::uint64_t i = Pick(5); i > 0; --i)
        {
            fields.Add("X-" + Token(), Token() + " " + Token());
        }
        if (chunked || length)
        {
            fields.Add(chunked ? "Transfer-Encoding" : "content-length",
                       chunked ? "chunked" : std::to_string(content.size()));
        }
        const std::string target = "/" + Token();
        octets = "POST " + target + " HTTP/1.1\r\n" + Lines(fields) + "\r\n";
        story =
            "POST " + target + " v2 " + FieldsText(fields) + " " + std::to_string(octets.size());
        const bool hasContent = chunked || !content.empty();
        story += hasContent ? " content;" : ";";
        const std::size_t before = octets.size();
        HeaderFields trailers;
        if (chunked)
        {
            AddChunks(content);
            if (Pick(2) == 0)
            {
                trailers.Add("T-" + Token(), Token());
            }
            octets += "0\r\n" + Lines(trailers) + "\r\n";
        }
        else
        {
            octets += content;
        }
        story += content + "/" + FieldsText(trailers) + "/" +
                 std::to_string(octets.size() - before) + ".";
    }

    std::string octets;
    std::string story;

  private:
    std::uint64_t Pick(std::uint64_t below)
    {
        return m_random.Next() % below;
    }

    /** Any octets, with many line ends among them. */
    std::string Text(std::uint64_t size)
    {
        std::string text(size, '\0');
        for (char& c : text)
        {
            constexpr std::string_view OFTEN = "\r\n0:";
            c = Pick(3) == 0 ? OFTEN[Pick(OFTEN.size())] : static_cast<char>(Pick(256));
        }
        return text;
    }

    std::string Token()
    {
        std::string text;
        for (std::uint64_t i = 1 + Pick(12); i > 0; --i)
        {
            text += static_cast<char>('a' + Pick(26));
        }
        return text;
    }

    static std::string Lines(const HeaderFields& fields)
    {
        std::string lines;
        for (const HeaderField& field : fields)
        {
            lines += field.name + ": " + field.value + "\r\n";
        }
        return lines;
    }

    void AddChunks(std::string_view content)
    {
        while (!content.empty())
        {
            const auto size = std::min<std::size_t>(1 + Pick(700), content.size());
            std::array<char, 32> line;
            std::snprintf(line.data(), line.size(), Pick(2) ? "%zx" : "00%zX", size);
            octets += std::string(line.data()) + (Pick(4) ? "" : ";ext=" + Token()) + "\r\n";
            octets += std::string(content.substr(0, size)) + "\r\n";
            content.remove_prefix(size);
        }
    }

    SeededBytes& m_random;
};

} // namespace

TEST(H1Parser, RandomMessagesReadTheSameInAnyPieces)
{
    SeededBytes random(2023);
    for (int round = 0; round < 150; ++round)
    {
        std::string octets;
        std::string story;
        for (std::uint64_t i = 1 + random.Next() % 4; i > 0; --i)
        {
            const RandomMessage message(random);
            octets += message.octets;
            story += message.story;
        }
        for (const std::size_t piece :
             {std::size_t{1}, std::size_t{2}, 3 + random.Next() % 50, octets.size()})
        {
            ASSERT_EQ(Parse(Kind::REQUEST, octets, piece), story)
                << "round " << round << ", pieces of " << piece;
        }
    }
}

TEST(H1Parser, DamagedMessagesReadTheSameInAnyPieces)
{
    SeededBytes random(77);
    int faults = 0;
    for (int round = 0; round < 2000; ++round)
    {
        std::string octets = RandomMessage(random).octets + RandomMessage(random).octets;
        octets.resize(std::min<std::size_t>(octets.size(), 600));
        for (std::uint64_t i = random.Next() % 3; i > 0; --i)
        {
            constexpr std::string_view SET = "\r\n :;0aZ\t\x80";
            octets[random.Next() % octets.size()] = SET[random.Next() % SET.size()];
        }
        // A fault may be seen earlier in small pieces than in large ones, never another one: so
        // the message is followed by enough to complete whatever it is waiting for.
        octets += "\r\n\r\n\r\n\r\n";
        const std::string whole = Parse(Kind::REQUEST, octets, octets.size());
        ASSERT_EQ(Parse(Kind::REQUEST, octets, 1), whole) << "round " << round;
        ASSERT_EQ(Parse(Kind::REQUEST, octets, 7), whole) << "round " << round;
        faults += whole.find("malformed") != std::string::npos;
    }
    EXPECT_GT(faults, 200);
}
