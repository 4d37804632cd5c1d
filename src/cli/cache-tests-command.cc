// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "cli/commands.h"
#include "cli/parse-arguments.h"
#include "lab/cache-test-reader.h"
#include "lab/cache-test-report.h"
#include "lab/cache-test-run.h"
#include "lab/progress-line.h"
#include "lab/whole-file.h"
#include "page/json-document.h"

#include <boost/program_options.hpp>

#include <iostream>
#include <sstream>

namespace pagewire
{

namespace
{

namespace po = boost::program_options;

constexpr const char* USAGE =
    "Puts a cache to the tests of a file in the format of http-tests/cache-tests\n"
    "(docs/cache-tests.md). How they end is no error of the command's.\n"
    "\n"
    "  pagewire cache-tests cache-tests.json -o results.json\n"
    "  pagewire cache-tests cache-tests.json --as browser -o results.json\n";

/** What the command line asks for. */
struct Wanted
{
    std::vector<std::string> files;
    std::string subject{"reverse-proxy"};
    std::string output;
    bool help{false};
};

po::options_description
Describe(Wanted& wanted)
{
    po::options_description options("Options");
    auto add = options.add_options();
    add("output,o", po::value(&wanted.output)->value_name("FILE"), "write the results there");
    add("as",
        po::value(&wanted.subject)->value_name("NAME"),
        "what is tested: reverse-proxy (default), browser or no-cache");
    add("help,h", po::bool_switch(&wanted.help), "print this text");
    return options;
}

Wanted
Parse(const std::vector<std::string>& arguments, std::string& usage)
{
    Wanted wanted;
    const po::options_description visible = Describe(wanted);
    std::ostringstream text;
    text << USAGE << "\n" << visible;
    usage = text.str();
    po::options_description all;
    all.add(visible).add_options()("file", po::value(&wanted.files));
    ParseArguments(arguments, all, "file", "cache-tests");
    return wanted;
}

void
Run(const Wanted& wanted)
{
    if (wanted.files.size() != 1)
    {
        throw InputError(wanted.files.empty()
                             ? "name a file of tests, like cache-tests.json"
                             : "'" + wanted.files[1] + "' is a second file of tests: name one");
    }
    if (wanted.output.empty())
    {
        throw InputError("name a file for the results with -o, like -o results.json");
    }
    const CacheTestSubject subject = ParseCacheTestSubject(wanted.subject);
    const std::string& file = wanted.files.front();
    const std::vector<CacheTestSuite> suites = ReadCacheTests(LoadJson(file), file);
    ProgressLine progress("tests");
    const std::vector<CacheTestScore> scores =
        RunCacheTests(suites, subject, [&](auto made, auto failed, auto total) {
            progress.Show(made, failed, total);
        });
    progress.Clear();
    WriteWholeFile(wanted.output, FormatCacheTestResults(suites, scores, subject));
    std::cout << CacheTestSummary(scores) << wanted.output << std::endl;
}

} // namespace

int
RunCacheTestsCommand(const std::vector<std::string>& arguments)
{
    std::string usage;
    const Wanted wanted = Parse(arguments, usage);
    if (wanted.help)
    {
        std::cout << usage;
        return EXIT_OK;
    }
    Run(wanted);
    return EXIT_OK;
}

} // namespace pagewire
