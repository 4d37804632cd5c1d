// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-import.h"

#include "page/sample-har.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::chrono_literals;
using Trigger = Dependency::Trigger;

namespace
{

constexpr const char* GZIP = R"({"name":"Content-Encoding","value":"gzip"})";

/** The document and one more entry of the same server; \return what became of the latter. */
Resource
ImportAfterDocument(SampleEntry entry)
{
    if (entry.url == SampleEntry().url)
    {
        entry.url = "https://www.example/x";
    }
    const Page page = Import({SampleEntry(), entry});
    EXPECT_EQ(page.resources.size(), 2u);
    return page.resources.back();
}

Resource
ImportWithResponse(const std::string& response, int status = 200)
{
    SampleEntry entry;
    entry.startMs = "100";
    entry.response = response;
    entry.status = status;
    return ImportAfterDocument(entry);
}

} // namespace

TEST(HarSizes, TakesTheContentAsItWasSent)
{
    // Not encoded: the decoded size, whatever the head took on the wire.
    EXPECT_EQ(ImportWithResponse(ResponseText(800, 1000, -1, -1)).size, 800u);
    // Encoded, with a length.
    EXPECT_EQ(
        ImportWithResponse(ResponseText(9000,
                                        3300,
                                        -1,
                                        -1,
                                        std::string(GZIP) + "," + Field("Content-Length", "3000")))
            .size,
        3000u);
    // Encoded, HTTP/1.1: the body as counted.
    EXPECT_EQ(ImportWithResponse(ResponseText(9000, 3300, 2900, 400, GZIP)).size, 2900u);
    // Encoded, HTTP/2, no length: what was moved without the head, which took 200 octets for the
    // document (1200 moved, 1000 content).
    SampleEntry document;
    document.response = ResponseText(1000, 1200, -1, -1, Field("content-length", "1000"));
    SampleEntry other;
    other.startMs = "100";
    other.url = "https://www.example/x";
    other.response = ResponseText(9000, 3300, 3300, -1, GZIP);
    EXPECT_EQ(Import({document, other}).resources[1].size, 3100u);
}

TEST(HarSizes, LoadsWholeWhatACacheAnswered)
{
    const Resource revalidated = ImportWithResponse(ResponseText(5000, 150, 0, 150), 304);
    EXPECT_EQ(revalidated.status, 200);
    EXPECT_EQ(revalidated.size, 5000u);
    EXPECT_EQ(ImportWithResponse(ResponseText(5000, -1, 0, -1)).size, 5000u);
    // Chrome shows a revalidated response with the stored status and length.
    EXPECT_EQ(
        ImportWithResponse(ResponseText(20000,
                                        39,
                                        39,
                                        -1,
                                        std::string(GZIP) + "," + Field("content-length", "2621")))
            .size,
        2621u);
}

TEST(HarSizes, ScalesACachedContentThatWasEncoded)
{
    SampleEntry moved;
    moved.url = "https://www.example/a.js";
    moved.startMs = "100";
    moved.response = ResponseText(8000, 2200, 2000, 200, GZIP, "text/javascript");
    SampleEntry cached = moved;
    cached.url = "https://www.example/b.js";
    cached.response = ResponseText(4000, -1, 0, -1, GZIP, "text/javascript");
    cached.more = R"("_fromCache":"memory")";
    ImportReport report;
    const Page page = ImportHar(HarText({SampleEntry(), moved, cached}), "t.har", {}, report);
    EXPECT_EQ(page.resources[2].size, 1000u); // 2000 of 8000
    EXPECT_EQ(report.fromCache, 1u);
    EXPECT_EQ(report.scaled, 1u);
    EXPECT_EQ(report.notes.size(), 2u);
}

TEST(HarSizes, HasNoContentWhereThereIsNone)
{
    EXPECT_EQ(ImportWithResponse(ResponseText(0, 300, -1, -1), 204).size, 0u);
    EXPECT_EQ(
        ImportWithResponse(ResponseText(0, 271, -1, -1, Field("content-length", "370")), 302).size,
        0u);
    SampleEntry head;
    head.method = "HEAD";
    EXPECT_EQ(ImportAfterDocument(head).size, 0u);
}

TEST(HarSizes, CountsHeadsAsHttp11WritesThem)
{
    SampleEntry entry;
    entry.startMs = "100";
    entry.request = R"("headers":[)" + Field(":method", "GET") + "," + Field(":path", "/x") + "," +
                    Field(":scheme", "https") + "," + Field(":authority", "www.example") + "," +
                    Field("accept", "*/*") + R"(],"headersSize":-1,"bodySize":0)";
    entry.response = ResponseText(5, 90, -1, -1, Field(":status", "200") + "," + Field("age", "1"));
    const Resource counted = ImportAfterDocument(entry);
    EXPECT_EQ(counted.requestHeaderBytes,
              std::string("GET /x HTTP/1.1\r\nHost: www.example\r\naccept: */*\r\n\r\n").size());
    EXPECT_EQ(counted.responseHeaderBytes, std::string("HTTP/1.1 200 OK\r\nage: 1\r\n\r\n").size());
    entry.request = R"("headers":[],"headersSize":321,"bodySize":77)";
    entry.method = "POST";
    const Resource given = ImportAfterDocument(entry);
    EXPECT_EQ(given.requestHeaderBytes, 321u);
    EXPECT_EQ(given.requestBodySize, 77u);
    entry.request = R"("headers":[],"headersSize":-1,"bodySize":-1)";
    EXPECT_EQ(ImportAfterDocument(entry).requestHeaderBytes, 0u);
}

TEST(HarDependencies, FollowTheInitiatorAndTheBytesThatHadArrived)
{
    // The document's content arrives from 50 ms to 60 ms.
    SampleEntry entry;
    entry.more = R"("_initiator":"https://www.example/#top","_initiator_type":"parser")";
    for (const auto& [start, trigger, bytes, delay] :
         {std::tuple("030", Trigger::HEADERS, 0u, Nanoseconds(0)),
          std::tuple("055", Trigger::BYTES, 500u, Nanoseconds(0)),
          std::tuple("060", Trigger::COMPLETE, 0u, Nanoseconds(0)),
          std::tuple("075", Trigger::COMPLETE, 0u, Nanoseconds(15ms))})
    {
        entry.startMs = start;
        const Resource resource = ImportAfterDocument(entry);
        ASSERT_EQ(resource.dependencies.size(), 1u);
        EXPECT_EQ(resource.dependencies[0].parent, 0u);
        EXPECT_EQ(resource.dependencies[0].trigger, trigger) << start;
        EXPECT_EQ(resource.dependencies[0].bytes, bytes) << start;
        EXPECT_EQ(resource.dependencies[0].delay, delay) << start;
    }
}

TEST(HarDependencies, FollowRedirectsRelativeOnesToo)
{
    SampleEntry redirect;
    redirect.url = "http://example/a/b?c";
    redirect.status = 301;
    redirect.response = R"("headers":[{"name":"Location","value":"../x"}],"headersSize":-1,)"
                        R"("bodySize":0,"redirectURL":"d","content":{"size":0,"mimeType":""})";
    SampleEntry target;
    target.url = "http://example/a/d";
    target.startMs = "070";
    const Page page = Import({redirect, target});
    ASSERT_EQ(page.resources.size(), 2u);
    EXPECT_EQ(page.resources[0].status, 301);
    EXPECT_EQ(page.resources[0].type, "document"); // what it leads to
    ASSERT_EQ(page.resources[1].dependencies.size(), 1u);
    EXPECT_EQ(page.resources[1].dependencies[0].delay, 10ms);
}

TEST(HarDependencies, AreFoundByTimeWhereNobodyIsNamed)
{
    SampleEntry style;
    style.url = "https://www.example/a.css";
    style.startMs = "100"; // until 160 ms
    style.more = R"("_resourceType":"stylesheet")";
    SampleEntry image = style;
    image.url = "https://www.example/a.png";
    image.startMs = "130";
    image.more = R"("_resourceType":"image")";
    SampleEntry font = style;
    font.url = "https://www.example/a.woff";
    font.startMs = "200";
    font.more = R"("_resourceType":"font","_initiator":{"type":"other"})";
    const Page page = Import({SampleEntry(), style, image, font});
    EXPECT_EQ(page.resources[2].dependencies[0].parent, 0u); // the stylesheet was on its way
    EXPECT_EQ(page.resources[2].dependencies[0].delay, 70ms);
    EXPECT_EQ(page.resources[3].dependencies[0].parent, 1u); // the image refers to nothing
    EXPECT_EQ(page.resources[3].dependencies[0].delay, 40ms);
}

TEST(HarDependencies, TakeTheInnermostScriptOfACallStackAndThePreflight)
{
    SampleEntry script;
    script.url = "https://www.example/a.js";
    script.startMs = "100";
    SampleEntry preflight;
    preflight.url = "https://api.example/v1";
    preflight.method = "OPTIONS";
    preflight.startMs = "200";
    preflight.more = R"("_resourceType":"preflight")";
    SampleEntry call = preflight;
    call.method = "POST";
    call.startMs = "201";
    call.more = R"("_resourceType":"fetch","_initiator":{"type":"script","stack":{"callFrames":[)"
                R"({"url":"https://www.example/a.js"},{"url":"https://www.example/"}]}})";
    const Page page = Import({SampleEntry(), script, preflight, call});
    ASSERT_EQ(page.resources[3].dependencies.size(), 2u);
    EXPECT_EQ(page.resources[3].dependencies[0].parent, 1u);
    EXPECT_EQ(page.resources[3].dependencies[0].delay, 41ms);
    EXPECT_EQ(page.resources[3].dependencies[1].parent, 2u);
}

TEST(HarDependencies, CountFromWhenTheBrowserFoundTheResource)
{
    SampleEntry queued; // chrome-har: started at 300 ms after 200 ms in the browser's queue
    queued.startMs = "300";
    queued.timings += R"(,"_queued":200)";
    EXPECT_EQ(ImportAfterDocument(queued).dependencies[0].delay, 40ms);
}

TEST(ThinkTime, IsTheWaitWithoutTheRoundTrip)
{
    SampleEntry document; // 20 ms for TCP, 25 ms for TLS: the round trip is 20 ms
    document.timings =
        R"("blocked":0,"dns":0,"connect":45,"ssl":25,"send":0,"wait":100,"receive":10)";
    SampleEntry other;
    other.url = "https://www.example/x";
    other.startMs = "400";
    const Page page = Import({document, other});
    EXPECT_EQ(page.resources[0].thinkTime, 80ms);
    EXPECT_EQ(page.resources[1].thinkTime, 30ms);
}

namespace
{

/** What the document, alone with these timings, took of its server; round trip 50 ms, think time
 * 100 ms, so it waited 150 ms. */
Nanoseconds
ThinkTimeAfter(const std::string& opening, const std::vector<std::string>& others = {})
{
    std::vector<SampleEntry> entries(1 + others.size());
    entries[0].timings = opening + R"(,"send":0,"wait":150,"receive":10)";
    for (std::size_t i = 0; i < others.size(); ++i)
    {
        entries[i + 1].url = "https://www.example/" + std::to_string(i);
        entries[i + 1].startMs = std::to_string(300 + 100 * i);
        entries[i + 1].timings = others[i] + R"(,"send":0,"wait":150,"receive":10)";
        entries[i + 1].more = R"("connection":"1)" + std::to_string(i) + R"(")";
    }
    return Import(entries).resources[0].thinkTime;
}

} // namespace

TEST(ThinkTime, TakesNoRestOfAHandshakeForARoundTrip)
{
    // Preconnected: 0.25 ms of TCP's handshake were left. TLS 1.3 takes one round trip, 50 ms.
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":-1,"connect":50.25,"ssl":50)"), 100ms);
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":0,"connect":50.25,"ssl":50)"), 100ms);
    // A handshake of the same server that is whole says more than TLS 1.2's two round trips.
    const std::string whole = R"("blocked":0,"dns":0,"connect":150,"ssl":100)";
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":0,"connect":101,"ssl":100)", {whole}), 100ms);
    // Without TLS the others tell: rests of 5 and 20 ms.
    const std::string plain = R"("blocked":0,"dns":0,"connect":50,"ssl":-1)";
    const std::string rest = R"("blocked":0,"dns":0,"connect":20,"ssl":-1)";
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":0,"connect":5,"ssl":-1)", {rest, plain}), 100ms);
}

TEST(ThinkTime, TakesAShortHandshakeWhereItMustBeWhole)
{
    // A name was looked up first: a server near by whose TLS is slow.
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":5,"connect":192,"ssl":189)"), 147ms);
    // Or not far shorter than TLS, and no other handshake to compare with.
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":0,"connect":23,"ssl":20)"), 147ms);
    // Another one of that length, though others were slowed down.
    const std::string other = R"("blocked":0,"dns":0,"connect":4,"ssl":-1)";
    const std::string slow = R"("blocked":0,"dns":0,"connect":15,"ssl":-1)";
    EXPECT_EQ(ThinkTimeAfter(R"("blocked":0,"dns":0,"connect":3,"ssl":-1)", {slow, other}), 147ms);
}

TEST(ThinkTime, IsBoundedByTheFastestAnswerOfTheServer)
{
    SampleEntry fast;
    fast.url = "https://www.example/x";
    fast.startMs = "400";
    fast.timings = R"("blocked":0,"send":5,"wait":10,"receive":1)";
    const Page page = Import({SampleEntry(), fast});
    EXPECT_EQ(page.resources[0].thinkTime, 35ms);
    EXPECT_EQ(page.resources[1].thinkTime, 0ms);
}

TEST(ThinkTime, LeavesOutWhatTheConnectionCarriedMeanwhile)
{
    // Waits from 300 to 350 ms; from 310 to 340 ms the connection carries another response. The
    // document, alone on its connection, shows a round trip of 10 ms.
    SampleEntry document;
    document.timings = R"("blocked":0,"send":0,"wait":10,"receive":1)";
    document.more = R"("connection":"1")";
    SampleEntry big;
    big.url = "https://www.example/big";
    big.startMs = "290";
    big.timings = R"("blocked":0,"send":0,"wait":20,"receive":30)";
    SampleEntry small;
    small.url = "https://www.example/small";
    small.startMs = "300";
    const Page page = Import({document, big, small});
    EXPECT_EQ(page.resources[2].thinkTime, 10ms); // 50 - 10 - 30
}

TEST(HarImport, GroupsHostsByServer)
{
    SampleEntry a;
    a.more = R"("serverIPAddress":"192.0.2.1")";
    SampleEntry b = a;
    b.url = "https://img.example:8443/";
    SampleEntry c = a;
    c.url = "https://other.example/";
    c.more = R"("serverIPAddress":"192.0.2.9")";
    const Page page = Import({a, b, c});
    ASSERT_EQ(page.hosts.size(), 3u);
    EXPECT_EQ(page.hosts[0].name, "www.example");
    EXPECT_EQ(page.hosts[1].name, "port-8443.img.example");
    EXPECT_EQ(page.hosts[0].server, "s1");
    EXPECT_EQ(page.hosts[1].server, "s1");
    EXPECT_EQ(page.hosts[2].server, "");
}

TEST(HarImport, TellsEqualUrlsApart)
{
    SampleEntry again;
    again.startMs = "200";
    SampleEntry query;
    query.url = "https://www.example/?a";
    ImportReport report;
    const Page page =
        ImportHar(HarText({SampleEntry(), again, again, query, query}), "t.har", {}, report);
    EXPECT_EQ(page.resources[1].path, "/?a");
    EXPECT_EQ(page.resources[2].path, "/?a&again=2");
    EXPECT_EQ(page.resources[3].path, "/?again=2");
    EXPECT_EQ(page.resources[4].path, "/?again=3");
    EXPECT_EQ(report.renamed, 3u);
}

TEST(HarImport, LeavesOutWhatHttpDoesNotFetchAndSaysSo)
{
    std::vector<SampleEntry> entries(7);
    entries[1].url = "data:image/png;base64,AAAA";
    entries[2].url = "wss://www.example/socket";
    entries[3].status = 0;
    entries[4].url = "blob:https://www.example/1";
    entries[5].url = "http://www.example/hsts";
    entries[5].status = 307;
    entries[5].more = R"("connection":"0")";
    entries[5].response = ResponseText(0, 0, 0, 0);
    entries[6].url = "https://www.example/socket";
    entries[6].more = R"("_resourceType":"websocket")";
    ImportReport report;
    const Page page = ImportHar(HarText(entries), "t.har", {}, report);
    EXPECT_EQ(page.resources.size(), 1u);
    EXPECT_EQ(report.entries, 7u);
    EXPECT_EQ(report.otherSchemes, 4u);
    EXPECT_EQ(report.unanswered, 1u);
    EXPECT_EQ(report.internal, 1u);
    ASSERT_EQ(report.notes.size(), 3u);
    EXPECT_EQ(report.notes[1], "1 of 7 entries left out: aborted or blocked, without a response");
}

TEST(HarImport, MapsChromesPrioritiesAndTakesTheFieldWhereItWasSent)
{
    SampleEntry entry;
    entry.more = R"("_resourceType":"image","_priority":"High","_initialPriority":"Low")";
    Resource image = ImportAfterDocument(entry);
    EXPECT_EQ(image.priority.urgency, 3);
    EXPECT_TRUE(image.priority.incremental);
    entry.more = R"("_resourceType":"script","_priority":"MEDIUM")"; // a net log's name
    EXPECT_EQ(ImportAfterDocument(entry).priority.urgency, 1);
    EXPECT_FALSE(ImportAfterDocument(entry).priority.incremental);
    entry.request = R"("headers":[{"name":"priority","value":"u=5, i"}])";
    EXPECT_EQ(ImportAfterDocument(entry).priority.urgency, 5);
    EXPECT_TRUE(ImportAfterDocument(entry).priority.incremental);
}

TEST(HarImport, PushesOnlyFromTheHostOfTheParent)
{
    SampleEntry pushed;
    pushed.startMs = "100";
    pushed.more = R"("_was_pushed":1)";
    EXPECT_TRUE(ImportAfterDocument(pushed).push);
    pushed.url = "https://cdn.example/x";
    EXPECT_FALSE(ImportAfterDocument(pushed).push);
}

TEST(HarImport, ReadsFirefoxAndWebPageTest)
{
    SampleEntry firefox; // no underscored fields at all; body and head are counted
    firefox.startMs = "100";
    firefox.url = "https://www.example/a.css";
    firefox.response = R"("headers":[{"name":"content-encoding","value":"br"}],"headersSize":210,)"
                       R"("bodySize":1400,"redirectURL":"","content":{"size":5000,)"
                       R"("mimeType":"text/css; charset=utf-8"})";
    firefox.more = R"("serverIPAddress":"192.0.2.1","connection":"443")";
    const Resource style = ImportAfterDocument(firefox);
    EXPECT_EQ(style.type, "stylesheet");
    EXPECT_EQ(style.mimeType, "text/css");
    EXPECT_EQ(style.size, 1400u);
    EXPECT_EQ(style.responseHeaderBytes, 210u);
    EXPECT_EQ(style.priority.urgency, 0);
    SampleEntry wpt = firefox; // numbers in quotation marks
    wpt.more = R"("_bytesIn":"1700","_objectSize":"1333","_request_type":"CSS","_was_pushed":"0")";
    EXPECT_EQ(ImportAfterDocument(wpt).size, 1333u);
    EXPECT_FALSE(ImportAfterDocument(wpt).push);
}

TEST(HarImport, ChoosesAPageOfSeveral)
{
    const std::string pages =
        R"("pages":[{"id":"a","title":"One","startedDateTime":"2020-01-01T00:00:01.000Z"},)"
        R"({"id":"b","title":"Two","startedDateTime":"2020-01-01T01:00:01.500+01:00",)"
        R"("pageTimings":{"onLoad":300}}],)";
    std::vector<SampleEntry> entries(5);
    entries[0].more = R"("pageref":"a")";
    entries[1].url = "https://b.example/";
    entries[1].startMs = "500";
    entries[1].more = R"("pageref":"b")";
    entries[2].url = "https://b.example/unnamed"; // belongs to b by its time
    entries[2].startMs = "600";
    entries[3].url = "https://a.example/late";
    entries[3].startMs = "700";
    entries[3].more = R"("pageref":"a")";
    entries[4].url = "https://b.example/after-load";
    entries[4].startMs = "801";
    entries[4].more = R"("pageref":"b")";
    const std::string text = HarText(entries, pages);
    ImportReport report;
    EXPECT_EQ(ImportHar(text, "t.har", {}, report).resources.size(), 2u);
    EXPECT_EQ(report.otherPages, 3u);
    const Page two = ImportHar(text, "t.har", {"2", false}, report);
    EXPECT_EQ(two.title, "Two");
    EXPECT_EQ(two.resources.size(), 2u);
    EXPECT_EQ(report.afterLoad, 1u);
    EXPECT_EQ(ImportHar(text, "t.har", {"b", true}, report).resources.size(), 3u);
    EXPECT_THROW(ImportHar(text, "t.har", {"c", false}, report), std::runtime_error);
}

TEST(HarImport, PutsTheDocumentFirst)
{
    SampleEntry early;
    early.url = "https://www.example/early.png";
    early.response = ResponseText(10, 100, -1, -1, "", "image/png");
    SampleEntry document;
    document.startMs = "020";
    const Page page = Import({early, document});
    EXPECT_EQ(page.resources[0].type, "document");
    EXPECT_TRUE(page.resources[1].dependencies.empty()); // known at the start
}
