// SPDX-License-Identifier: GPL-2.0-only
#include "page/page-json.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

const char* const SMALL = R"({
 "pagewire-page": 1,
 "title": "A page",
 "hosts": [
  {"name": "www.example", "server": "a"},
  {"name": "cdn.example"}
 ],
 "resources": [
  {"url": "/", "type": "document", "mime": "text/html", "size": 4000, "urgency": 0},
  {"url": "//cdn.example/a.css", "type": "stylesheet", "size": 900, "after": {"resource": "/", "at": 1000}},
  {"url": "/log", "method": "POST", "status": 204, "request-size": 12, "think": "2500us", "after": {"resource": "/", "at": "headers", "delay": "3ms"}},
  {"url": "/b.js", "type": "script", "size": 50, "push": true, "after": "/"},
  {"url": "/c.png", "request-head": 120, "response-head": 230, "incremental": true, "after": ["//cdn.example/a.css", {"resource": "POST /log", "delay": "1s"}]}
 ]
}
)";

/** Parses the small page with one text replaced, and \return what the error says. */
std::string
ErrorAfter(const std::string& from, const std::string& to)
{
    std::string text = SMALL;
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    try
    {
        ParsePage(text, "p.json");
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "no error";
}

} // namespace

TEST(PageJson, ReadsEveryKey)
{
    const Page page = ParsePage(SMALL, "p.json");
    ASSERT_EQ(page.resources.size(), 5u);
    EXPECT_EQ(page.title, "A page");
    EXPECT_EQ(page.hosts[0].server, "a");
    EXPECT_EQ(page.resources[0].mimeType, "text/html");
    EXPECT_EQ(page.resources[0].priority.urgency, 0);
    EXPECT_EQ(page.resources[1].host, 1u);
    EXPECT_EQ(page.resources[1].path, "/a.css");
    EXPECT_EQ(page.resources[1].dependencies[0].trigger, Dependency::Trigger::BYTES);
    EXPECT_EQ(page.resources[1].dependencies[0].bytes, 1000u);
    EXPECT_EQ(page.resources[2].method, "POST");
    EXPECT_EQ(page.resources[2].requestBodySize, 12u);
    EXPECT_EQ(page.resources[2].status, 204);
    EXPECT_EQ(page.resources[2].thinkTime, 2500us);
    EXPECT_EQ(page.resources[2].dependencies[0].trigger, Dependency::Trigger::HEADERS);
    EXPECT_EQ(page.resources[2].dependencies[0].delay, 3ms);
    EXPECT_TRUE(page.resources[3].push);
    EXPECT_EQ(page.resources[4].type, "other");
    EXPECT_TRUE(page.resources[4].priority.incremental);
    EXPECT_EQ(page.resources[4].requestHeaderBytes, 120u);
    EXPECT_EQ(page.resources[4].responseHeaderBytes, 230u);
    ASSERT_EQ(page.resources[4].dependencies.size(), 2u);
    EXPECT_EQ(page.resources[4].dependencies[0].parent, 1u);
    EXPECT_EQ(page.resources[4].dependencies[1].parent, 2u);
    EXPECT_EQ(page.resources[4].dependencies[1].delay, 1s);
    EXPECT_EQ(page.ContentBytes(), 4950u);
}

TEST(PageJson, WritesBackWhatItRead)
{
    EXPECT_EQ(FormatPage(ParsePage(SMALL, "p.json")), SMALL);
}

TEST(PageJson, TakesSizesWithUnitsAndCommentsInUnderscoreKeys)
{
    const Page page =
        ParsePage(R"({"pagewire-page": 1, "_by": {"me": [1]}, "hosts": [{"name": "h"}],
        "resources": [{"url": "/", "size": "40KB", "_why": null}]})",
                  "p.json");
    EXPECT_EQ(page.resources[0].size, 40000u);
    EXPECT_EQ(FormatPage(page).find("_why"), std::string::npos);
}

TEST(PageJson, KeepsAPathThatLooksLikeAHost)
{
    Page page = ParsePage(SMALL, "p.json");
    page.resources[3].path = "//cdn.example/b.js";
    const std::string text = FormatPage(page);
    EXPECT_NE(text.find("\"//www.example//cdn.example/b.js\""), std::string::npos);
    EXPECT_EQ(ParsePage(text, "p.json").resources[3].path, "//cdn.example/b.js");
}

TEST(PageJson, NamesLineAndRemedyOfAMistake)
{
    EXPECT_EQ(ErrorAfter(R"("size": 900)", R"("siz": 900)"),
              R"(p.json:10: a resource has no "siz": did you mean 'size'?)");
    EXPECT_EQ(ErrorAfter(R"("size": 900)", R"("magnitude": 900)").substr(0, 60),
              R"(p.json:10: a resource has no "magnitude": it is one of url, )");
    EXPECT_EQ(ErrorAfter(R"("size": 900)", R"("size": "900kb")"),
              R"(p.json:10: "size": '900kb' is not a size: write a number and one of B, KB, KiB, )"
              "MB, MiB, GB, GiB");
    EXPECT_EQ(
        ErrorAfter(R"("size": 900)", R"("size": -1)"),
        R"(p.json:10: "size" is the number -1: write a whole number from 0 to 1000000000000)");
    EXPECT_EQ(ErrorAfter(R"("2500us")", "2500"),
              R"(p.json:11: "think" is the number 2500, not a text: write a duration with its )"
              R"(unit, as "12ms")");
    EXPECT_EQ(
        ErrorAfter("//cdn.example/a.css", "//cdn.exampel/a.css"),
        R"(p.json:10: the host 'cdn.exampel' is not in "hosts": did you mean 'cdn.example'?)");
    EXPECT_EQ(ErrorAfter(R"("after": "/")", R"("after": "/c.png")"),
              "p.json:12: no resource '/c.png' stands before this one: name one that does");
    EXPECT_EQ(ErrorAfter(R"("urgency": 0)", R"("urgency": 8)"),
              R"(p.json:9: "urgency" is the number 8: write a whole number from 0 to 7)");
    EXPECT_EQ(ErrorAfter(R"("at": "headers")", R"("at": "header")"),
              R"(p.json:11: "at" is the text "header": write "complete", "headers" or a number of )"
              "bytes");
    EXPECT_EQ(ErrorAfter(R"("url": "/b.js")", R"("url": "https://x/b.js")"),
              "p.json:12: the url 'https://x/b.js' names a scheme: begin it with '//'");
    EXPECT_EQ(ErrorAfter("\"pagewire-page\": 1", "\"pagewire-page\": 2"),
              "p.json:2: this page description's version is the number 2, and this Pagewire reads "
              "version 1");
    EXPECT_EQ(ErrorAfter(R"("size": 50,)", R"("size": 50, "size": 50,)"),
              R"(p.json:12: "size" is there twice: leave one out)");
    EXPECT_EQ(ErrorAfter("\"title\": \"A page\",", "\"title\": 7,"),
              R"(p.json:3: "title" is the number 7, not a text: write it in quotation marks)");
}

TEST(PageJson, NamesTheLineOfWhatTheCheckRefuses)
{
    EXPECT_EQ(
        ErrorAfter(R"("url": "/b.js")", R"("url": "/")"),
        R"(p.json:12: resource 3 ("/"): host, method and path are those of a resource before )"
        "it: add a query to one");
    EXPECT_EQ(ErrorAfter(R"("at": 1000)", R"("at": 4001)"),
              R"(p.json:10: resource 1 ("/a.css"): it waits for byte 4001 of "/", which has 4000 )"
              "octets: write 1 to that size, or wait for its headers");
    EXPECT_EQ(ErrorAfter("cdn.example\"}", "CDN.example\"}"),
              R"(p.json:6: the host name "CDN.example" is none: write at most 253 of a-z, 0-9, )"
              "'-', '.' and '_'");
    EXPECT_EQ(ErrorAfter(R"("type": "script")", R"("type": "scrpt")"),
              R"(p.json:12: resource 3 ("/b.js"): the type "scrpt" is unknown: did you mean )"
              "'script'?");
}

TEST(PageJson, NamesTheLineOfBrokenJson)
{
    EXPECT_EQ(ErrorAfter("\"size\": 900, ", "\"size\": 900 "),
              "p.json:10: this is not JSON: syntax error while parsing object - unexpected string "
              "literal; expected '}'; mend the text there or save the file again");
    EXPECT_EQ(ErrorAfter("\"size\": 900,", "\"size\": 9e999,").substr(0, 43),
              "p.json:10: this is not JSON: number overflo");
    EXPECT_EQ(ErrorAfter(std::string(SMALL).substr(300), "").substr(0, 41),
              "p.json:10: this is not JSON: syntax error");
    EXPECT_NE(ErrorAfter(std::string(SMALL).substr(300), "").find("cut off"), std::string::npos);
}

TEST(PageJson, RefusesWhatIsNoPage)
{
    for (const std::string text :
         {"",
          "7",
          "[]",
          "{}",
          "null",
          "{\"pagewire-page\": 1}",
          "\xff\xfe",
          "{\"a\": \"\xc3\"}",
          "NaN",
          R"({"pagewire-page": 1, "hosts": [], "resources": []})",
          R"({"pagewire-page": 1, "hosts": [7], "resources": []})",
          R"({"pagewire-page": 1, "hosts": {"name": "h"}, "resources": []})",
          R"({"pagewire-page": 1, "hosts": [{"name": "h"}], "resources": ["/"]})",
          R"({"pagewire-page": 1, "hosts": [{"name": "h"}], "resources": [{}]})"})
    {
        EXPECT_THROW(ParsePage(text, "p.json"), InputError) << text;
    }
}

TEST(PageJson, RefusesNestingThatWouldExhaustTheStack)
{
    const std::string deep(1000000, '[');
    EXPECT_THROW(ParsePage(deep, "p.json"), InputError);
}

TEST(PageJson, NamesAFileThatCannotBeRead)
{
    try
    {
        LoadPage("no-such-page.json");
        FAIL();
    }
    catch (const InputError& error)
    {
        EXPECT_EQ(std::string(error.what()).rfind("no-such-page.json: this file cannot be read", 0),
                  0u);
    }
}
