// SPDX-License-Identifier: GPL-2.0-only
#include "lab/output-directory.h"

#include "base/error.h"
#include "lab/checksum.h"
#include "lab/merged-tables.h"
#include "lab/run-store.h"
#include "lab/stored-run.h"
#include "lab/temporary-folder.h"
#include "lab/whole-file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

using namespace pagewire;
using pagewire::test::StoreRun;
using pagewire::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace
{

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
    EXPECT_EQ(
        ErrorOf([&] { OutputDirectory(folder.Path(), true); }),
        "the directory '" + folder.Path() +
            "' holds something else than pagewire's results: name another one for the results");
    std::filesystem::create_directory(folder / "store");
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

TEST(OutputDirectory, LinksTheRunsOfTheLastSweepAlone)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    StoreRun(store, "k1", "one");
    StoreRun(store, "k2", "two");
    const OutputDirectory directory(folder.Path(), true);
    directory.LinkRuns({{"0001", "k1"}, {"0002", "k2"}});
    directory.LinkRuns({{"0001", "k2"}});
    EXPECT_EQ(ReadWholeFile(folder / "runs/0001/stalls.csv", ""), "seed,rng_run,what\n1,1,two\n");
    EXPECT_FALSE(fs::exists(folder / "runs/0002"));
    EXPECT_EQ(fs::read_symlink(folder / "runs/0001"), "../store/k2") << "may be moved as a whole";
}

TEST(MergedTables, PutRowsBelowEachOtherUnderOneHeader)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    StoreRun(store, "k1", "one");
    StoreRun(store, "k2", "two");
    WriteWholeFile(store.RunPath("k2") + "/stalls.csv", "seed,rng_run,what\n1,1,\"two,\nlines\"\n");
    const std::vector<MergedRun> runs{{store.RunPath("k2"), 1, 1, {{"access.rate", "1,5"}}},
                                      {store.RunPath("k1"), 2, 3, {{"access.rate", "2"}}}};
    MergeTables(runs, folder.Path());
    EXPECT_EQ(ReadWholeFile(folder / "stalls.csv", ""),
              "run,repeat,seed,rng_run,access.rate,what\n"
              "1,1,1,1,\"1,5\",\"two,\nlines\"\n"
              "2,3,1,1,2,one\n");
    EXPECT_FALSE(fs::exists(folder / "cache.csv")) << "no run has it";
}

TEST(MergedTables, HaveNoRunsWithOtherColumns)
{
    TemporaryFolder folder;
    const RunStore store(folder.Path());
    StoreRun(store, "k1", "one");
    StoreRun(store, "k2", "two");
    const auto errorOf = [&](const std::string& header) {
        WriteWholeFile(store.RunPath("k2") + "/stalls.csv", header);
        return ErrorOf([&] {
            MergeTables({{store.RunPath("k1"), 1, 1, {}}, {store.RunPath("k2"), 2, 1, {}}},
                        folder.Path());
        });
    };
    EXPECT_NE(errorOf("seed,rng_run,other\n").find("its columns are not those of the other runs"),
              std::string::npos);
    EXPECT_NE(errorOf("run,other\n").find("stalls.csv:1: the header row does not begin with"),
              std::string::npos);
    EXPECT_NE(errorOf("").find("the header row does not begin with"), std::string::npos);
}

TEST(WholeFile, IsReadAsWrittenOrNamedInTheError)
{
    TemporaryFolder folder;
    const std::string bytes("a\0b\n", 4);
    WriteWholeFile(folder / "x", bytes);
    EXPECT_EQ(ReadWholeFile(folder / "x", ""), bytes);
    EXPECT_FALSE(std::distance(fs::directory_iterator(folder.Path()), {}) > 1);
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
