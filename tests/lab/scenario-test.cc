// SPDX-License-Identifier: GPL-2.0-only
#include "lab/scenario.h"

#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/scenario-reader.h"

#include <boost/program_options/parsers.hpp>
#include <gtest/gtest.h>

#include <sstream>

using namespace pagewire;

namespace
{

constexpr const char* EXAMPLE = R"(
title   = A page as the link loses packets    # and a comment
repeat  = 3
[page]
file    = pages/news.json
[browser]
protocol = h2
[access]
loss    = 1%
rate-up =
[sweep]
browser.protocol = h11 h2
access.loss      = 0%  1% 4%
)";

std::string
ErrorOf(const std::string& text)
{
    try
    {
        for (const Scenario::Point& point : Scenario::Parse(text, "x.ini").Expand())
        {
            ResolveOptions(point.scenario);
        }
        return "";
    }
    catch (const InputError& e)
    {
        return e.what();
    }
}

} // namespace

TEST(Scenario, ReadsSectionsValuesAndComments)
{
    const Scenario scenario = Scenario::Parse(EXAMPLE, "dir/x.ini");
    EXPECT_EQ(scenario.Given("title")->text, "A page as the link loses packets");
    EXPECT_EQ(scenario.Given("page.file")->text, "pages/news.json");
    EXPECT_EQ(scenario.Given("page.file")->folder, "dir");
    EXPECT_EQ(scenario.Given("page.file")->place.line, 5);
    EXPECT_EQ(scenario.Given("access.rate-up"), nullptr);
    EXPECT_EQ(scenario.Given("access.rate"), nullptr);
}

TEST(Scenario, ReadsWhatBoostProgramOptionsReads)
{
    std::istringstream stream(EXAMPLE);
    const boost::program_options::options_description none;
    const auto parsed = boost::program_options::parse_config_file(stream, none, true);
    const Scenario scenario = Scenario::Parse(EXAMPLE, "x.ini");
    int compared = 0;
    for (const auto& option : parsed.options)
    {
        if (option.string_key.rfind("sweep.", 0) != 0 && !option.value.front().empty())
        {
            ASSERT_NE(scenario.Given(option.string_key), nullptr) << option.string_key;
            EXPECT_EQ(scenario.Given(option.string_key)->text, option.value.front());
            ++compared;
        }
    }
    EXPECT_EQ(compared, 5);
}

TEST(Scenario, TakesWindowsLineEndsAndNoLastLineEnd)
{
    const Scenario scenario = Scenario::Parse("repeat = 2\r\n[access]\r\nloss = 1%", "x.ini");
    EXPECT_EQ(scenario.Given("repeat")->text, "2");
    EXPECT_EQ(scenario.Given("access.loss")->text, "1%");
    EXPECT_EQ(scenario.Given("access.loss")->place.line, 3);
}

TEST(Scenario, ExpandsTheSweepInFileOrderLastAxisFastest)
{
    const auto points = Scenario::Parse(EXAMPLE, "x.ini").Expand();
    ASSERT_EQ(points.size(), 6u);
    std::string order;
    for (const auto& point : points)
    {
        EXPECT_EQ(point.swept[0].first, "browser.protocol");
        EXPECT_EQ(point.swept[1].first, "access.loss");
        order += point.swept[0].second + "/" + point.swept[1].second + " ";
        EXPECT_EQ(point.scenario.Given("access.loss")->text, point.swept[1].second);
    }
    EXPECT_EQ(order, "h11/0% h11/1% h11/4% h2/0% h2/1% h2/4% ");
}

TEST(Scenario, OptionsOfOneSweepLineChangeTogether)
{
    const auto points =
        Scenario::Parse("[sweep]\naccess.rate, access.delay = 2Mbps,50ms 10Mbps,25ms\n"
                        "access.drop = 3,7 9\n",
                        "x.ini")
            .Expand();
    ASSERT_EQ(points.size(), 4u);
    EXPECT_EQ(points[1].scenario.Given("access.rate")->text, "2Mbps");
    EXPECT_EQ(points[1].scenario.Given("access.delay")->text, "50ms");
    EXPECT_EQ(points[1].scenario.Given("access.drop")->text, "9");
    EXPECT_EQ(points[2].scenario.Given("access.drop")->text, "3,7");
    EXPECT_EQ(points[2].scenario.Given("access.delay")->text, "25ms");
}

TEST(Scenario, NothingSweptIsOnePoint)
{
    const auto points = Scenario::Parse("", "x.ini").Expand();
    ASSERT_EQ(points.size(), 1u);
    EXPECT_TRUE(points[0].swept.empty());
}

TEST(Scenario, AssignmentsOverrideTheFileAndItsSweep)
{
    Scenario scenario = Scenario::Parse(EXAMPLE, "dir/x.ini");
    scenario.Assign("access.loss = 2%");
    EXPECT_EQ(scenario.Expand().size(), 2u);
    EXPECT_EQ(scenario.Given("access.loss")->text, "2%");
    scenario.Assign("page.file=other.json");
    EXPECT_EQ(scenario.Given("page.file")->folder, "");
}

TEST(Scenario, AssigningOneOptionOfALineLeavesTheOthers)
{
    Scenario scenario =
        Scenario::Parse("[sweep]\naccess.rate, access.delay = 2Mbps,50ms 10Mbps,25ms\n", "x.ini");
    scenario.Assign("access.rate=5Mbps");
    const auto points = scenario.Expand();
    ASSERT_EQ(points.size(), 2u);
    EXPECT_EQ(points[0].swept, (decltype(points[0].swept){{"access.delay", "50ms"}}));
    EXPECT_EQ(points[0].scenario.Given("access.rate")->text, "5Mbps");
}

TEST(Scenario, FormattingIsIdempotentAndKeepsEveryPoint)
{
    for (const std::string& text :
         {std::string(EXAMPLE),
          std::string("[access]\ntrace = a.down\ntrace-up = a.up\n[backbone]\ndelay = 5ms\n"),
          std::string("[access]\nloss = 1%\nburst = 4\nreorder = 1%\n[tls]\nrecord-size = 4KiB\n"),
          std::string("[sweep]\naccess.rate, access.delay = 2Mbps,50ms 10Mbps,25ms\n")})
    {
        const Scenario first = Scenario::Parse(text, "x.ini");
        const std::string written = FormatScenario(first);
        const Scenario second = Scenario::Parse(written, "x.ini");
        EXPECT_EQ(FormatScenario(second), written);
        const auto before = first.Expand();
        const auto after = second.Expand();
        ASSERT_EQ(before.size(), after.size());
        for (std::size_t i = 0; i < before.size(); ++i)
        {
            EXPECT_NO_THROW(ResolveOptions(before[i].scenario));
            EXPECT_NO_THROW(ResolveOptions(after[i].scenario));
            EXPECT_EQ(FormatScenario(before[i].scenario), FormatScenario(after[i].scenario));
        }
    }
}

TEST(Scenario, MistakesNameFileLineOptionAndRemedy)
{
    EXPECT_EQ(ErrorOf("[access]\nlos = 1%\n"),
              "x.ini:2: there is no option 'access.los': did you mean 'access.loss'?");
    EXPECT_EQ(
        ErrorOf("\n\n[access]\nrate = 10mb\n"),
        "x.ini:4: access.rate: '10mb' is not a bit rate: write a number and one of bps, kbps, "
        "Mbps, Gbps");
    EXPECT_EQ(ErrorOf("repeat = 1\nrepeat = 2\n"),
              "x.ini:2: repeat is there a second time, after line 1: keep one of the two");
    EXPECT_EQ(ErrorOf("[acess]\n"),
              "x.ini:1: there is no section [acess]: the sections are page, browser, origin, path, "
              "forward-proxy, socks-proxy, reverse-proxy, cdn-cache, workload, catalogue, cdn, "
              "fault, record, tcp, tls, h1, h2, quic, h3, access, middle, backbone, second, "
              "handover, sweep");
    EXPECT_EQ(ErrorOf("[access\n"), "x.ini:1: '[access' lacks its ']'");
    EXPECT_EQ(ErrorOf("hello\n"), "x.ini:1: 'hello' is neither key = value nor a [section]");
    EXPECT_EQ(ErrorOf("[sweep]\naccess.loss = 1% 2\n"),
              "x.ini:2: access.loss: '2' is not a fraction: write a number and %");
    EXPECT_EQ(ErrorOf("[sweep]\nrepeat = 1 2\n"),
              "x.ini:2: 'repeat' cannot be swept: only options of a section can");
    EXPECT_EQ(ErrorOf("[sweep]\naccess.rate, access.delay = 2Mbps\n"),
              "x.ini:2: '2Mbps' has 1 of the 2 values that go together: write one for each option, "
              "with commas between");
    EXPECT_EQ(ErrorOf("[path]\nvia = cdn\n"),
              "x.ini:2: path.via: 'cdn' cannot be put on the path: write forward-proxy, "
              "socks-proxy, reverse-proxy or cdn-cache, with blanks between, from the browser "
              "outwards");
    EXPECT_EQ(ErrorOf("[sweep]\naccess.loss =\n"),
              "x.ini:2: the sweep of access.loss has no values: write them with spaces between");
}

TEST(Scenario, AssignmentMistakesNameTheAssignment)
{
    Scenario scenario;
    for (const auto& [assignment, error] : std::vector<std::pair<std::string, std::string>>{
             {"access.rate", "--set access.rate: write it as name=value, like access.rate=5Mbps"},
             {"access.rat=1Mbps",
              "--set access.rat=1Mbps: there is no option 'access.rat': did you mean "
              "'access.rate'?"},
             {"title=a#b", "--set title=a#b: a value has neither '#' nor a line end in it"}})
    {
        try
        {
            scenario.Assign(assignment);
            ADD_FAILURE() << assignment;
        }
        catch (const InputError& e)
        {
            EXPECT_EQ(e.what(), error);
        }
    }
}

TEST(Scenario, ASweepFromNoFileTakesThePlaceOfWhatWasSaid)
{
    Scenario scenario = Scenario::Parse(EXAMPLE, "dir/x.ini");
    ScenarioReader(scenario, "here")
        .ReadSweep({"access.loss", "access.delay"}, {{"2%", "5ms"}, {"3%", "6ms"}});
    ASSERT_EQ(scenario.Sweep().size(), 2U);
    EXPECT_EQ(scenario.SweptOptions(),
              (std::vector<std::string>{"browser.protocol", "access.loss", "access.delay"}));
    EXPECT_EQ(scenario.Given("access.loss"), nullptr) << "the single value is gone";
    EXPECT_EQ(scenario.Expand().size(), 4U);
    EXPECT_EQ(scenario.Expand()[1].scenario.Given("access.delay")->text, "6ms");
}

TEST(Scenario, MistakesInASweepFromNoFileChangeNothing)
{
    using Row = std::vector<std::string>;
    const std::string before = FormatScenario(Scenario::Parse(EXAMPLE, "x.ini"));
    for (const auto& [option, row, error] : std::vector<std::tuple<std::string, Row, std::string>>{
             {"access.los",
              {"1%"},
              "here: there is no option 'access.los': did you mean 'access.loss'?"},
             {"repeat", {"2"}, "here: 'repeat' cannot be swept: only options of a section can"},
             {"access.loss",
              {"x"},
              "here: access.loss: 'x' is not a fraction: write a number and %"},
             {"origin.cache-control",
              {"max-age=1, private"},
              "here: 'max-age=1, private' cannot be swept: blanks and commas separate the values"},
             {"page.file", {"a#b"}, "here: a value has neither '#' nor a line end in it"}})
    {
        Scenario scenario = Scenario::Parse(EXAMPLE, "x.ini");
        try
        {
            ScenarioReader(scenario, "here").ReadSweep({option}, {row});
            ADD_FAILURE() << option;
        }
        catch (const InputError& e)
        {
            EXPECT_EQ(e.what(), error);
        }
        EXPECT_EQ(FormatScenario(scenario), before);
    }
}

TEST(Scenario, FilesWithBlanksMayBeSweptFromNoFile)
{
    // They get other names among the results, so that these can be read as a scenario again.
    Scenario scenario;
    ScenarioReader(scenario, "here").ReadSweep({"page.file"}, {{"a b.json"}, {"c.json"}});
    EXPECT_EQ(scenario.Expand()[0].swept[0].second, "a b.json");
}

TEST(Scenario, ASweepTooLargeIsRefused)
{
    std::string text = "[sweep]\n";
    for (const char* option : {"access.mtu", "tcp.mss", "tcp.syn-retries", "tcp.initial-window"})
    {
        text += std::string(option) + " =";
        for (int i = 0; i < 40; ++i)
        {
            text += option == std::string("access.mtu") ? " 1500"
                  : option == std::string("tcp.mss")    ? " 1448"
                                                        : " 5";
        }
        text += "\n";
    }
    EXPECT_EQ(ErrorOf(text), "x.ini:5: the sweep has more than 100000 combinations: split it");
}
