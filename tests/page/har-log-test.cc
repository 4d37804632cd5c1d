// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-log.h"

#include "base/error.h"
#include "page/moment.h"
#include "page/sample-har.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::chrono_literals;

namespace
{

/** \return what the error says about this text */
std::string
ErrorOf(const std::string& text)
{
    try
    {
        ImportReport report;
        ImportHar(text, "t.har", {}, report);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "no error";
}

/** \return the sample file, its only entry having one text replaced */
std::string
ErrorAfter(const std::string& from, const std::string& to)
{
    std::string text = HarText({SampleEntry()});
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return ErrorOf(text.replace(at, from.size(), to));
}

} // namespace

TEST(Moment, IsCountedFrom1970)
{
    // `date -u -d 2018-05-27T21:54:38 +%s`
    EXPECT_EQ(ParseMoment("2018-05-27T21:54:38.808Z"), Nanoseconds(1527458078808000000));
    EXPECT_EQ(ParseMoment("2018-05-27T21:54:38Z"), Nanoseconds(1527458078000000000));
    EXPECT_EQ(ParseMoment("2018-05-27T23:54:38.808+02:00"), Nanoseconds(1527458078808000000));
    EXPECT_EQ(ParseMoment("2018-05-27T18:24:38.808-0330"), Nanoseconds(1527458078808000000));
    EXPECT_EQ(ParseMoment("1970-01-01T00:00:00.0000000019Z"), Nanoseconds(1));
    EXPECT_EQ(ParseMoment("2000-02-29T00:00:00Z"), Nanoseconds(951782400000000000));
}

TEST(Moment, IsNothingElse)
{
    for (const char* text : {"",
                             "2018-05-27",
                             "27.5.2018 21:54:38",
                             "2018-13-27T21:54:38Z",
                             "2018-05-27T21:54:38.808Zulu",
                             "2018-05-27T21:54:38+2",
                             "1969-12-31T23:59:59Z",
                             "9999-01-01T00:00:00Z"})
    {
        EXPECT_FALSE(ParseMoment(text)) << text;
    }
}

TEST(HarLog, TakesMinusOneNullAndNothingAlike)
{
    const std::string text = HarText({SampleEntry()});
    const HarEntry entry = ReadHar(ParseJson(text, "t.har"), "t.har").entries.at(0);
    EXPECT_EQ(entry.line, 3);
    EXPECT_FALSE(entry.bodySize);
    EXPECT_FALSE(entry.connect);
    EXPECT_FALSE(entry.responseHeaderSize);
    EXPECT_EQ(entry.transferSize, 1200u);
    EXPECT_EQ(entry.end - entry.start, 60ms);
    EXPECT_EQ(ErrorAfter("\"bodySize\":0", "\"bodySize\":null"), "no error");
    EXPECT_EQ(ErrorAfter(",\"bodySize\":0", ""), "no error");
    EXPECT_EQ(ErrorAfter("\"cache\":{},", ""), "no error");
}

TEST(HarLog, CountsTlsIntoConnectOnce)
{
    SampleEntry entry;
    entry.timings = R"("blocked":-1,"dns":5,"connect":40,"ssl":25,"send":1,"wait":50,"receive":10)";
    const HarEntry read = ReadHar(ParseJson(HarText({entry}), "t.har"), "t.har").entries.at(0);
    EXPECT_EQ(read.end - read.start, 106ms);
    EXPECT_EQ(read.connect, 15ms);
    EXPECT_EQ(read.tls, 25ms);
}

TEST(HarLog, NamesLineAndRemedyOfAMistake)
{
    EXPECT_EQ(ErrorOf(R"({"log":{"pages":[]}})"),
              R"(t.har:1: the log has no "entries": HAR 1.2 demands it)");
    EXPECT_EQ(ErrorOf("{\n\"log\":{\n\"entries\":7}}"),
              R"(t.har:3: "entries" is the number 7, which HAR 1.2 does not allow: export the )"
              "file again or mend it");
    EXPECT_EQ(ErrorOf("{\"log\":{\"entries\":[\n5]}}"),
              "t.har:2: an entry is the number 5, not an object");
    EXPECT_EQ(ErrorOf("{}"), R"(t.har:1: this file has no "log": HAR 1.2 demands it)");
    EXPECT_EQ(ErrorAfter("\"wait\":50", "\"wait\":1e300"),
              R"(t.har:3: "wait" is the number 1e+300: a time is at most a day, in milliseconds)");
    EXPECT_EQ(
        ErrorAfter("\"size\":1000", "\"size\":1e13"),
        R"(t.har:3: "size" is the number 10000000000000: a size is at most 1000000000000 octets)");
    EXPECT_EQ(ErrorAfter("\"wait\":50", "\"wait\":\"soon\""),
              R"(t.har:3: "wait" is the text "soon", which HAR 1.2 does not allow: export the )"
              "file again or mend it");
    EXPECT_EQ(ErrorAfter("2020-01-01", "01.01.2020 "),
              R"(t.har:3: "startedDateTime" is the text "01.01.2020 T00:00:01.000Z": write a )"
              "moment as 2018-05-27T21:54:38.808Z");
    EXPECT_EQ(ErrorAfter("\"url\":\"https", "\"url\":\"ftp"),
              "t.har: no entry of this page can be loaded (1 in the file): record the page again, "
              "or choose another page of it");
}

TEST(HarLog, RefusesBrokenTextWithALine)
{
    const std::string text = HarText({SampleEntry(), SampleEntry()});
    const std::vector<std::string> broken{text.substr(0, text.size() / 2),
                                          text.substr(0, text.size() - 2),
                                          "",
                                          "null",
                                          "\xef\xbb\xbf",
                                          std::string(100000, '['),
                                          "{\"log\":" + std::string(100000, '{'),
                                          "{\"log\":{\"entries\":[{\"a\":NaN}]}}",
                                          "{\"log\":{\"entries\":[{\"a\":\"\xff\"}]}}",
                                          "{\"log\":{\"entries\":[{\"a\":1e999}]}}",
                                          std::string("{\"log\":\0}", 9)};
    for (const std::string& one : broken)
    {
        EXPECT_EQ(ErrorOf(one).rfind("t.har:", 0), 0u) << one.substr(0, 80);
        EXPECT_NE(ErrorOf(one)[6], ' ') << ErrorOf(one); // a line number stands there
    }
}

TEST(HarLog, SurvivesEveryTruncationAndEveryChangedCharacter)
{
    const std::string text = HarText({SampleEntry(), SampleEntry()});
    ImportReport report;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        for (const char c : {'\0', '"', '{', ']', '-', '9', 'e', '\xff'})
        {
            std::string changed = text;
            changed[i] = c;
            ErrorOf(changed); // an InputError or none; anything else ends the test
        }
        EXPECT_NE(ErrorOf(text.substr(0, i)), "no error") << i;
        if (i > text.size() - 4)
        {
            break; // the last characters are white space
        }
    }
}
