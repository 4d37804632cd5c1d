// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-import.h"
#include "page/neutral-names.h"
#include "page/page-json.h"
#include "page/synthetic.h"
#include "support/data-files.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** How a page of scenarios/pages was made: pagewire page CAPTURE --neutral --title --source, and
 * --caching. */
struct DerivedPage
{
    const char* page;
    const char* capture;
    const char* title;
    const char* source;
    bool caching{false};
};

const DerivedPage DERIVED[] = {
    {"news",
     "ferguson-2022-h2-h1-h3",
     "A front page with many third parties",
     "A retailer's front page of 2022, derived from a HAR capture published in "
     "sitespeedio/pagexray "
     "(MIT)"},
    {"news-cached",
     "ferguson-2022-h2-h1-h3",
     "A front page with many third parties, and what its responses say for caches",
     "A retailer's front page of 2022, derived from a HAR capture published in "
     "sitespeedio/pagexray "
     "(MIT)",
     true},
    {"article",
     "wikipedia-obama-2018-h2",
     "A long encyclopedia article with many pictures",
     "An article of 2018, derived from a HAR capture published in sitespeedio/compare (MIT)"},
    {"article-cached",
     "wikipedia-obama-2018-h2",
     "A long encyclopedia article with many pictures, and what its responses say for caches",
     "An article of 2018, derived from a HAR capture published in sitespeedio/compare (MIT)",
     true},
    {"shop",
     "masterofmalt-2024-earlyhints-h3",
     "A product page of a shop",
     "A shop's page of 2024, derived from a capture published in sitespeedio/chrome-har (MIT)"},
    {"tiles",
     "akamai-h2demo-tiles-2018",
     "A picture cut into 360 tiles",
     "A demonstration page of 2018, derived from a capture published in sitespeedio/chrome-har "
     "(MIT)"},
    {"corporate",
     "arcelormittal-2018-http11",
     "A company's front page behind four redirects",
     "A front page of 2018 loaded over HTTP/1.1, derived from a HAR capture published in "
     "sitespeedio/pagexray (MIT)"},
    {"project",
     "golang-2019-gquic46",
     "A software project's front page with a video player",
     "A front page of 2019, derived from a HAR capture published in mrichman/hargo (MIT)"},
};

std::string
PageFile(const std::string& name)
{
    return ProjectFile("scenarios/pages/" + name + ".json");
}

} // namespace

TEST(DerivedPages, AreWhatTheImporterMakesOfTheCaptures)
{
    for (const DerivedPage& derived : DERIVED)
    {
        const std::string capture = DataFile("har/" + std::string(derived.capture) + ".har");
        if (capture.empty())
        {
            GTEST_SKIP() << "the captures are not here: set PAGEWIRE_DATA to their folder";
        }
        ImportReport report;
        const ImportOptions options{"", false, derived.caching};
        Page page = WithNeutralNames(ImportHar(ReadTextFile(capture), capture, options, report));
        page.title = derived.title;
        page.source = derived.source;
        EXPECT_EQ(FormatPage(page), ReadTextFile(PageFile(derived.page))) << derived.page;
    }
}

TEST(DerivedPages, HoldNoNameOfTheCapturedSites)
{
    for (const DerivedPage& derived : DERIVED)
    {
        const Page page = LoadPage(PageFile(derived.page));
        for (std::size_t i = 0; i < page.hosts.size(); ++i)
        {
            EXPECT_EQ(page.hosts[i].name, "h" + std::to_string(i + 1) + ".example");
        }
        for (const Resource& resource : page.resources)
        {
            const bool neutral =
                resource.path == "/" || resource.path.rfind("/" + resource.type + "-", 0) == 0;
            EXPECT_TRUE(neutral) << resource.path;
        }
    }
}

TEST(ShippedPages, StandInTheirPlainForm)
{
    for (const char* name : {"micro",
                             "microscape",
                             "one-megabyte",
                             "news",
                             "news-cached",
                             "article",
                             "article-cached",
                             "shop",
                             "tiles",
                             "corporate",
                             "project",
                             "median-mobile",
                             "synthetic-40x50KB"})
    {
        EXPECT_EQ(FormatPage(LoadPage(PageFile(name))), ReadTextFile(PageFile(name))) << name;
    }
}

TEST(ShippedPages, SyntheticOnesAreWhatTheGeneratorMakes)
{
    EXPECT_EQ(FormatPage(SyntheticPage(ParseSyntheticOptions("objects=40,size=50KB"))),
              ReadTextFile(PageFile("synthetic-40x50KB")));
    EXPECT_EQ(FormatPage(PercentilePage({50, "mobile"})), ReadTextFile(PageFile("median-mobile")));
}

TEST(ShippedPages, MicroHasTheOctetsThatWereMeasured)
{
    const Page page = LoadPage(PageFile("micro"));
    ASSERT_EQ(page.resources.size(), 43u);
    std::uint64_t requests = 0;
    std::uint64_t heads = 0;
    for (const Resource& resource : page.resources)
    {
        requests += resource.requestHeaderBytes;
        heads += resource.responseHeaderBytes;
    }
    EXPECT_EQ(page.resources[0].size, 40000u);
    EXPECT_EQ(page.ContentBytes(), 170000u);
    // Persistent HTTP/1.1 on one connection, no loss: 148 packets of 187019 octets down, 115 of
    // 9603 up; every packet has 52 octets of IP and TCP headers with timestamps, SYN and
    // SYN-ACK 60.
    EXPECT_EQ(page.ContentBytes() + heads, 187019u - 148 * 52 - 8);
    EXPECT_EQ(requests, 9603u - 115 * 52 - 8);
    const Page one = LoadPage(PageFile("one-megabyte"));
    EXPECT_EQ(one.resources[0].size + one.resources[0].responseHeaderBytes,
              1036331u - 694 * 52 - 8);
    EXPECT_EQ(one.resources[0].requestHeaderBytes, 25773u - 494 * 52 - 8);
}

TEST(ShippedPages, MicroscapeHasThePublishedHistogram)
{
    const Page page = LoadPage(PageFile("microscape"));
    ASSERT_EQ(page.resources.size(), 43u);
    EXPECT_EQ(page.resources[0].size, 42u * 1024);
    EXPECT_EQ(page.ContentBytes() - page.resources[0].size, 125u * 1024);
    int classes[4] = {};
    for (std::size_t i = 1; i < page.resources.size(); ++i)
    {
        const std::uint64_t size = page.resources[i].size;
        EXPECT_GE(size, 70u);
        EXPECT_LE(size, 40u * 1024);
        ++classes[std::min<std::uint64_t>(size / 1024, 3)];
    }
    EXPECT_EQ(classes[0], 19);
    EXPECT_EQ(classes[1], 7);
    EXPECT_EQ(classes[2], 6);
    EXPECT_EQ(classes[3], 10);
}
