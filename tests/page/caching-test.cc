// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "page/neutral-names.h"
#include "page/page-json.h"
#include "page/sample-har.h"
#include "support/data-files.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::chrono_literals;

namespace
{

/** \return a page with one resource that has these members besides its URL */
std::string
PageText(const std::string& members)
{
    return "{\n \"pagewire-page\": 1,\n \"hosts\": [\n  {\"name\": \"h\"}\n ],\n"
           " \"resources\": [\n  {\"url\": \"/\"" +
           members + "}\n ]\n}\n";
}

std::string
ErrorOf(const std::string& members)
{
    try
    {
        ParsePage(PageText(members), "p.json");
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "no error";
}

/** \return what the import makes of a response with these fields, "name: value" in JSON */
Caching
Imported(const std::string& headers, int status = 200, bool wanted = true)
{
    SampleEntry entry;
    entry.status = status;
    entry.response = R"("headers":[)" + headers +
                     R"(],"headersSize":-1,"bodySize":-1,)"
                     R"("redirectURL":"","content":{"size":1000,"mimeType":"text/html"})";
    ImportOptions options;
    options.caching = wanted;
    ImportReport report;
    return ImportHar(HarText({entry}), "t.har", options, report).resources.front().caching;
}

const std::string DATE = Field("date", "Tue, 14 Nov 2023 22:13:20 GMT");

} // namespace

TEST(Caching, EveryKeyIsReadAndWrittenBack)
{
    const std::string text = PageText(
        R"(, "cache-control": "max-age=60, public", "expires": "-10s", "vary": "Accept-Encoding")"
        R"(, "cdn-cache-control": "max-age=600", "cache-tags": "a, b", "etag": "weak")"
        R"(, "last-modified": false, "update-interval": "90s", "updates": "exponential")");
    const Page page = ParsePage(text, "p.json");
    const Caching& caching = page.resources[0].caching;
    EXPECT_EQ(caching.cacheControl, "max-age=60, public");
    EXPECT_EQ(caching.expires, -10s);
    EXPECT_EQ(caching.vary, "Accept-Encoding");
    EXPECT_EQ(caching.cdnCacheControl, "max-age=600");
    EXPECT_EQ(caching.cacheTags, "a, b");
    EXPECT_EQ(caching.entityTag, Caching::EntityTag::WEAK);
    EXPECT_EQ(caching.lastModified, false);
    EXPECT_EQ(caching.updateInterval, 90s);
    EXPECT_EQ(caching.updates, Caching::Updates::EXPONENTIAL);
    EXPECT_EQ(FormatPage(page), text);
}

TEST(Caching, NothingIsSaidByDefault)
{
    const Caching caching = ParsePage(PageText(""), "p.json").resources[0].caching;
    EXPECT_EQ(caching.cacheControl, "");
    EXPECT_EQ(caching.expires, std::nullopt);
    EXPECT_EQ(caching.entityTag, Caching::EntityTag::AS_FITS);
    EXPECT_EQ(caching.lastModified, std::nullopt);
    EXPECT_EQ(caching.updateInterval, 0s);
    EXPECT_EQ(caching.updates, Caching::Updates::REGULAR);
}

TEST(Caching, AnExpiryOfNothingIsNotNoExpiry)
{
    const std::string text = PageText(R"(, "expires": "0ns")");
    const Page page = ParsePage(text, "p.json");
    EXPECT_EQ(page.resources[0].caching.expires, 0s);
    EXPECT_EQ(FormatPage(page), text);
}

TEST(Caching, MistakesAreNamed)
{
    EXPECT_EQ(ErrorOf(R"(, "etag": "week")"),
              R"(p.json:7: "etag" is "week": did you mean 'weak'?)");
    EXPECT_EQ(ErrorOf(R"(, "expires": "--1s")"),
              R"(p.json:7: "expires": '-1s' is not a duration: write a number and one of ns, us, )"
              "ms, s, min");
    EXPECT_EQ(ErrorOf(R"(, "cache-control": "a\nb")").substr(0, 44),
              R"(p.json:7: resource 0 ("/"): the field value )");
    EXPECT_EQ(ErrorOf(R"(, "update-interval": "1us")"),
              R"(p.json:7: resource 0 ("/"): the update interval 1us is neither 0 nor from 1ms to )"
              "ten years");
    EXPECT_EQ(ErrorOf(R"(, "expires": "9000000min")"),
              R"(p.json:7: resource 0 ("/"): expires, 9000000min, is more than ten years away)");
}

TEST(HarCaching, TakesWhatTheResponseSays)
{
    const Caching caching = Imported(
        DATE + "," + Field("Cache-Control", "public") + "," + Field("cache-control", "max-age=60") +
        "," + Field("expires", "Tue, 14 Nov 2023 22:23:20 GMT") + "," + Field("vary", "accept") +
        "," + Field("etag", R"(W/\"a\")") + "," +
        Field("last-modified", "Mon, 13 Nov 2023 22:13:20 GMT") + "," +
        Field("CDN-Cache-Control", "max-age=9") + "," + Field("cache-tag", "shop"));
    EXPECT_EQ(caching.cacheControl, "public, max-age=60");
    EXPECT_EQ(caching.expires, 10min);
    EXPECT_EQ(caching.vary, "accept");
    EXPECT_EQ(caching.entityTag, Caching::EntityTag::WEAK);
    EXPECT_EQ(caching.lastModified, true);
    EXPECT_EQ(caching.cdnCacheControl, "max-age=9");
    EXPECT_EQ(caching.cacheTags, "shop");
    EXPECT_EQ(caching.updateInterval, 0s) << "no capture tells";
}

TEST(HarCaching, LinesThatChromeJoinedAreOneList)
{
    EXPECT_EQ(Imported(Field("cache-control", R"(public\nmax-age=60)")).cacheControl,
              "public, max-age=60");
}

TEST(HarCaching, WhatIsNotThereIsKnownNotToBe)
{
    const Caching caching = Imported(DATE);
    EXPECT_EQ(caching.cacheControl, "");
    EXPECT_EQ(caching.expires, std::nullopt);
    EXPECT_EQ(caching.entityTag, Caching::EntityTag::NONE);
    EXPECT_EQ(caching.lastModified, false);
}

TEST(HarCaching, A304MayKeepItsValidatorsToItself)
{
    const Caching caching = Imported(DATE, 304);
    EXPECT_EQ(caching.entityTag, Caching::EntityTag::AS_FITS);
    EXPECT_EQ(caching.lastModified, std::nullopt);
}

TEST(HarCaching, AnExpiryThatIsNoDateIsInThePast)
{
    EXPECT_EQ(Imported(DATE + "," + Field("expires", "0")).expires, 0s);
    EXPECT_EQ(Imported(DATE + "," + Field("expires", "Tue, 14 Nov 2023 22:13:10 GMT")).expires,
              -10s);
    EXPECT_EQ(Imported(Field("expires", "0")).expires, std::nullopt) << "without a Date";
    EXPECT_EQ(Imported(DATE + "," + Field("expires", "Thu, 01 Jan 1970 00:00:00 GMT")).expires,
              -MAX_EXPIRES);
}

TEST(HarCaching, IsTakenWhenAskedFor)
{
    const Caching caching = Imported(DATE + "," + Field("cache-control", "no-store"), 200, false);
    EXPECT_EQ(caching.cacheControl, "");
    EXPECT_EQ(caching.entityTag, Caching::EntityTag::AS_FITS);
}

TEST(HarCaching, NeutralNamesLeaveTagsOut)
{
    Page page = ParsePage(PageText(R"(, "vary": "accept", "cache-tags": "shop")"), "p.json");
    page = WithNeutralNames(std::move(page));
    EXPECT_EQ(page.resources[0].caching.cacheTags, "");
    EXPECT_EQ(page.resources[0].caching.vary, "accept");
}

/** A capture, and how many of its responses have the fields, counted by a script of a few lines. */
struct CountedCapture
{
    const char* name;
    std::size_t cacheControl;
    std::size_t expires;
    std::size_t tags;
    std::size_t weak;
    std::size_t modified;
};

TEST(HarCaching, CapturesHaveWhatWasCountedInThem)
{
    for (const CountedCapture& counted : {
             CountedCapture{"akamai-h2demo-tiles-2018", 366, 365, 364, 0, 363},
             CountedCapture{"ferguson-2022-h2-h1-h3", 153, 111, 30, 6, 132},
             CountedCapture{"golang-2019-gquic46", 20, 18, 2, 0, 14},
             CountedCapture{"masterofmalt-2024-earlyhints-h3", 109, 29, 78, 40, 89},
             CountedCapture{"wikipedia-obama-2018-h2", 23, 17, 104, 14, 97},
             CountedCapture{"arcelormittal-2018-http11", 36, 16, 9, 0, 15},
         })
    {
        const std::string file = DataFile("har/" + std::string(counted.name) + ".har");
        if (file.empty())
        {
            GTEST_SKIP() << "the captures are not here: set PAGEWIRE_DATA to their folder";
        }
        ImportReport report;
        const Page page = ImportHar(ReadTextFile(file), file, {"", true, true}, report);
        CountedCapture found{counted.name, 0, 0, 0, 0, 0};
        for (const Resource& resource : page.resources)
        {
            const Caching& caching = resource.caching;
            const bool weak = caching.entityTag == Caching::EntityTag::WEAK;
            found.cacheControl += caching.cacheControl.empty() ? 0 : 1;
            found.expires += caching.expires ? 1 : 0;
            found.tags += weak || caching.entityTag == Caching::EntityTag::STRONG ? 1 : 0;
            found.weak += weak ? 1 : 0;
            found.modified += caching.lastModified.value_or(false) ? 1 : 0;
        }
        EXPECT_EQ(found.cacheControl, counted.cacheControl) << counted.name;
        EXPECT_EQ(found.expires, counted.expires) << counted.name;
        EXPECT_EQ(found.tags, counted.tags) << counted.name;
        EXPECT_EQ(found.weak, counted.weak) << counted.name;
        EXPECT_EQ(found.modified, counted.modified) << counted.name;
    }
}
