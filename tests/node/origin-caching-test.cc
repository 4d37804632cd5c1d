// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "node/origin-rig.h"

#include "support/h2-rig.h"
#include "support/pipe-stream.h"
#include "wire/make-connection.h"

#include "ns3/boolean.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::chrono_literals;

namespace
{

/** \return a page of one text of 1000 octets that says this for caches */
Page
TextPage(const Caching& caching = {})
{
    Page page = PageOfObjects(0, 1000);
    page.resources[0].mimeType = "text/plain";
    page.resources[0].caching = caching;
    return page;
}

Caching
Changing(Nanoseconds interval)
{
    Caching caching;
    caching.updateInterval = interval;
    return caching;
}

OriginRig::SetUp
With(const std::string& attribute, const std::string& value)
{
    return [=](Origin& origin, std::size_t) {
        origin.SetAttribute(attribute, ns3::StringValue(value));
    };
}

double
StaleSeconds(const OriginRig& rig, const HeardResponse& served, double at)
{
    Request request;
    request.authority = "site.example";
    const auto stale = rig.origins[0]->Staleness(request, served.Fields(), ns3::Seconds(at));
    return stale ? stale->GetSeconds() : -1;
}

} // namespace

TEST(OriginConditional, WhoHasTheVersionIsToldSo)
{
    OriginRig rig(TextPage());
    const HeardResponse whole = rig.Ask(1);
    const std::uint64_t octetsOfWhole = rig.OctetsDown();
    const std::string tag = whole.Field("ETag");
    const HeardResponse none = rig.Ask(3, "If-None-Match: \"other\", W/" + tag + "\r\n");
    EXPECT_EQ(none.Status(), "304 Not Modified");
    EXPECT_EQ(none.Body(), "");
    EXPECT_EQ(none.Field("ETag"), tag);
    EXPECT_EQ(none.Field("Date"), "Tue, 14 Nov 2023 22:13:23 GMT");
    for (const char* name : {"Content-Length", "Content-Type", "Last-Modified", "Accept-Ranges"})
    {
        EXPECT_EQ(none.Field(name), "") << name;
    }
    // Both connections have the same packets otherwise: SYN-ACK, the response, FIN and
    // acknowledgements.
    EXPECT_EQ(octetsOfWhole - (rig.OctetsDown() - octetsOfWhole),
              whole.text.size() - none.text.size());
    EXPECT_EQ(rig.Ask(5, "If-None-Match: \"other\"\r\n").Status(), "200 OK");
    EXPECT_EQ(rig.Ask(7, "If-Modified-Since: " + whole.Field("Last-Modified") + "\r\n").Status(),
              "304 Not Modified");
    EXPECT_EQ(rig.Ask(9, "If-Match: \"other\"\r\n").Status(), "412 Precondition Failed");
}

TEST(OriginConditional, PreconditionsComeBeforeRanges)
{
    OriginRig rig(TextPage());
    const std::string tag = rig.Ask(1).Field("ETag");
    const std::string range = "Range: bytes=0-9\r\n";
    EXPECT_EQ(rig.Ask(3, range + "If-None-Match: " + tag + "\r\n").Status(), "304 Not Modified");
    EXPECT_EQ(rig.Ask(5, range + "If-Match: " + tag + "\r\n").Status(), "206 Partial Content");
    EXPECT_EQ(rig.Ask(7, "Range: bytes=5000-\r\nIf-Match: \"b\"\r\n").Status(),
              "412 Precondition Failed");
}

TEST(OriginConditional, ErrorsHaveNoPreconditions)
{
    // RFC 9110 section 13.2.1: what is no 2xx without them is the same with them.
    OriginRig rig(TextPage());
    EXPECT_EQ(rig.Ask(1, "If-Match: \"b\"\r\n", "GET /nothing HTTP/1.1").Status(), "404 Not Found");
    EXPECT_EQ(rig.Ask(3, "If-None-Match: *\r\n", "DELETE / HTTP/1.1").Status(),
              "405 Method Not Allowed");
}

TEST(OriginConditional, Http2GetsItsHeadOnly)
{
    Page page = TextPage();
    Answer answer;
    OriginRig rig(page);
    const std::string tag = rig.Ask(1).Field("ETag");
    std::unique_ptr<ClientConnection> client;
    auto [near, far] = PipeStream::MakePair();
    rig.origins[0]->Accept(std::move(far));
    client = MakeClientConnection(Protocol::H2, std::move(near), {}, {});
    Request request;
    request.authority = "site.example";
    request.fields.Add("If-None-Match", tag);
    answer.exchange = &client->Send(request, nullptr, answer);
    client->Open();
    client->Close();
    ns3::Simulator::Run();
    ASSERT_TRUE(answer.completed);
    EXPECT_EQ(answer.response->status, 304);
    EXPECT_EQ(answer.body, "");
}

TEST(OriginVersions, ValidatorsAndContentFollowThem)
{
    OriginRig rig(TextPage(Changing(10s)));
    const HeardResponse first = rig.Ask(1);
    const HeardResponse again = rig.Ask(8);
    const HeardResponse second = rig.Ask(12);
    EXPECT_EQ(again.Field("ETag"), first.Field("ETag"));
    EXPECT_EQ(again.Body(), first.Body());
    EXPECT_NE(second.Field("ETag"), first.Field("ETag"));
    EXPECT_EQ(second.Field("ETag").size(), first.Field("ETag").size());
    EXPECT_EQ(second.Field("Last-Modified"), "Tue, 14 Nov 2023 22:13:30 GMT");
    EXPECT_EQ(first.Body().substr(0, 3), "abc");
    EXPECT_EQ(second.Body().substr(0, 3), "bcd");
    EXPECT_EQ(second.Body().size(), first.Body().size());
    EXPECT_EQ(rig.Ask(15, "If-None-Match: " + first.Field("ETag") + "\r\n").Status(), "200 OK");
    EXPECT_EQ(rig.Ask(17, "If-None-Match: " + second.Field("ETag") + "\r\n").Status(),
              "304 Not Modified");
    const std::string resume = "Range: bytes=0-2\r\nIf-Range: " + second.Field("ETag") + "\r\n";
    EXPECT_EQ(rig.Ask(18.9, resume).Body(), "bcd");
    EXPECT_EQ(rig.Ask(25, resume).Body().size(), 1000u) << "no part of another version";
}

TEST(OriginVersions, TwoOfOneSecondHaveOneLastModified)
{
    const auto at = [](double seconds) {
        return OriginRig(TextPage(Changing(300ms))).Ask(seconds);
    };
    // Versions come at 6.3 s, 6.6 s, 6.9 s and 7.2 s; a request takes 30 ms, one and a half round
    // trips.
    const HeardResponse sixThree = at(6.4);
    const HeardResponse sixSix = at(6.7);
    const HeardResponse sevenTwo = at(7.2);
    EXPECT_NE(sixThree.Field("ETag"), sixSix.Field("ETag"));
    EXPECT_EQ(sixThree.Field("Last-Modified"), "Tue, 14 Nov 2023 22:13:26 GMT");
    EXPECT_EQ(sixSix.Field("Last-Modified"), "Tue, 14 Nov 2023 22:13:26 GMT");
    EXPECT_EQ(sevenTwo.Field("Last-Modified"), "Tue, 14 Nov 2023 22:13:27 GMT");
}

TEST(OriginVersions, StalenessIsTheTimeSinceTheNextOne)
{
    OriginRig rig(TextPage(Changing(10s)));
    const HeardResponse first = rig.Ask(1);
    const HeardResponse third = rig.Ask(25);
    EXPECT_EQ(StaleSeconds(rig, first, 9), 0);
    EXPECT_EQ(StaleSeconds(rig, first, 25), 15);
    EXPECT_EQ(StaleSeconds(rig, third, 25), 0);
    EXPECT_EQ(StaleSeconds(rig, third, 34), 4);
    EXPECT_EQ(StaleSeconds(rig, {"HTTP/1.1 200 OK\r\nETag: \"x\"\r\n\r\n"}, 34), -1);
    EXPECT_EQ(StaleSeconds(rig, {"HTTP/1.1 200 OK\r\n\r\n"}, 34), -1);
    // Without an ETag the Last-Modified tells.
    EXPECT_EQ(StaleSeconds(rig,
                           {"HTTP/1.1 200 OK\r\nLast-Modified: " + third.Field("Last-Modified") +
                            "\r\n\r\n"},
                           34),
              4);
}

TEST(OriginVersions, RandomOnesBelongToTheRun)
{
    Caching caching = Changing(5s);
    caching.updates = Caching::Updates::EXPONENTIAL;
    const auto tagInRun = [&](std::uint64_t run) {
        ns3::RngSeedManager::SetRun(run);
        return OriginRig(TextPage(caching)).Ask(100).Field("ETag");
    };
    const std::string tag = tagInRun(1);
    EXPECT_EQ(tagInRun(1), tag);
    EXPECT_NE(tagInRun(2), tag);
    ns3::RngSeedManager::SetRun(1);
}

TEST(OriginVersions, UnsafeMethodsMakeNewOnes)
{
    OriginRig rig(TextPage(), [](Origin& origin, std::size_t) {
        origin.SetAttribute("UnsafeUpdates", ns3::BooleanValue(true));
    });
    const HeardResponse first = rig.Ask(1);
    const std::string put = "PUT / HTTP/1.1";
    const std::string length = "Content-Length: 0\r\n";
    EXPECT_EQ(rig.Ask(3, length + "If-Match: \"other\"\r\n", put).Status(),
              "412 Precondition Failed");
    EXPECT_EQ(rig.Ask(5).Field("ETag"), first.Field("ETag")) << "nothing was changed";
    EXPECT_EQ(rig.Ask(7, length + "If-Match: " + first.Field("ETag") + "\r\n", put).Status(),
              "204 No Content");
    const HeardResponse second = rig.Ask(9);
    EXPECT_NE(second.Field("ETag"), first.Field("ETag"));
    EXPECT_EQ(second.Field("Last-Modified"), "Tue, 14 Nov 2023 22:13:27 GMT");
    EXPECT_NE(second.Body(), first.Body());
    EXPECT_EQ(rig.Ask(11, length, "POST /nothing HTTP/1.1").Status(), "404 Not Found");
    EXPECT_EQ(rig.Ask(13).Field("ETag"), second.Field("ETag"));
}

TEST(OriginVersions, UnsafeMethodsOfThePageMakeNewOnesToo)
{
    Page page = TextPage();
    page.resources.push_back(page.resources[0]);
    page.resources[1].method = "POST";
    page.resources[1].size = 7;
    OriginRig rig(page, [](Origin& origin, std::size_t) {
        origin.SetAttribute("UnsafeUpdates", ns3::BooleanValue(true));
    });
    const HeardResponse first = rig.Ask(1);
    EXPECT_EQ(rig.Ask(3, "Content-Length: 0\r\n", "POST / HTTP/1.1").Body().size(), 7u);
    EXPECT_NE(rig.Ask(5).Field("ETag"), first.Field("ETag"));
}

TEST(OriginCluster, ServersShareVersionsAndTags)
{
    const Page page = TextPage(Changing(10s));
    const auto versions = std::make_shared<ResourceVersions>(page, 1);
    for (const bool perServer : {false, true})
    {
        OriginRig rig(
            page,
            [&](Origin& origin, std::size_t) {
                origin.SetVersions(versions);
                origin.SetAttribute("ETags",
                                    ns3::StringValue(perServer ? "per-server" : "content"));
            },
            2);
        const HeardResponse one = rig.Ask(12);
        const HeardResponse other = rig.Ask(14, "", "GET / HTTP/1.1", 1);
        EXPECT_EQ(one.Body(), other.Body());
        EXPECT_EQ(one.Field("Last-Modified"), other.Field("Last-Modified"));
        EXPECT_EQ(one.Field("ETag") == other.Field("ETag"), !perServer);
        EXPECT_EQ(rig.Ask(16, "If-None-Match: " + one.Field("ETag") + "\r\n", "GET / HTTP/1.1", 1)
                      .Status(),
                  perServer ? "200 OK" : "304 Not Modified");
    }
}

TEST(OriginFields, ThePageSaysWhatCachesGoBy)
{
    Caching caching;
    caching.cacheControl = "public, max-age=60";
    caching.expires = 90s;
    caching.vary = "Accept-Encoding";
    caching.cdnCacheControl = "max-age=600";
    caching.cacheTags = "a, b";
    caching.entityTag = Caching::EntityTag::WEAK;
    caching.lastModified = false;
    OriginRig rig(TextPage(caching));
    const HeardResponse whole = rig.Ask(10);
    EXPECT_EQ(whole.Field("Cache-Control"), "public, max-age=60");
    EXPECT_EQ(whole.Field("Date"), "Tue, 14 Nov 2023 22:13:30 GMT");
    EXPECT_EQ(whole.Field("Expires"), "Tue, 14 Nov 2023 22:15:00 GMT");
    EXPECT_EQ(whole.Field("Vary"), "Accept-Encoding");
    EXPECT_EQ(whole.Field("CDN-Cache-Control"), "max-age=600");
    EXPECT_EQ(whole.Field("Cache-Tag"), "a, b");
    EXPECT_EQ(whole.Field("ETag").substr(0, 3), "W/\"");
    EXPECT_EQ(whole.Field("Last-Modified"), "");
    const HeardResponse none = rig.Ask(12, "If-None-Match: " + whole.Field("ETag") + "\r\n");
    EXPECT_EQ(none.Status(), "304 Not Modified");
    for (const char* name : {"Cache-Control", "Vary", "CDN-Cache-Control", "Cache-Tag", "ETag"})
    {
        EXPECT_EQ(none.Field(name), whole.Field(name)) << name;
    }
    EXPECT_EQ(none.Field("Expires"), "Tue, 14 Nov 2023 22:15:02 GMT");
}

TEST(OriginFields, DemandedOnesCountIntoTheHead)
{
    Caching caching;
    caching.cacheControl = "public, max-age=60";
    caching.entityTag = Caching::EntityTag::STRONG;
    caching.lastModified = true;
    Page page = TextPage(caching);
    page.resources[0].responseHeaderBytes = 400;
    EXPECT_EQ(OriginRig(page).Ask(1).Head().size(), 400u);
    // A head too short for them grows: it has what is demanded and nothing else.
    page.resources[0].responseHeaderBytes = 60;
    const HeardResponse least = OriginRig(page).Ask(1);
    EXPECT_GT(least.Head().size(), 60u);
    EXPECT_NE(least.Field("ETag"), "");
    EXPECT_NE(least.Field("Last-Modified"), "");
    EXPECT_EQ(least.Field("Server"), "");
}

TEST(OriginFields, AttributesChangeWhatThePageSays)
{
    Caching says;
    says.cacheControl = "max-age=60";
    Caching expires;
    expires.expires = 60s;
    const auto field = [](const Caching& caching,
                          const std::string& attribute,
                          const std::string& value,
                          const std::string& name) {
        return OriginRig(TextPage(caching), With(attribute, value)).Ask(1).Field(name);
    };
    EXPECT_EQ(field(says, "CacheControl", "no-store", "Cache-Control"), "no-store");
    EXPECT_EQ(field({}, "CacheControl", "no-store", "Cache-Control"), "no-store");
    EXPECT_EQ(field(says, "DefaultCacheControl", "no-store", "Cache-Control"), "max-age=60");
    EXPECT_EQ(field({}, "DefaultCacheControl", "no-store", "Cache-Control"), "no-store");
    EXPECT_EQ(field(expires, "DefaultCacheControl", "no-store", "Cache-Control"), "");
    EXPECT_EQ(field({}, "ETags", "none", "ETag"), "");
    EXPECT_EQ(field({}, "ETags", "weak", "ETag").substr(0, 3), "W/\"");
    EXPECT_EQ(field({}, "LastModified", "false", "Last-Modified"), "");
}

TEST(OriginClock, SkewShowsInEveryDate)
{
    Caching caching = Changing(10s);
    caching.expires = 5s;
    // 22:13:20 is virtual time 0.
    const HeardResponse ahead = OriginRig(TextPage(caching), With("ClockSkew", "+1min")).Ask(12);
    EXPECT_EQ(ahead.Field("Date"), "Tue, 14 Nov 2023 22:14:32 GMT");
    EXPECT_EQ(ahead.Field("Expires"), "Tue, 14 Nov 2023 22:14:37 GMT");
    EXPECT_EQ(ahead.Field("Last-Modified"), "Tue, 14 Nov 2023 22:14:30 GMT");
    const HeardResponse behind =
        OriginRig(TextPage(caching), With("ClockSkew", "-12500ms")).Ask(12);
    EXPECT_EQ(behind.Field("Date"), "Tue, 14 Nov 2023 22:13:19 GMT") << "12.03 s - 12.5 s";
    EXPECT_EQ(behind.Field("Last-Modified"), "Tue, 14 Nov 2023 22:13:17 GMT");
    const HeardResponse error =
        OriginRig(TextPage(caching), With("ClockSkew", "-20s")).Ask(12, "", "GET /x HTTP/1.1");
    EXPECT_EQ(error.Field("Date"), "Tue, 14 Nov 2023 22:13:12 GMT");
}
