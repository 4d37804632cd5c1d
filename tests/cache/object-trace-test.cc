// SPDX-License-Identifier: GPL-2.0-only
#include "cache/object-trace.h"

#include "base/error.h"
#include "lab/temporary-folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <zstd.h>

using namespace pagewire;

namespace
{

/** \return "id:size id:size ..." */
std::string
Requests(const std::string& name, const std::string& contents, const std::string& format = "")
{
    const test::TemporaryFolder folder;
    const std::string file = folder / name;
    std::ofstream(file, std::ios::binary) << contents;
    std::string text;
    for (const ObjectRequest& request : ReadObjectTrace(file, format))
    {
        text += (text.empty() ? "" : " ") + std::to_string(request.id) + ":" +
                std::to_string(request.size);
    }
    return text;
}

/** \return the sentence of the InputError, without the folder of the file */
std::string
Mistake(const std::string& name, const std::string& contents, const std::string& format = "")
{
    try
    {
        return "read: " + Requests(name, contents, format);
    }
    catch (const InputError& error)
    {
        const std::string sentence = error.what();
        const std::size_t at = sentence.find("/" + name);
        return at == std::string::npos ? sentence : sentence.substr(at + 1);
    }
}

std::string
Compressed(const std::string& text)
{
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
    return out;
}

/** A record as struct.pack("<IQIq", time, id, size, next) writes it. */
const std::string RECORD("\x01\x02\x03\x04"
                         "\x05\x00\x00\x00\x00\x00\x00\x80"
                         "\x00\x10\x00\x00"
                         "\xff\xff\xff\xff\xff\xff\xff\xff",
                         24);

} // namespace

TEST(ObjectTrace, ReadsRunsOfPages)
{
    EXPECT_EQ(Requests("x.lis", "7 3 0 1\n100 1 0 2\r\n\n5 0 0 3\n"), "7:1 8:1 9:1 100:1");
}

TEST(ObjectTrace, ReadsTheColumnsOfATable)
{
    EXPECT_EQ(Requests("x.csv", "time,lbn,size\n1,900,512\n2,7,0\n3,900,99\n"), "1:512 2:0 1:512")
        << "the first size of an object counts";
    EXPECT_EQ(Requests("x.csv", "url,id\n/a,x\n/b,x\n"), "1:1 1:1"); // id comes before url
}

TEST(ObjectTrace, ReadsAnObjectALine)
{
    EXPECT_EQ(Requests("x.txt", "/a\n/b\n/a"), "1:1 2:1 1:1");
    EXPECT_EQ(Requests("x.txt", "http://x/a,b,10\nhttp://x/a,20\n"), "1:10 2:20");
}

TEST(ObjectTrace, ReadsBinaryRecords)
{
    // 0x8000000000000005 and 0x1000
    const std::string expected = "9223372036854775813:4096";
    EXPECT_EQ(Requests("x.oracleGeneral.bin", RECORD), expected);
    EXPECT_EQ(Requests("x.oracleGeneral", RECORD), expected);
    EXPECT_EQ(Requests("x.bin", RECORD, "oracle-general"), expected);
}

TEST(ObjectTrace, DecompressesWhatEndsInZst)
{
    EXPECT_EQ(Requests("x.lis.zst", Compressed("1 2 0 0\n")), "1:1 2:1");
    EXPECT_EQ(
        Requests("x.lis.zst", Compressed("1 2 0 0\n") + Compressed("") + Compressed("9 1 0 0")),
        "1:1 2:1 9:1");
    std::string large;
    std::string expected;
    for (std::uint64_t i = 1; i <= 300000; ++i) // more than a buffer of either side
    {
        const std::string page = std::to_string(i * 7919 % 1000003);
        large += page + " 1 0 0\n";
        expected += (i == 1 ? "" : " ") + page + ":1";
    }
    EXPECT_TRUE(Requests("x.lis.zst", Compressed(large)) == expected);
}

TEST(ObjectTrace, RefusesDamagedCompression)
{
    const std::string whole = Compressed("1 2 0 0\n3 4 0 0\n");
    EXPECT_EQ(Mistake("x.lis.zst", whole.substr(0, whole.size() - 3)),
              "x.lis.zst: the file is cut off amid what zstd compressed: get the whole file");
    const std::string damaged = Mistake("x.lis.zst", "1 2 0 0\n");
    EXPECT_EQ(damaged.find("x.lis.zst: the file is not compressed by zstd, or damaged ("), 0u)
        << damaged;
}

TEST(ObjectTrace, NamesTheLineAndTheRemedy)
{
    EXPECT_EQ(Mistake("x.lis", "1 1 0 0\n1 2 3\n"),
              "x.lis:2: '1 2 3' is not 'START COUNT IGNORED NUMBER': write four numbers, a space "
              "between them");
    EXPECT_EQ(Mistake("x.lis", "1 -1 0 0\n"),
              "x.lis:1: '-1' is not a count of pages: write a whole number from 0 to "
              "18446744073709551615");
    EXPECT_EQ(Mistake("x.csv", "a,b\n"),
              "x.csv:1: the header has none of the columns id, obj_id, key, url and lbn: name the "
              "objects' column so, or give the trace's format with --format");
    EXPECT_EQ(Mistake("x.csv", "id,size\n1,2\n\n1,2,3\n"),
              "x.csv:4: has 3 cells where the header has 2: give each column one, without commas "
              "in it");
    EXPECT_EQ(Mistake("x.csv", "id,size\n1,2kB\n"),
              "x.csv:2: '2kB' is not a size: write a whole number from 0 to 18446744073709551615");
    EXPECT_EQ(
        Mistake("x.txt", "a\nb,1\n"),
        "x.txt:2: has a size, unlike the lines before it: write ID on every line, or ID,SIZE");
    EXPECT_EQ(Mistake("x.txt", "a,1\nb\n"),
              "x.txt:2: has no size, unlike the lines before it: write ID on every line, or "
              "ID,SIZE");
    EXPECT_EQ(Mistake("x.oracleGeneral", RECORD + RECORD.substr(0, 5)),
              "x.oracleGeneral: record 2 is cut off after 5 of 24 octets: get the whole file, or "
              "give its format with --format");
}

TEST(ObjectTrace, RefusesATraceOfNothing)
{
    for (const char* name : {"x.lis", "x.csv", "x.txt", "x.oracleGeneral", "x.lis.zst"})
    {
        EXPECT_EQ(Mistake(name, ""),
                  std::string(name) + ": has no request: give a trace with one at least");
    }
    EXPECT_EQ(Mistake("x.csv", "id,size\n"),
              "x.csv: has no request: give a trace with one at least");
}

TEST(ObjectTrace, AnObserverHearsHowItGoesOnAndMayEndIt)
{
    const test::TemporaryFolder folder;
    const std::string file = folder / "x.lis";
    std::ofstream(file) << "1 600000 0 0\n";
    std::vector<std::uint64_t> heard;
    ReadObjectTrace(file, "", [&](std::uint64_t requests) { heard.push_back(requests); });
    EXPECT_EQ(heard, (std::vector<std::uint64_t>{1 << 18, 2 << 18}));
    const auto enough = [](std::uint64_t) { throw InputError("enough"); };
    EXPECT_THROW(ReadObjectTrace(file, "", enough), InputError);
}

TEST(ObjectTrace, RefusesMoreThanAComputerShouldHold)
{
    EXPECT_EQ(Mistake("x.lis", "1 5 0 0\n1 18446744073709551614 0 0\n"),
              "x.lis: has more than 500 million requests: give a part of it");
}

TEST(ObjectTrace, NeedsToKnowTheFormat)
{
    EXPECT_NE(Mistake("x.dat", "1\n")
                  .find("does not tell its format: give it with --format; it is "
                        "one of oracle-general, lis, csv, plain"),
              std::string::npos);
    EXPECT_EQ(Mistake("x.dat", "1\n", "plian"),
              "'plian' is no format of traces: did you mean 'plain'?");
    EXPECT_THROW(ReadObjectTrace("-"), InputError);
    EXPECT_THROW(ReadObjectTrace("/no/such.csv"), InputError);
    EXPECT_THROW(ReadObjectTrace("/", "csv"), InputError);
}
