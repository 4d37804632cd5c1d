// SPDX-License-Identifier: GPL-2.0-only
// Requests that two parties could read differently: none of them gets past a proxy.
#include "node/proxy-bench.h"
#include "node/proxy-rig.h"
#include "node/reverse-proxy.h"
#include "support/h2-rig.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <tuple>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::string_literals;

namespace
{

/** What a client sends, and where it is said that this must not pass. */
struct Attack
{
    const char* name;
    std::string octets;
    const char* source;
    int status{400};
    bool ends{true}; //!< what follows on the connection is not to be trusted
};

/** How failures name it; the bytes of it would say nothing. */
void
PrintTo(const Attack& attack, std::ostream* out)
{
    *out << attack.name;
}

const std::string SMUGGLED = "GET /admin HTTP/1.1\r\nHost: b.example\r\n\r\n";

std::string
Post(const std::string& fields, const std::string& content = "")
{
    return "POST / HTTP/1.1\r\nHost: b.example\r\n" + fields + "\r\n" + content;
}

std::string
Chunked(const std::string& content)
{
    return Post("Transfer-Encoding: chunked\r\n", content + SMUGGLED);
}

std::string
Get(const std::string& fields)
{
    return "GET / HTTP/1.1\r\nHost: b.example\r\n" + fields + "\r\n";
}

std::vector<Attack>
Framing()
{
    return {
        {"TwoLengths",
         Post("Content-Length: 0\r\nContent-Length: 44\r\n", SMUGGLED),
         "RFC 9112 section 6.3; Linhart et al., HTTP Request Smuggling, 2005"},
        {"ListOfLengths", Post("Content-Length: 0, 44\r\n", SMUGGLED), "RFC 9110 section 8.6"},
        {"SignedLength", Post("Content-Length: +5\r\n", "hello"), "RFC 9110 section 8.6"},
        {"NegativeLength", Post("Content-Length: -1\r\n"), "RFC 9110 section 8.6"},
        {"HexLength", Post("Content-Length: 0x5\r\n", "hello"), "RFC 9110 section 8.6"},
        {"HugeLength",
         Post("Content-Length: 18446744073709551620\r\n", "hello"),
         "RFC 9110 section 8.6: beware of overflow"},
        {"LengthAndCoding",
         Post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED),
         "RFC 9112 section 6.1; Kettle, HTTP Desync Attacks, 2019 (CL.TE)"},
        {"CodingAndLength",
         Post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n" + SMUGGLED),
         "RFC 9112 section 6.1; Kettle 2019 (TE.CL)"},
        {"UnknownCoding",
         Post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + SMUGGLED),
         "RFC 9112 section 6.1; Kettle 2019 (TE.TE)"},
        {"SpaceBeforeColon",
         Post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + SMUGGLED),
         "RFC 9112 section 5.1; Kettle 2019"},
        {"CodingAfterVerticalTab",
         Post("Transfer-Encoding: \x0b"
              "chunked\r\n",
              "0\r\n\r\n" + SMUGGLED),
         "Kettle 2019"},
        {"ChunkedTwice",
         Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
              "0\r\n\r\n" + SMUGGLED),
         "RFC 9112 section 6.1"},
        {"ChunkedNotLast",
         Post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + SMUGGLED),
         "RFC 9112 section 6.3"},
        {"CodingInHttp10",
         "POST / HTTP/1.0\r\nHost: b.example\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         "RFC 9112 section 6.1"},
        {"ChunkSizeOverflows",
         Chunked("10000000000000000\r\n"),
         "RFC 9112 section 7.1: beware of overflow"},
        {"ChunkSizeWithPrefix", Chunked("0x0\r\n\r\n"), "RFC 9112 section 7.1"},
        {"ChunkSizeWithSign", Chunked("+0\r\n\r\n"), "RFC 9112 section 7.1"},
        {"ChunkSizeAfterSpace", Chunked(" 0\r\n\r\n"), "RFC 9112 section 7.1"},
        {"ChunkSizeOfNothing", Chunked("\r\n\r\n"), "RFC 9112 section 7.1"},
        {"ChunkLongerThanSaid", Chunked("1\r\nab\r\n0\r\n\r\n"), "RFC 9112 section 7.1"},
    };
}

std::vector<Attack>
Syntax()
{
    return {
        {"FoldedField", Get("X-A: b\r\n c\r\n"), "RFC 9112 section 5.2"},
        {"FoldedFirstField",
         "GET / HTTP/1.1\r\n Host: b.example\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 2.2"},
        {"BareLf", "GET / HTTP/1.1\nHost: b.example\n\n", "RFC 9112 section 2.2, a MAY not taken"},
        {"BareLfInAField", Get("X-A: b\nX-B: c\r\n"), "RFC 9112 section 2.2"},
        {"BareCr", Get("X-A: b\rX-B: c\r\n"), "RFC 9112 section 2.2"},
        {"NulInAValue", Get("X-A: b\0c\r\n"s), "RFC 9110 section 5.5"},
        {"NameWithSpace", Get("X A: b\r\n"), "RFC 9112 section 5.1"},
        {"NameWithNothing", Get(": b\r\n"), "RFC 9110 section 5.1"},
        {"LineWithoutColon", Get("X-A\r\n"), "RFC 9112 section 5"},
        {"SpacesInTheTarget",
         "GET /a /b HTTP/1.1\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 3.2"},
        {"TwoSpaces", "GET  / HTTP/1.1\r\nHost: b.example\r\n\r\n", "RFC 9112 section 3"},
        {"TabInTheRequestLine", "GET\t/ HTTP/1.1\r\nHost: b.example\r\n\r\n", "RFC 9112 section 3"},
        {"NoHost", "GET / HTTP/1.1\r\n\r\n", "RFC 9112 section 3.2"},
        {"TwoHosts",
         "GET / HTTP/1.1\r\nHost: b.example\r\nHost: c.example\r\n\r\n",
         "RFC 9112 section 3.2; Chen et al., Host of Troubles, 2016"},
        {"HostWithUser", "GET / HTTP/1.1\r\nHost: a@b.example\r\n\r\n", "RFC 9110 section 4.2.4"},
        {"HostWithTwoPorts",
         "GET / HTTP/1.1\r\nHost: b.example:80:80\r\n\r\n",
         "RFC 9110 section 7.2"},
        {"HostWithHugePort",
         "GET / HTTP/1.1\r\nHost: b.example:99999\r\n\r\n",
         "RFC 9110 section 7.2"},
        {"FragmentInTheTarget",
         "GET /a#b HTTP/1.1\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 3.2"},
        {"FragmentInTheWholeTarget",
         "GET http://b.example/a#b HTTP/1.1\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 3.2.2: absolute-URI has none"},
        {"ControlInTheTarget",
         "GET /a\x01 HTTP/1.1\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 3.2"},
        {"DeleteInTheTarget",
         "GET /a\x7f HTTP/1.1\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 3.2"},
        {"HighOctetInTheTarget",
         "GET /a\xc3\xa4 HTTP/1.1\r\nHost: b.example\r\n\r\n",
         "RFC 9112 section 3.2",
         400,
         false},
        {"HostWithPath", "GET / HTTP/1.1\r\nHost: b.example/x\r\n\r\n", "RFC 9112 section 3.2"},
        {"VersionTwo", "GET / HTTP/2.0\r\nHost: b.example\r\n\r\n", "RFC 9110 section 2.5", 505},
    };
}

std::vector<Attack>
Hops()
{
    std::vector<Attack> attacks;
    for (const char* name : {"Host",
                             "Content-Length",
                             "Authorization",
                             "Cookie",
                             "Cache-Control",
                             "X-Forwarded-For",
                             "Forwarded",
                             "Via",
                             "Date",
                             "If-Range",
                             "If-Modified-Since"})
    {
        attacks.push_back({name,
                           Get("Connection: close, "s + name + "\r\n"),
                           "RFC 9110 section 7.6.1; Davison, Abusing HTTP hop-by-hop request "
                           "headers, 2019",
                           400,
                           false});
    }
    return attacks;
}

class ProxySmuggling : public ::testing::TestWithParam<Attack>
{};

std::string
NameOf(const ::testing::TestParamInfo<Attack>& tested)
{
    std::string name = tested.param.name;
    name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
    return name;
}

/** A literal field line never indexed, without Huffman coding (RFC 7541 section 6.2.3). */
std::string
Literal(const std::string& name, const std::string& value)
{
    return "\x10"s + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) +
           value;
}

/** A request of HTTP/2 without content, its fields beyond the pseudo ones as given. */
std::string
H2Request(const std::string& fields, const std::string& path = "/")
{
    return std::string(PREFACE) + FrameBytes(SETTINGS, 0, 0, "") +
           FrameBytes(HEADERS,
                      0x05, // END_STREAM, END_HEADERS
                      1,
                      Literal(":method", "GET") + Literal(":scheme", "http") +
                          Literal(":path", path) + Literal(":authority", "b.example") + fields);
}

std::vector<Attack>
OverHttp2()
{
    const char* const values = "RFC 9113 section 8.2.1; Kettle, HTTP/2: The Sequel is Always "
                               "Worse, 2021";
    return {
        {"LineEndInAValue", H2Request(Literal("x-a", "b\r\ntransfer-encoding: chunked")), values},
        {"NulInAValue", H2Request(Literal("x-a", "b\0c"s)), values},
        {"LineFeedInAValue", H2Request(Literal("x-a", "b\nx-b: c")), values},
        {"LineEndInAName", H2Request(Literal("x-a: b\r\nx-c", "d")), values},
        {"ColonInAName", H2Request(Literal("x-a:b", "c")), values},
        {"UpperCaseName", H2Request(Literal("X-A", "c")), "RFC 9113 section 8.2.1"},
        {"LineEndInThePath", H2Request("", "/ HTTP/1.1\r\nX-A: b\r\n\r\n"), values},
        {"SpaceInThePath", H2Request("", "/a b"), values},
        {"TransferEncoding",
         H2Request(Literal("transfer-encoding", "chunked")),
         "RFC 9113 section 8.2.2; Kettle 2021 (H2.TE)"},
        {"Connection", H2Request(Literal("connection", "close")), "RFC 9113 section 8.2.2"},
        {"LengthOfContentThatDoesNotCome",
         H2Request(Literal("content-length", "5")),
         "RFC 9113 section 8.1.1; Kettle 2021 (H2.CL)"},
        {"TwoLengths",
         H2Request(Literal("content-length", "0") + Literal("content-length", "5")),
         "RFC 9110 section 8.6"},
        {"TwoPaths", H2Request(Literal(":path", "/b")), "RFC 9113 section 8.3"},
        {"PseudoFieldLate",
         H2Request(Literal("x-a", "b") + Literal(":authority", "c.example")),
         "RFC 9113 section 8.3"},
        {"HostContradicts", H2Request(Literal("host", "c.example")), "RFC 9113 section 8.3.1"},
    };
}

class ProxySmugglingOverHttp2 : public ::testing::TestWithParam<Attack>
{};

/** What is wrong with where a request of HTTP/2 or 3 goes. */
struct Misdirected
{
    const char* name;
    const char* scheme; //!< empty: the right one
    const char* authority;
    const char* target;
    bool reset{false}; //!< malformed as a message already (RFC 9113 section 8.1.1)
};

void
PrintTo(const Misdirected& request, std::ostream* out)
{
    *out << request.name;
}

std::vector<Misdirected>
Misdirections()
{
    return {
        {"User", "", "a@b.example", "/"},
        {"HugePort", "", "b.example:99999", "/"},
        {"TwoPorts", "", "b.example:80:80", "/"},
        {"PortOfLetters", "", "b.example:ab", "/"},
        {"OpenBracket", "", "[::1", "/"},
        {"PathInTheAuthority", "", "b.example/x", "/", true},
        {"OtherScheme", "ftp", "b.example", "/"},
        {"SchemeOfScripts", "javascript", "b.example", "/"},
        {"Fragment", "", "b.example", "/a#b"},
        {"HighOctets", "", "b.example", "/a\xc3\xa4"},
        {"Control", "", "b.example", "/a\x01", true},
        {"Delete", "", "b.example", "/a\x7f", true},
    };
}

class ProxyMisdirected : public ::testing::TestWithParam<std::tuple<Protocol, Misdirected>>
{};

} // namespace

TEST_P(ProxySmuggling, IsRefusedAndNothingOfItGoesOn)
{
    // Buffered, so that a fault in the content is seen before the head is sent on.
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("BufferRequests", ns3::BooleanValue(true));
    ProxyRig rig(proxy, {{"a", {Answering(ResponseText(5))}}});
    const std::string answer = rig.Converse(GetParam().octets);
    EXPECT_EQ(StatusLine(answer).substr(9, 3), std::to_string(GetParam().status))
        << GetParam().source;
    EXPECT_EQ(rig.Heard(), "") << GetParam().source;
    EXPECT_TRUE(rig.clients[0]->endHeard || !GetParam().ends);
}

TEST_P(ProxySmuggling, NorDoesASecondRequest)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    rig.Converse(GetParam().octets);
    const std::string heard = rig.Heard();
    EXPECT_EQ(heard.find("/admin"), std::string::npos) << GetParam().source;
    EXPECT_EQ(heard.find("0\r\n\r\n"), std::string::npos) << "no content that looks whole";
}

INSTANTIATE_TEST_SUITE_P(Framing, ProxySmuggling, ::testing::ValuesIn(Framing()), NameOf);
INSTANTIATE_TEST_SUITE_P(Syntax, ProxySmuggling, ::testing::ValuesIn(Syntax()), NameOf);
INSTANTIATE_TEST_SUITE_P(Hops, ProxySmuggling, ::testing::ValuesIn(Hops()), NameOf);

TEST_P(ProxySmugglingOverHttp2, NothingOfItGoesOn)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    const std::vector<Frame> answer = ParseFrames(rig.Converse(GetParam().octets));
    EXPECT_EQ(rig.Heard(), "") << GetParam().source;
    EXPECT_EQ(CountFrames(answer, RST_STREAM), 1u) << GetParam().source;
    EXPECT_EQ(CountFrames(answer, HEADERS), 0u);
}

INSTANTIATE_TEST_SUITE_P(ProxySmugglingOverHttp2,
                         ProxySmugglingOverHttp2,
                         ::testing::ValuesIn(OverHttp2()),
                         NameOf);

TEST_P(ProxyMisdirected, IsAnsweredAsInHttp11)
{
    // RFC 9110 sections 4.2, 7.1 and 7.2: HTTP/1.1's parser would not have let it in.
    const auto& [protocol, wrong] = GetParam();
    auto proxy = ns3::CreateObject<ReverseProxy>();
    proxy->AddServer("server", "server.example", 80);
    ProxyBench bench(proxy, "h11");
    bench.Connect(protocol);
    bench.server->site.answer = [](ServerExchange& exchange) {
        exchange.Respond({204, {}}, nullptr);
    };
    Request request;
    const std::string scheme = protocol == Protocol::H3 ? "https" : "http";
    request.scheme = *wrong.scheme ? wrong.scheme : scheme;
    request.authority = wrong.authority;
    request.target = wrong.target;
    Answer& answer = bench.Send(request);
    bench.Run();
    EXPECT_EQ(bench.server->site.requests.size(), 0u);
    if (wrong.reset)
    {
        EXPECT_TRUE(answer.failure);
        return;
    }
    ASSERT_TRUE(answer.response) << (answer.failure ? answer.failure->reason : "silence");
    EXPECT_EQ(answer.response->status, 400);
}

INSTANTIATE_TEST_SUITE_P(ProxyMisdirected,
                         ProxyMisdirected,
                         ::testing::Combine(::testing::Values(Protocol::H2, Protocol::H3),
                                            ::testing::ValuesIn(Misdirections())),
                         [](const auto& tested) {
                             return std::string(ProtocolName(std::get<0>(tested.param))) +
                                    std::get<1>(tested.param).name;
                         });

TEST(ProxyTrailers, NeitherRouteNorModifyTheRequest)
{
    // RFC 9110 section 6.5.1.
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    rig.Converse(Post("Transfer-Encoding: chunked\r\n",
                      "1\r\nx\r\n0\r\nX-Sum: 1\r\nVia: 1.1 evil\r\nX-Forwarded-For: 6.6.6.6\r\n"
                      "Host: evil\r\nAuthorization: evil\r\n"
                      "Expect: evil\r\nRange: evil\r\nContent-Encoding: evil\r\n\r\n"));
    const std::string heard = rig.Heard();
    EXPECT_NE(heard.find("\r\n0\r\nX-Sum: 1\r\n\r\n"), std::string::npos) << heard;
    EXPECT_EQ(heard.find("evil"), std::string::npos);
    EXPECT_EQ(heard.find("6.6.6.6"), std::string::npos);
}

TEST(ProxyHost, HttpTwoRequestsOfTheTablePassWithoutTheirFault)
{
    // So that the table above fails for what it says.
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    const std::vector<Frame> answer = ParseFrames(rig.Converse(H2Request(Literal("x-a", "b"))));
    EXPECT_EQ(CountFrames(answer, HEADERS), 1u);
    EXPECT_NE(rig.Heard().find("\r\nx-a: b\r\n"), std::string::npos);
}

TEST(ProxyHost, TheTargetCountsWhereItContradictsHost)
{
    // RFC 9112 section 3.2.2: a proxy MUST ignore the field and replace it.
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    rig.Converse("GET http://b.example/x HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    EXPECT_EQ(StatusLine(rig.Heard()), "GET /x HTTP/1.1");
    EXPECT_NE(rig.Heard().find("\r\nHost: b.example\r\n"), std::string::npos);
    EXPECT_EQ(rig.Heard().find("evil"), std::string::npos);
}
