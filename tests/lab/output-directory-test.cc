// SPDX-License-Identifier: GPL-2.0-only
#include "lab/output-directory.h"

#include "base/error.h"
#include "lab/checksum.h"
#include "lab/merged-tables.h"
#include "lab/scenario.h"
#include "lab/temporary-folder.h"
#include "lab/whole-file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

using namespace pagewire;
using pagewire::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace
{

std::string
ScenarioText(int queue)
{
    return FormatScenario(
        Scenario::Parse("[access]\nqueue = " + std::to_string(queue) + "p\n", "x.ini"));
}

/** A run with the number, whose scenario has a queue of that many packets. */
WantedRun
Wanted(std::size_t number, int queue, const std::string& key)
{
    return {number, "000" + std::to_string(number), key, ScenarioText(queue)};
}

void
MakeRun(OutputDirectory& directory, const WantedRun& run)
{
    const std::string path = directory.StartRun(run.folder);
    const std::string row = std::to_string(run.number) + ",some,cells\n";
    WriteWholeFile(path + "/manifest.json", "{\"key\": \"" + run.key + "\"}");
    WriteWholeFile(path + "/scenario.ini", run.scenarioText);
    WriteWholeFile(path + "/runs.csv", "run,a,b\n" + row);
    WriteWholeFile(path + "/requests.csv", "run,a,b\n" + row + row);
    WriteWholeFile(path + "/connections.csv", "run,a,b\n");
    WriteWholeFile(path + "/stalls.csv", "run,a,b\n");
    directory.KeepRun(run.folder);
}

std::string
ErrorOf(const std::function<void()>& action)
{
    try
    {
        action();
        return "";
    }
    catch (const InputError& e)
    {
        return e.what();
    }
}

} // namespace

TEST(OutputDirectory, IsMadeWithItsParents)
{
    TemporaryFolder folder;
    OutputDirectory directory(folder / "a/b", false);
    EXPECT_TRUE(fs::is_directory(folder / "a/b"));
}

TEST(OutputDirectory, RefusesOneThatHoldsSomethingUnlessResuming)
{
    TemporaryFolder folder;
    WriteWholeFile(folder / "x", "");
    EXPECT_EQ(ErrorOf([&] { OutputDirectory(folder.Path(), false); }),
              "the directory '" + folder.Path() +
                  "' is not empty: name another one with -o, or add --resume to finish what is "
                  "there");
    EXPECT_EQ(ErrorOf([&] { OutputDirectory(folder.Path(), true); }),
              "the directory '" + folder.Path() +
                  "' holds something else than pagewire's results: name another one with -o");
    std::filesystem::create_directory(folder / "runs");
    EXPECT_EQ(ErrorOf([&] { OutputDirectory(folder.Path(), true); }), "");
}

TEST(OutputDirectory, RefusesAFile)
{
    TemporaryFolder folder;
    WriteWholeFile(folder / "x", "");
    EXPECT_NE(ErrorOf([&] { OutputDirectory(folder / "x", true); }).find("cannot be written"),
              std::string::npos);
}

TEST(OutputDirectory, IsUsedByOneProgramAtATime)
{
    TemporaryFolder folder;
    OutputDirectory first(folder / "d", false);
    EXPECT_NE(ErrorOf([&] { OutputDirectory(folder / "d", true); }).find("another pagewire"),
              std::string::npos);
}

TEST(OutputDirectory, KeepsWholeRunsAndDropsPartialOnes)
{
    TemporaryFolder folder;
    {
        OutputDirectory directory(folder.Path(), false);
        MakeRun(directory, Wanted(1, 10, "k1"));
        directory.StartRun("0002");
    }
    OutputDirectory directory(folder.Path(), true);
    EXPECT_TRUE(fs::exists(directory.RunPath("0001")));
    EXPECT_FALSE(fs::exists(directory.PartialPath("0002")));
    EXPECT_EQ(directory.FindRuns({Wanted(1, 10, "k1"), Wanted(2, 20, "k2")}),
              (std::vector<bool>{true, false}));
}

TEST(OutputDirectory, ALongerSweepFindsItsRunsUnderNewNumbers)
{
    TemporaryFolder folder;
    OutputDirectory directory(folder.Path(), false);
    MakeRun(directory, Wanted(1, 10, "k1"));
    MakeRun(directory, Wanted(2, 20, "k2"));
    const std::vector<WantedRun> wanted{Wanted(1, 20, "k2"),
                                        Wanted(2, 30, "k3"),
                                        Wanted(3, 10, "k1")};
    EXPECT_EQ(directory.FindRuns(wanted), (std::vector<bool>{true, false, true}));
    EXPECT_EQ(ReadWholeFile(directory.RunPath("0003") + "/requests.csv", ""),
              "run,a,b\n3,some,cells\n3,some,cells\n");
    EXPECT_EQ(ReadWholeFile(directory.RunPath("0001") + "/runs.csv", ""),
              "run,a,b\n1,some,cells\n");
    EXPECT_FALSE(fs::exists(directory.RunPath("0002")));
    EXPECT_EQ(directory.FindRuns(wanted), (std::vector<bool>{true, false, true}));
}

TEST(OutputDirectory, ARunOfAnotherVersionIsMadeAnew)
{
    TemporaryFolder folder;
    OutputDirectory directory(folder.Path(), false);
    MakeRun(directory, Wanted(1, 10, "old"));
    EXPECT_EQ(directory.FindRuns({Wanted(1, 10, "new")}), (std::vector<bool>{false}));
    EXPECT_FALSE(fs::exists(directory.RunPath("0001")));
}

TEST(OutputDirectory, ARunOfAnotherScenarioIsNeverTouched)
{
    TemporaryFolder folder;
    OutputDirectory directory(folder.Path(), false);
    MakeRun(directory, Wanted(1, 10, "k1"));
    MakeRun(directory, Wanted(2, 20, "k2"));
    EXPECT_EQ(ErrorOf([&] {
                  directory.FindRuns({Wanted(1, 10, "new"), Wanted(2, 30, "k3")});
              }),
              "'" + directory.RunPath("0002") +
                  "' belongs to another scenario than the one given: name another directory with "
                  "-o, or remove this one");
    EXPECT_TRUE(fs::exists(directory.RunPath("0001")));
}

TEST(MergedTables, PutsRowsBelowEachOtherUnderOneHeader)
{
    TemporaryFolder folder;
    OutputDirectory directory(folder.Path(), false);
    MakeRun(directory, Wanted(1, 10, "k1"));
    MakeRun(directory, Wanted(2, 20, "k2"));
    MergeTables({directory.RunPath("0001"), directory.RunPath("0002")}, folder.Path());
    EXPECT_EQ(ReadWholeFile(folder / "runs.csv", ""), "run,a,b\n1,some,cells\n2,some,cells\n");
    EXPECT_EQ(ReadWholeFile(folder / "connections.csv", ""), "run,a,b\n");
    WriteWholeFile(directory.RunPath("0002") + "/runs.csv", "run,a,c\n2,x,y\n");
    EXPECT_NE(
        ErrorOf([&] {
            MergeTables({directory.RunPath("0001"), directory.RunPath("0002")}, folder.Path());
        }).find("its columns are not those of the other runs"),
        std::string::npos);
}

TEST(WholeFile, IsReadAsWrittenOrNamedInTheError)
{
    TemporaryFolder folder;
    const std::string bytes("a\0b\n", 4);
    WriteWholeFile(folder / "x", bytes);
    EXPECT_EQ(ReadWholeFile(folder / "x", ""), bytes);
    EXPECT_FALSE(fs::exists(folder / "x.tmp"));
    EXPECT_EQ(ErrorOf([&] { ReadWholeFile(folder / "y", "a page"); }),
              "'" + folder / "y" + "' cannot be read (No such file or directory): name a page");
    EXPECT_NE(ErrorOf([&] { ReadWholeFile(folder.Path(), "a page"); }), "");
    EXPECT_NE(ErrorOf([&] { WriteWholeFile(folder / "no/such", ""); }), "");
}

// FIPS 180-4's example, and the checksum of nothing.
TEST(Checksum, IsSha256)
{
    EXPECT_EQ(Sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(Sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
