// SPDX-License-Identifier: GPL-2.0-only
#include "lab/sweep.h"

#include "base/error.h"
#include "lab/checksum.h"
#include "lab/stored-run.h"
#include "lab/temporary-folder.h"
#include "lab/whole-file.h"
#include "page/page-json.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <map>

using namespace pagewire;
using pagewire::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace
{

std::string
PageOfSize(std::uint64_t size)
{
    Page page;
    page.hosts.push_back({"www.example", ""});
    page.resources.emplace_back();
    page.resources[0].type = "document";
    page.resources[0].size = size;
    return FormatPage(page);
}

/** A sweep of four runs in a folder of its own, made by a runner that only writes tables. */
class SweepTest : public testing::Test
{
  protected:
    void SetUp() override
    {
        WriteWholeFile(m_folder / "page.json", PageOfSize(1000));
    }

    RunPlan Plan(const std::string& more = "", const std::string& version = "1")
    {
        const std::string text =
            "repeat = 2\n[page]\nfile = page.json\n" + more + "[sweep]\naccess.loss = 0% 1%\n";
        WriteWholeFile(m_folder / "x.ini", text);
        PlanContext context;
        context.version = version;
        return RunPlan(Scenario::Load(m_folder / "x.ini"), context);
    }

    SweepOutcome Make(const RunPlan& plan, bool resume = false, unsigned workers = 2)
    {
        SweepSettings settings;
        settings.directory = m_folder / "out";
        settings.resume = resume;
        settings.workers = workers;
        settings.repeatHint = "pagewire run x.ini";
        return CarryOut(plan, settings, m_runner, m_listener);
    }

    /** \return every file below a folder with its content */
    static std::map<std::string, std::string> Contents(const std::string& path)
    {
        std::map<std::string, std::string> contents;
        for (const auto& entry : fs::recursive_directory_iterator(path))
        {
            if (entry.is_regular_file())
            {
                contents[fs::relative(entry.path(), path).string()] =
                    ReadWholeFile(entry.path().string(), "");
            }
        }
        return contents;
    }

    /** \return the merged stalls.csv, whose rows tell the runs apart */
    std::string Merged() const
    {
        return ReadWholeFile(m_folder / "out/stalls.csv", "");
    }

    TemporaryFolder m_folder;
    std::string m_failures; //!< sentences, one a line
    SweepListener m_listener{
        [](std::size_t, std::size_t, std::size_t) {},
        [this](const std::string& sentence) { m_failures += sentence + "\n"; }};
    Runner m_runner = [](const PlannedRun& run, const std::string& folder) {
        test::WriteTables(folder, "ok", std::to_string(run.runNumber));
    };
};

constexpr const char* HEADER = "run,repeat,seed,rng_run,access.loss,what\n";

} // namespace

TEST_F(SweepTest, MakesEveryRunAndMergesInTheSweepsOrder)
{
    const SweepOutcome outcome = Make(Plan());
    EXPECT_EQ(outcome.planned, 4u);
    EXPECT_EQ(outcome.found, 0u);
    EXPECT_TRUE(outcome.failed.empty());
    EXPECT_EQ(Merged(),
              HEADER + std::string("1,1,1,1,0%,ok\n2,2,1,2,0%,ok\n3,1,1,1,1%,ok\n4,2,1,2,1%,ok\n"));
    for (const char* name :
         {"scenario.ini", "manifest.json", "runs/0003/scenario.ini", "runs/0004/manifest.json"})
    {
        EXPECT_TRUE(fs::exists(m_folder / ("out/" + std::string(name)))) << name;
    }
    const std::string page = "out/inputs/page-" + Sha256(PageOfSize(1000)).substr(0, 8) + ".json";
    EXPECT_TRUE(fs::exists(m_folder / page));
}

TEST_F(SweepTest, AnyNumberOfWorkersGivesTheSameBytes)
{
    Make(Plan(), false, 1);
    const auto one = Contents(m_folder / "out");
    fs::remove_all(m_folder / "out");
    Make(Plan(), false, 4);
    EXPECT_EQ(Contents(m_folder / "out"), one);
}

TEST_F(SweepTest, ItsDirectoryIsAScenarioThatGivesTheSameAgain)
{
    Make(Plan());
    const auto first = Contents(m_folder / "out");
    fs::rename(m_folder / "out", m_folder / "handed-on");
    PlanContext context;
    context.version = "1";
    Make(RunPlan(Scenario::Load(m_folder / "handed-on/scenario.ini"), context));
    EXPECT_EQ(Contents(m_folder / "out"), first);
}

TEST_F(SweepTest, TheScenarioOfARunMakesThatRunAlone)
{
    Make(Plan());
    PlanContext context;
    const RunPlan one(Scenario::Load(m_folder / "out/runs/0004/scenario.ini"), context);
    ASSERT_EQ(one.Runs().size(), 1u);
    EXPECT_EQ(one.Runs()[0].runNumber, 2u);
    EXPECT_EQ(one.Runs()[0].point->scenario.Given("access.loss")->text, "1%");
}

TEST_F(SweepTest, ResumingACompleteSweepDoesNothing)
{
    Make(Plan());
    const auto first = Contents(m_folder / "out");
    const auto touched = fs::last_write_time(m_folder / "out/runs.csv");
    m_runner = [](const PlannedRun&, const std::string&) { throw InputError("was called"); };
    const SweepOutcome outcome = Make(Plan(), true);
    EXPECT_EQ(outcome.found, 4u);
    EXPECT_TRUE(outcome.failed.empty());
    EXPECT_EQ(fs::last_write_time(m_folder / "out/runs.csv"), touched);
    EXPECT_EQ(Contents(m_folder / "out"), first);
}

TEST_F(SweepTest, ResumingMakesWhatIsMissingAndTheSameResults)
{
    Make(Plan());
    const auto first = Contents(m_folder / "out");
    fs::remove_all(fs::canonical(m_folder / "out/runs/0002"));
    EXPECT_EQ(Make(Plan(), true).found, 3u);
    EXPECT_EQ(Contents(m_folder / "out"), first);
}

TEST_F(SweepTest, ResumingAfterAChangeOfVersionOrPageMakesAllAnew)
{
    Make(Plan());
    EXPECT_EQ(Make(Plan("", "2"), true).found, 0u);
    WriteWholeFile(m_folder / "page.json", PageOfSize(2000));
    EXPECT_EQ(Make(Plan("", "2"), true).found, 0u);
    EXPECT_EQ(Make(Plan("", "2"), true).found, 4u);
}

TEST_F(SweepTest, ADirectoryHoldsTheRunsOfSeveralScenarios)
{
    Make(Plan());
    const auto first = Contents(m_folder / "out");
    const SweepOutcome other = Make(Plan("[tcp]\nsack = no\n"), true);
    EXPECT_EQ(other.found, 0u);
    EXPECT_EQ(other.others, 4u);
    const SweepOutcome again = Make(Plan(), true);
    EXPECT_EQ(again.found, 4u);
    EXPECT_EQ(again.others, 4u);
    SweepSettings settings;
    settings.directory = m_folder / "out";
    settings.prune = true;
    WriteWholeFile(m_folder / "out/manifest.json", "");
    EXPECT_EQ(MergeRuns(Plan(), settings).others, 0u);
    EXPECT_EQ(Contents(m_folder / "out"), first);
}

TEST_F(SweepTest, AWiderSweepKeepsTheRunsThereAre)
{
    Make(Plan());
    Scenario scenario = Scenario::Parse("repeat = 2\ntitle = More\n[page]\nfile = page.json\n"
                                        "[sweep]\ntcp.sack = yes no\naccess.loss = 0% 1% 2%\n",
                                        m_folder / "y.ini");
    PlanContext context;
    context.version = "1";
    const SweepOutcome outcome = Make(RunPlan(scenario, context), true);
    EXPECT_EQ(outcome.planned, 12u);
    EXPECT_EQ(outcome.found, 4u);
    EXPECT_NE(Merged().find("run,repeat,seed,rng_run,tcp.sack,access.loss,what\n"),
              std::string::npos);
}

TEST_F(SweepTest, ARunThatIsThereTwiceIsMadeOnce)
{
    const RunPlan plan(Scenario::Parse("[page]\nfile = page.json\n[sweep]\naccess.loss = 1% 1%\n",
                                       m_folder / "y.ini"),
                       {});
    const SweepOutcome outcome = Make(plan);
    EXPECT_EQ(outcome.planned, 2u);
    EXPECT_EQ(outcome.others, 0u);
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder / "out/store"), {}), 1);
    EXPECT_EQ(Merged(), HEADER + std::string("1,1,1,1,1%,ok\n2,1,1,1,1%,ok\n"));
}

TEST_F(SweepTest, ShardsMergedGiveTheSameBytes)
{
    Make(Plan());
    const auto first = Contents(m_folder / "out");
    fs::remove_all(m_folder / "out");
    SweepSettings settings;
    settings.directory = m_folder / "out";
    const std::vector<std::vector<std::size_t>> shards{{2, 4}, {1, 3}};
    for (const std::vector<std::size_t>& shard : shards)
    {
        EXPECT_EQ(MakeRuns(Plan(), shard, settings, m_runner, m_listener).found, 0u);
        EXPECT_FALSE(fs::exists(m_folder / "out/runs.csv"));
    }
    EXPECT_EQ(MergeRuns(Plan(), settings).found, 4u);
    EXPECT_EQ(Contents(m_folder / "out"), first);
}

TEST_F(SweepTest, AFailedRunIsReportedAndTheOthersGoOn)
{
    const Runner whole = m_runner;
    m_runner = [whole](const PlannedRun& run, const std::string& folder) {
        whole(run, folder);
        if (run.number == 2)
        {
            throw InputError("it went wrong");
        }
        if (run.number == 3)
        {
            raise(SIGABRT);
        }
    };
    const SweepOutcome outcome = Make(Plan(), false, 1);
    const std::string& errors = m_failures;
    EXPECT_EQ(outcome.failed, (std::vector<std::string>{"0002", "0003"}));
    EXPECT_NE(errors.find("run 0002 (access.loss=0%, run number 2) failed: it went wrong; "
                          "repeat it alone with: pagewire run x.ini --set repeat=1 --set "
                          "first-run=2 --set access.loss=0%\n"),
              std::string::npos)
        << errors;
    EXPECT_NE(errors.find("killed by signal 6"), std::string::npos) << errors;
    EXPECT_EQ(Merged(), HEADER + std::string("1,1,1,1,0%,ok\n4,2,1,2,1%,ok\n"));
    EXPECT_FALSE(fs::exists(m_folder / "out/runs/0002"));
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder / "out/store"), {}), 2);
    m_runner = whole;
    EXPECT_EQ(Make(Plan(), true).found, 2u);
    EXPECT_EQ(Merged(),
              HEADER + std::string("1,1,1,1,0%,ok\n2,2,1,2,0%,ok\n3,1,1,1,1%,ok\n4,2,1,2,1%,ok\n"));
}

TEST_F(SweepTest, MoreRepetitionsKeepTheRunsThereAre)
{
    Make(Plan());
    Scenario scenario = Scenario::Load(m_folder / "x.ini");
    scenario.Assign("repeat=3");
    PlanContext context;
    context.version = "1";
    const RunPlan longer(scenario, context);
    EXPECT_EQ(Make(longer, true).found, 4u);
    EXPECT_EQ(Merged(),
              HEADER + std::string("1,1,1,1,0%,ok\n2,2,1,2,0%,ok\n3,3,1,3,0%,ok\n"
                                   "4,1,1,1,1%,ok\n5,2,1,2,1%,ok\n6,3,1,3,1%,ok\n"));
}

TEST_F(SweepTest, AnInterruptLeavesOnlyWholeRuns)
{
    const Runner whole = m_runner;
    m_runner = [whole](const PlannedRun& run, const std::string& folder) {
        whole(run, folder);
        if (run.number == 2)
        {
            kill(getppid(), SIGINT);
            sleep(60);
        }
    };
    EXPECT_EQ(Make(Plan(), false, 1).signal, SIGINT);
    const auto contents = Contents(m_folder / "out");
    const std::string whole1 = "store/" + Plan().Runs()[0].key + "/";
    EXPECT_EQ(contents.count(whole1 + "manifest.json"), 1u);
    EXPECT_EQ(contents.count("runs.csv"), 0u);
    for (const auto& [name, content] : contents)
    {
        EXPECT_TRUE(name.rfind("store/", 0) != 0 || name.rfind(whole1, 0) == 0) << name;
    }
}

TEST_F(SweepTest, KeysTellApartWhatGivesOtherResults)
{
    const RunPlan plan = Plan();
    std::map<std::string, std::size_t> keys;
    for (const PlannedRun& run : plan.Runs())
    {
        EXPECT_TRUE(keys.emplace(run.key, run.number).second);
    }
    PlanContext context;
    context.version = "1";
    const auto keyWith = [&](const PlanContext& other) {
        const RunPlan again(Scenario::Load(m_folder / "x.ini"), other);
        return again.Runs()[0].key;
    };
    const std::string key = keyWith(context);
    EXPECT_EQ(key, plan.Runs()[0].key);
    context.har = true;
    EXPECT_NE(keyWith(context), key);
    context.har = false;
    context.ns3Arguments = {"--ns3::TcpSocket::DelAckCount=1"};
    EXPECT_NE(keyWith(context), key);
}

TEST_F(SweepTest, InputMistakesAreFoundBeforeAnythingRuns)
{
    const auto errorOf = [this](const std::string& text) -> std::string {
        try
        {
            RunPlan(Scenario::Parse(text, m_folder / "x.ini"), {});
            return "";
        }
        catch (const InputError& e)
        {
            return e.what();
        }
    };
    const std::string file = m_folder / "x.ini";
    EXPECT_EQ(errorOf("repeat = 2\n"),
              file +
                  ": there is no page to load: set page.file to a page description or a HAR file");
    EXPECT_EQ(errorOf("[page]\nfile = pages/none.json\n"),
              file + ":2: page.file: there is no file '" + (m_folder / "pages/none.json") +
                  "': file names are relative to the scenario's folder");
    WriteWholeFile(m_folder / "broken.json", "{\"log\": ");
    EXPECT_NE(errorOf("[page]\nfile = broken.json\n").find(m_folder / "broken.json:1"),
              std::string::npos);
    EXPECT_NE(
        errorOf("[page]\nfile = page.json\n[access]\nburst = 3\n").find("x.ini:4: access.burst"),
        std::string::npos);
}
