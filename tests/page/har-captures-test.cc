// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-import.h"
#include "page/page-json.h"
#include "support/data-files.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace
{

const char* const CAPTURES[] = {"akamai-h2demo-tiles-2018",
                                "arcelormittal-2018-http11",
                                "ferguson-2022-h2-h1-h3",
                                "golang-2019-gquic46",
                                "masterofmalt-2024-earlyhints-h3",
                                "wikipedia-obama-2018-h2"};

/** A capture as text, as a page with everything that HTTP can fetch, and as plain JSON. */
class HarCaptures : public testing::TestWithParam<const char*>
{
  protected:
    void SetUp() override
    {
        const std::string file = DataFile("har/" + std::string(GetParam()) + ".har");
        if (file.empty())
        {
            GTEST_SKIP() << "the captures are not here: set PAGEWIRE_DATA to their folder";
        }
        const std::string text = ReadTextFile(file);
        m_entries = json::parse(text)["log"]["entries"];
        m_page = ImportHar(text, file, {"", true}, m_report);
    }

    json m_entries;
    Page m_page;
    ImportReport m_report;
};

std::string
NameOf(const testing::TestParamInfo<const char*>& info)
{
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

const Resource&
Find(const Page& page, const std::string& path)
{
    const auto found =
        std::find_if(page.resources.begin(), page.resources.end(), [&](const Resource& resource) {
            return resource.path == path;
        });
    EXPECT_NE(found, page.resources.end()) << path;
    return found == page.resources.end() ? page.resources.front() : *found;
}

/** The capture named, or nothing where the data are absent. */
Page
ImportCapture(const std::string& name, ImportReport& report)
{
    const std::string file = DataFile("har/" + name + ".har");
    return file.empty() ? Page{} : ImportHar(ReadTextFile(file), file, {"", true}, report);
}

} // namespace

INSTANTIATE_TEST_SUITE_P(All, HarCaptures, testing::ValuesIn(CAPTURES), NameOf);

TEST_P(HarCaptures, KeepEveryRequestThatWentOverTheNetwork)
{
    std::size_t sent = 0;
    for (const json& entry : m_entries)
    {
        const std::string url = entry["request"]["url"];
        const bool internal = entry["response"]["status"] == 307 && !entry.contains("_serverKey");
        sent += url.rfind("http", 0) == 0 && entry["response"]["status"] != 0 && !internal ? 1 : 0;
    }
    EXPECT_EQ(m_page.resources.size(), sent);
    EXPECT_EQ(m_report.entries, m_entries.size());
    EXPECT_EQ(m_report.internal, m_entries.size() - sent);
}

TEST_P(HarCaptures, HaveTheContentThatWasMoved)
{
    // Where Content-Length and the decoded size agree, the content is known without doubt.
    std::uint64_t known = 0;
    std::uint64_t moved = 0;
    std::uint64_t heads = 0;
    for (const json& entry : m_entries)
    {
        const json& response = entry["response"];
        const std::int64_t transfer = response.value("_transferSize", std::int64_t{0});
        moved += static_cast<std::uint64_t>(std::max<std::int64_t>(transfer, 0));
        heads += transfer > 0 ? response.value("_originalHeaderBytes", 0) + 64 : 0;
        for (const json& field : response["headers"])
        {
            std::string name = field["name"];
            std::transform(name.begin(), name.end(), name.begin(), ::tolower);
            if (name == "content-length" && transfer > 0 &&
                field["value"] == std::to_string(response["content"].value("size", -1)))
            {
                known += response["content"]["size"].get<std::uint64_t>();
            }
        }
    }
    std::uint64_t fromCache = 0; // these were not moved; two captures have some
    if (m_report.fromCache > 0)
    {
        for (const json& entry : m_entries)
        {
            const json& response = entry["response"];
            const std::int64_t transfer = response.value("_transferSize", std::int64_t{0});
            fromCache += transfer < 40 ? response["content"].value("size", std::uint64_t{0}) : 0;
        }
    }
    EXPECT_GE(m_page.ContentBytes(), known);
    EXPECT_LE(m_page.ContentBytes(), moved + fromCache);
    EXPECT_GE(m_page.ContentBytes() + heads, moved);
}

TEST_P(HarCaptures, HaveHeadsOfTheSizeThatWasSent)
{
    std::uint64_t fields = 0;
    for (const json& entry : m_entries)
    {
        const bool internal = entry["response"]["status"] == 307 && !entry.contains("_serverKey");
        fields += internal ? 0 : entry["response"]["_originalHeaderBytes"].get<std::uint64_t>();
    }
    std::uint64_t heads = 0;
    for (const Resource& resource : m_page.resources)
    {
        heads += resource.responseHeaderBytes;
        EXPECT_GT(resource.requestHeaderBytes, resource.path.size());
    }
    // The status line and the last line break come on top, and line breaks that HTTP/1.1 counts
    // show.
    EXPECT_GE(heads, fields);
    EXPECT_LE(heads, fields + 64 * m_page.resources.size());
}

TEST_P(HarCaptures, LetEveryLoadEndInAboutTheTimeOfTheCapture)
{
    // The longest chain of waits in the page can be no longer than the capture took, but for the
    // round trips that each step needs.
    std::vector<Nanoseconds> earliest;
    for (const Resource& resource : m_page.resources)
    {
        Nanoseconds start{0};
        for (const Dependency& dependency : resource.dependencies)
        {
            ASSERT_LT(dependency.parent, earliest.size());
            const Nanoseconds before = dependency.trigger == Dependency::Trigger::COMPLETE
                                         ? earliest[dependency.parent]
                                         : Nanoseconds(0);
            start = std::max(start, before + dependency.delay);
        }
        earliest.push_back(start + resource.thinkTime);
    }
    const Nanoseconds chain = *std::max_element(earliest.begin(), earliest.end());
    EXPECT_GT(chain, 200ms);
    EXPECT_LT(chain, 13s);
}

TEST_P(HarCaptures, ReadBackAsTheyWereWritten)
{
    const std::string text = FormatPage(m_page);
    EXPECT_EQ(FormatPage(ParsePage(text, "again.json")), text);
}

TEST(HarCapture, OfHttp11HasTheFiguresReadByHand)
{
    ImportReport report;
    const Page page = ImportCapture("arcelormittal-2018-http11", report);
    if (page.resources.empty())
    {
        GTEST_SKIP() << "the captures are not here: set PAGEWIRE_DATA to their folder";
    }
    // Redirect, redirect, redirect with a cookie to itself, redirect, document.
    for (std::size_t i = 1; i < 5; ++i)
    {
        ASSERT_EQ(page.resources[i].dependencies.size(), 1u);
        EXPECT_EQ(page.resources[i].dependencies[0].parent, i - 1);
    }
    const Resource& document = page.resources[4];
    EXPECT_EQ(document.status, 200);
    EXPECT_EQ(document.size, 5815u);
    EXPECT_EQ(document.requestHeaderBytes, 611u);
    EXPECT_EQ(document.responseHeaderBytes, 1045u);
    EXPECT_EQ(document.priority.urgency, 0);
    EXPECT_GT(document.thinkTime, 1500ms);
    const Resource& library = Find(page, "/ajax/libs/jquery/1.7.1/jquery.min.js");
    EXPECT_EQ(library.size, 33333u);
    EXPECT_EQ(library.type, "script");
    EXPECT_EQ(library.priority.urgency, 1);
    EXPECT_EQ(library.dependencies[0].parent, 4u);
    EXPECT_EQ(library.dependencies[0].trigger, Dependency::Trigger::BYTES);
}

TEST(HarCapture, OfHttp2HasTheFiguresReadByHand)
{
    ImportReport report;
    const Page page = ImportCapture("wikipedia-obama-2018-h2", report);
    if (page.resources.empty())
    {
        GTEST_SKIP() << "the captures are not here: set PAGEWIRE_DATA to their folder";
    }
    // Connection 71.2 ms, TLS 40.1 of it: the round trip is 31.1 ms of the 31.6 ms waited.
    EXPECT_LT(page.resources[0].thinkTime, 1ms);
    // Its first stylesheet was asked for 31 ms into the 499 ms in which the article arrived.
    const Dependency& found = page.resources[1].dependencies[0];
    EXPECT_EQ(found.trigger, Dependency::Trigger::BYTES);
    EXPECT_NEAR(static_cast<double>(found.bytes), 250126 * (148 - 117) / 499.0, 250126 * 2 / 499.0);
    EXPECT_EQ(page.resources[1].thinkTime, 0ms); // the article was on the connection meanwhile
    EXPECT_EQ(page.hosts.size(), 3u);
}

TEST(HarCapture, OfAPushingServerKeepsThePushes)
{
    ImportReport report;
    const Page page = ImportCapture("akamai-h2demo-tiles-2018", report);
    if (page.resources.empty())
    {
        GTEST_SKIP() << "the captures are not here: set PAGEWIRE_DATA to their folder";
    }
    std::vector<std::string> pushed;
    for (const Resource& resource : page.resources)
    {
        if (resource.push)
        {
            pushed.push_back(resource.path);
        }
    }
    std::sort(pushed.begin(), pushed.end()); // the browser queued them in another order
    EXPECT_EQ(pushed,
              (std::vector<std::string>{"/demo/tile-148.png",
                                        "/demo/tile-149.png",
                                        "/demo/tile-150.png"}));
    EXPECT_EQ(Find(page, "/RRT").method, "POST");
    EXPECT_EQ(Find(page, "/RRT").requestBodySize, 20064u);
    EXPECT_EQ(Find(page, "/demo/tile-0.png").size, 743u);
}
