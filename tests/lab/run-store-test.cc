// SPDX-License-Identifier: GPL-2.0-only
#include "lab/run-store.h"

#include "base/error.h"
#include "lab/merged-tables.h"
#include "lab/stored-run.h"
#include "lab/temporary-folder.h"
#include "lab/whole-file.h"
#include "report/runs-table.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

using namespace pagewire;
using pagewire::test::RunsHeader;
using pagewire::test::RunsRow;
using pagewire::test::StoreRun;
using pagewire::test::TemporaryFolder;
using Keys = std::vector<std::string>;
namespace fs = std::filesystem;

namespace
{

std::string
Index(const TemporaryFolder& folder)
{
    return ReadWholeFile(folder / "index.csv", "");
}

} // namespace

TEST(RunStore, HasARunOnceItIsWhole)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    {
        RunStore::Draft draft(store, "k1");
        WriteWholeFile(draft.Path() + "/runs.csv", RunsHeader() + RunsRow("ok"));
        EXPECT_EQ(store.Keys(), Keys());
        draft.Keep();
    }
    EXPECT_EQ(store.Keys(), Keys{"k1"});
    EXPECT_EQ(Index(folder), "key," + RunsHeader() + "k1," + RunsRow("ok"));
}

TEST(RunStore, WhatIsNotKeptLeavesNothing)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    {
        RunStore::Draft draft(store, "k1");
        WriteWholeFile(draft.Path() + "/requests.csv", "");
    }
    EXPECT_TRUE(fs::is_empty(folder / "store"));
    EXPECT_FALSE(fs::exists(folder / "index.csv"));
}

TEST(RunStore, ARunWithoutItsRowIsNotKept)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    for (const std::string& table : {RunsHeader(), RunsHeader() + RunsRow("ok") + RunsRow("ok")})
    {
        RunStore::Draft draft(store, "k1");
        WriteWholeFile(draft.Path() + "/runs.csv", table);
        EXPECT_THROW(draft.Keep(), InputError);
    }
    EXPECT_EQ(store.Keys(), Keys());
}

TEST(RunStore, TheSameRunMadeTwiceIsThereOnce)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    StoreRun(store, "k1", "ok");
    StoreRun(store, "k1", "ok");
    EXPECT_EQ(store.Keys(), Keys{"k1"});
    EXPECT_EQ(Index(folder), "key," + RunsHeader() + "k1," + RunsRow("ok"));
}

TEST(RunStore, TakesRunsThatWereMadeElsewhere)
{
    TemporaryFolder here;
    TemporaryFolder there;
    const RunStore store(here.Path());
    const RunStore other(there.Path());
    StoreRun(store, "k1", "ok");
    StoreRun(other, "k1", "ok");
    StoreRun(other, "k2", "two");
    EXPECT_EQ(store.Import(other), 1u);
    EXPECT_EQ(ReadWholeFile(store.RunPath("k2") + "/stalls.csv", ""),
              "seed,rng_run,what\n1,1,two\n");
    store.Put("k3", {{"runs.csv", RunsHeader() + RunsRow("ok")}, {"page.har", "{}"}});
    EXPECT_THROW(store.Put("k4", {{"page.har", "{}"}}), InputError);
    EXPECT_EQ(store.Keys(), (Keys{"k1", "k2", "k3"}));
    EXPECT_EQ(ReadWholeFile(store.RunPath("k3") + "/page.har", ""), "{}");
}

TEST(RunStore, DraftsOfTheLivingAreLeftAloneAndThoseOfTheDeadAreNot)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    RunStore::Draft alive(store, "k1");
    const pid_t other = fork();
    if (other == 0)
    {
        new RunStore::Draft(store, "k2");
        raise(SIGKILL);
    }
    waitpid(other, nullptr, 0);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "store"), {}), 2);
    store.RemoveLeftDrafts();
    EXPECT_TRUE(fs::exists(alive.Path()));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "store"), {}), 1);
}

TEST(RunStore, SortingTheIndexOrdersAndHealsIt)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    for (const char* const key : {"k3", "k1", "k2", "k4"})
    {
        StoreRun(store, key, key);
    }
    fs::remove_all(store.RunPath("k2"));
    // k1 was lost, k4's line torn as its writer died.
    WriteWholeFile(folder / "index.csv",
                   "key," + RunsHeader() + "k3," + RunsRow("k3") + "k2," + RunsRow("k2") + "k4,1,");
    store.SortIndex();
    const std::string right = "key," + RunsHeader() + "k1," + RunsRow("k1") + "k3," +
                              RunsRow("k3") + "k4," + RunsRow("k4");
    EXPECT_EQ(Index(folder), right);
    fs::remove(folder / "index.csv");
    store.RebuildIndex();
    EXPECT_EQ(Index(folder), right);
}

TEST(RunStore, RunsOfAVersionWithOtherColumnsAreNotInTheIndex)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    StoreRun(store, "k1", "ok");
    WriteWholeFile(store.RunPath("k1") + "/runs.csv", "seed,rng_run,old\n1,1,x\n");
    store.RebuildIndex();
    EXPECT_EQ(Index(folder), "key," + RunsHeader());
    EXPECT_EQ(store.Keys(), Keys{"k1"});
}

TEST(RunStore, ManyProgramsMayWriteAtOnce)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    constexpr int WRITERS = 4;
    constexpr int RUNS = 25;
    for (int writer = 0; writer < WRITERS; ++writer)
    {
        if (fork() == 0)
        {
            const RunStore own(folder.Path());
            for (int run = 0; run < RUNS; ++run)
            {
                StoreRun(own, "k" + std::to_string(100 * writer + run), "ok");
                StoreRun(own, "same" + std::to_string(run), "ok");
                own.SortIndex();
            }
            _exit(0);
        }
    }
    while (wait(nullptr) > 0)
    {}
    EXPECT_EQ(store.Keys().size(), static_cast<std::size_t>((WRITERS + 1) * RUNS));
    const std::string index = Index(folder);
    EXPECT_EQ(std::count(index.begin(), index.end(), '\n'), (WRITERS + 1) * RUNS + 1);
}
