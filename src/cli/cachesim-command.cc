// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "base/nearest-name.h"
#include "base/units.h"
#include "cache/cache-simulation.h"
#include "cli/commands.h"
#include "cli/parse-arguments.h"
#include "lab/aligned-columns.h"
#include "lab/progress-line.h"
#include "lab/whole-file.h"
#include "report/csv.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <charconv>
#include <iostream>

namespace pagewire
{

namespace
{

namespace po = boost::program_options;

constexpr const char* USAGE =
    "Sends a trace of requests through caches and counts what misses\n"
    "(docs/cache-simulation.md says more, also of the formats of traces).\n"
    "\n"
    "  pagewire cachesim TRACE --policy lru,sieve --size 128MiB,1GiB -o misses.csv\n"
    "  pagewire cachesim OLTP.lis.zst --policy all --size 1000,2000\n"
    "  zcat urls.gz | pagewire cachesim - --format plain --policy all --size 500\n";

/** A size of a cache: as it was written, and in bytes. */
struct CacheSize
{
    std::string text;
    std::uint64_t bytes;
};

/** What the command line asks for. */
struct CachesimRequest
{
    std::vector<std::string> traces;
    std::string format;
    std::string policies{"lru"};
    std::string sizes;
    std::string output;
    bool unitSize{false};
    bool help{false};
};

/** One cache and what became of the requests in it. */
struct CachesimRow
{
    std::string policy;
    CacheSize size;
    CacheSimulation result;
};

po::options_description
Describe(CachesimRequest& request)
{
    po::options_description options("Options", 100, 60);
    auto add = options.add_options();
    add("policy",
        po::value(&request.policies)->value_name("LIST"),
        ("what evicts, several with commas: " + OneOf(EvictionPolicyNames()) +
         ", or all; default lru")
            .c_str());
    add("size",
        po::value(&request.sizes)->value_name("LIST"),
        "sizes of the cache with commas: bytes like 128MiB; for traces without sizes, objects");
    add("output,o",
        po::value(&request.output)->value_name("FILE"),
        "also write the table there as comma-separated values");
    add("format",
        po::value(&request.format)->value_name("NAME"),
        ("of the trace: " + OneOf(ObjectTraceFormats()) + "; else its name's end tells it")
            .c_str());
    add("unit-size",
        po::bool_switch(&request.unitSize),
        "every object counts as 1, whatever its size");
    add("trace",
        po::value(&request.traces)->value_name("FILE"),
        "the trace, also without --trace; - is the standard input");
    add("help,h", po::bool_switch(&request.help), "print this text");
    return options;
}

CachesimRequest
Parse(const std::vector<std::string>& arguments)
{
    CachesimRequest request;
    ParseArguments(arguments, Describe(request), "trace", "cachesim");
    return request;
}

/** \return what is between the commas; none may be there twice */
std::vector<std::string>
SplitList(const std::string& list, const std::string& option)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= list.size();)
    {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::string part = list.substr(begin, end - begin);
        if (std::find(parts.begin(), parts.end(), part) != parts.end())
        {
            throw InputError(option + " names '" + part + "' twice: name it once");
        }
        parts.push_back(part);
        begin = end + 1;
    }
    return parts;
}

std::vector<std::string>
ReadPolicies(const std::string& list)
{
    if (list == "all")
    {
        return EvictionPolicyNames();
    }
    std::vector<std::string> policies = SplitList(list, "--policy");
    for (const std::string& policy : policies)
    {
        MakeEvictionPolicy(policy, 1); // refuses a wrong name before the trace is read
    }
    return policies;
}

std::vector<CacheSize>
ReadSizes(const std::string& list)
{
    if (list.empty())
    {
        throw InputError("name the sizes of the cache with --size, like --size 128MiB,1GiB");
    }
    std::vector<CacheSize> sizes;
    for (const std::string& text : SplitList(list, "--size"))
    {
        sizes.push_back({text, ParseByteCount(text)});
        if (sizes.back().bytes == 0)
        {
            throw InputError("--size " + text + " holds nothing: give 1 at least");
        }
    }
    return sizes;
}

ObjectTrace
ReadTrace(const CachesimRequest& request)
{
    if (request.traces.size() != 1)
    {
        throw InputError(request.traces.empty()
                             ? "name a trace of requests, like OLTP.lis"
                             : "'" + request.traces[1] + "' is a second trace: name one");
    }
    ObjectTrace trace = ReadObjectTrace(request.traces.front(), request.format);
    if (request.unitSize)
    {
        for (ObjectRequest& one : trace)
        {
            one.size = 1;
        }
    }
    return trace;
}

std::vector<CachesimRow>
Simulate(const ObjectTrace& trace,
         const std::vector<std::string>& policies,
         const std::vector<CacheSize>& sizes)
{
    ProgressLine progress("caches");
    std::vector<CachesimRow> rows;
    for (const std::string& policy : policies)
    {
        for (const CacheSize& size : sizes)
        {
            progress.Show(rows.size(), 0, policies.size() * sizes.size());
            rows.push_back({policy, size, SimulateCache(trace, policy, size.bytes)});
        }
    }
    return rows;
}

/** \return a ratio for people, with four decimals */
std::string
Ratio(double value)
{
    std::array<char, 16> text;
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 4);
    return std::string(text.data(), end.ptr);
}

std::string
Table(const std::vector<CachesimRow>& rows)
{
    std::vector<std::vector<std::string>> lines{
        {"policy", "size", "requests", "misses", "miss ratio", "byte miss ratio"}};
    for (const CachesimRow& row : rows)
    {
        lines.push_back({row.policy,
                         row.size.text,
                         std::to_string(row.result.requests),
                         std::to_string(row.result.misses),
                         Ratio(row.result.MissRatio()),
                         Ratio(row.result.ByteMissRatio())});
    }
    return AlignColumns(lines, 1);
}

std::string
Csv(const std::string& trace, const std::vector<CachesimRow>& rows)
{
    CsvTable table({"trace",
                    "policy",
                    "size",
                    "requests",
                    "misses",
                    "miss_ratio",
                    "bytes",
                    "missed_bytes",
                    "byte_miss_ratio"});
    for (const auto& [policy, size, result] : rows)
    {
        table.Text(trace).Text(policy).Number(size.bytes);
        table.Number(result.requests).Number(result.misses).Text(FormatNumber(result.MissRatio()));
        table.Number(result.bytes).Number(result.missedBytes);
        table.Text(FormatNumber(result.ByteMissRatio()));
    }
    return table.Contents();
}

} // namespace

int
RunCachesimCommand(const std::vector<std::string>& arguments)
{
    const CachesimRequest request = Parse(arguments);
    if (request.help)
    {
        CachesimRequest defaults;
        std::cout << USAGE << "\n" << Describe(defaults);
        return EXIT_OK;
    }
    const std::vector<std::string> policies = ReadPolicies(request.policies);
    const std::vector<CacheSize> sizes = ReadSizes(request.sizes);
    const std::vector<CachesimRow> rows = Simulate(ReadTrace(request), policies, sizes);
    if (!request.output.empty())
    {
        WriteWholeFile(request.output, Csv(request.traces.front(), rows));
    }
    std::cout << Table(rows);
    return EXIT_OK;
}

} // namespace pagewire
