// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "cli/commands.h"
#include "lab/csv-reader.h"
#include "lab/ns3-arguments.h"
#include "lab/program-version.h"
#include "lab/progress-line.h"
#include "lab/run-plan.h"
#include "lab/simulation.h"
#include "lab/summary-table.h"
#include "lab/sweep.h"
#include "lab/whole-file.h"
#include "lab/worker-pool.h"

#include <boost/program_options.hpp>

#include <iostream>
#include <sstream>

namespace pagewire
{

namespace
{

namespace po = boost::program_options;

/** What the command line asks for. */
struct RunRequest
{
    std::string scenario;
    std::vector<std::string> assignments;
    std::vector<std::string> unknown; //!< for ns-3
    std::string directory;
    long workers{static_cast<long>(WorkerPool::DefaultWorkers())};
    bool har{false};
    bool pcap{false};
    bool qlog{false};
    bool resume{false};
    bool prune{false};
    bool table{false};
    bool help{false};
};

po::options_description
Describe(RunRequest& request)
{
    po::options_description options("Options", 100, 60);
    auto add = options.add_options();
    add("output,o",
        po::value(&request.directory)->value_name("DIR"),
        "the directory for the results; new or empty");
    add("set",
        po::value(&request.assignments)->composing()->value_name("NAME=VALUE"),
        "sets an option over the scenario file, also over its sweep; may be repeated");
    add("jobs,j",
        po::value(&request.workers)->value_name("N"),
        "runs at a time; else as many as there are processors");
    add("har", po::bool_switch(&request.har), "each run writes page.har");
    add("pcap", po::bool_switch(&request.pcap), "each run writes captures of its links");
    add("qlog", po::bool_switch(&request.qlog), "each run writes the qlogs of QUIC (.sqlog)");
    add("resume", po::bool_switch(&request.resume), "makes only the runs that DIR lacks");
    add("prune",
        po::bool_switch(&request.prune),
        "with --resume: removes runs from DIR that this scenario does not have");
    add("table", po::bool_switch(&request.table), "prints the medians at the end");
    add("help,h", po::bool_switch(&request.help), "prints this");
    return options;
}

std::string
Usage(const po::options_description& options)
{
    std::ostringstream text;
    text << "pagewire run SCENARIO -o DIR [options]\n\n"
         << "Carries out a scenario file, every combination of its sweep, in worker processes,\n"
         << "and writes the results into DIR. Arguments of any ns-3 program are taken too:\n"
         << "--RngRun=3, --ns3::Class::Attribute=value; --PrintHelp lists them.\n\n"
         << options;
    return text.str();
}

RunRequest
Parse(const std::vector<std::string>& arguments, std::string& usage)
{
    RunRequest request;
    const po::options_description visible = Describe(request);
    usage = Usage(visible);
    std::vector<std::string> scenarios;
    po::options_description all;
    all.add(visible).add_options()("scenario", po::value(&scenarios));
    po::positional_options_description positional;
    positional.add("scenario", -1);
    try
    {
        // No guessing: an abbreviation of ours may be a name of ns-3's.
        const int style =
            po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
        const po::parsed_options parsed = po::command_line_parser(arguments)
                                              .options(all)
                                              .positional(positional)
                                              .style(style)
                                              .allow_unregistered()
                                              .run();
        po::variables_map values;
        po::store(parsed, values);
        po::notify(values);
        request.unknown = po::collect_unrecognized(parsed.options, po::exclude_positional);
    }
    catch (const po::error& e)
    {
        throw InputError(std::string(e.what()) + " (pagewire run --help says more)");
    }
    if (scenarios.size() > 1)
    {
        throw InputError("'" + scenarios[1] + "' is a second scenario: name one");
    }
    request.scenario = scenarios.empty() ? "" : scenarios.front();
    return request;
}

/** The names of our own options, among which to look for what a misspelt one meant. */
std::vector<std::string>
OwnNames()
{
    RunRequest request;
    const po::options_description described = Describe(request);
    std::vector<std::string> names;
    for (const auto& option : described.options())
    {
        names.push_back(option->long_name());
    }
    return names;
}

void
CheckRequest(const RunRequest& request)
{
    if (request.scenario.empty())
    {
        throw InputError("name a scenario file to run, like scenarios/first-page.ini");
    }
    if (request.directory.empty())
    {
        throw InputError("name a directory for the results with -o, like -o results/first-page");
    }
    if (request.workers < 1 || request.workers > 4096)
    {
        throw InputError("-j " + std::to_string(request.workers) +
                         " is out of range: write 1 to 4096");
    }
}

/** The command line that does the same once more, up to the options that a failed run adds. */
std::string
RepeatHint(const RunRequest& request)
{
    std::string hint = "pagewire run " + request.scenario;
    for (const std::string& argument : request.unknown)
    {
        hint += " " + argument;
    }
    for (const std::string& assignment : request.assignments)
    {
        const bool plain = assignment.find_first_of(" \t\"'$;&|<>()*?[]\\") == std::string::npos;
        hint += " --set " + (plain ? assignment : "'" + assignment + "'");
    }
    return hint + " -o NEW-DIRECTORY";
}

SweepOutcome
MakeSweep(const RunRequest& request, const RunPlan& plan)
{
    SweepSettings settings;
    settings.directory = request.directory;
    settings.workers = static_cast<unsigned>(request.workers);
    settings.resume = request.resume;
    settings.repeatHint = RepeatHint(request);
    settings.prune = request.prune;
    ProgressLine line("runs");
    SweepListener listener;
    listener.progress = [&line](std::size_t made, std::size_t failed, std::size_t missing) {
        line.Show(made, failed, missing);
    };
    listener.failure = [&line](const std::string& sentence) {
        line.Clear();
        std::cerr << "pagewire: " << sentence << std::endl;
    };
    const Runner runner = [&](const PlannedRun& run, const std::string& folder) {
        MakePlannedRun(plan, run, settings.directory, folder);
    };
    return CarryOut(plan, settings, runner, listener);
}

void
PrintOutcome(const RunRequest& request, const RunPlan& plan, const SweepOutcome& outcome)
{
    if (request.table)
    {
        const std::string file = request.directory + "/runs.csv";
        const CsvRows runs = ReadCsv(ReadWholeFile(file, "the table of the runs"), file);
        std::cout << SummaryTable(runs, plan.SweptOptions());
    }
    const std::size_t made = outcome.planned - outcome.found - outcome.failed.size();
    std::cout << made << (made == 1 ? " run" : " runs") << " made";
    if (outcome.found > 0)
    {
        std::cout << ", " << outcome.found << " there before";
    }
    if (!outcome.failed.empty())
    {
        std::cout << ", " << outcome.failed.size() << " failed (--resume tries them again)";
    }
    if (outcome.others > 0)
    {
        std::cout << ", " << outcome.others << " of other scenarios kept (--prune removes them)";
    }
    std::cout << ": " << request.directory << std::endl;
}

} // namespace

int
RunRunCommand(const std::vector<std::string>& arguments)
{
    std::string usage;
    const RunRequest request = Parse(arguments, usage);
    if (request.help)
    {
        std::cout << usage;
        return EXIT_OK;
    }
    const Ns3Arguments ns3Arguments(request.unknown, OwnNames());
    if (ns3Arguments.AsksToPrint())
    {
        ns3Arguments.Print(usage);
    }
    CheckRequest(request);
    Scenario scenario = Scenario::Load(request.scenario);
    ns3Arguments.AssignTo(scenario);
    for (const std::string& assignment : request.assignments)
    {
        scenario.Assign(assignment);
    }
    const RunPlan plan(scenario,
                       {ProgramVersion(PAGEWIRE_VERSION),
                        ns3Arguments.ForNs3(),
                        request.har,
                        request.pcap,
                        request.qlog});
    const SweepOutcome outcome = MakeSweep(request, plan);
    if (outcome.signal != 0)
    {
        std::cerr << "pagewire: interrupted; what is whole is in " << request.directory
                  << ", and --resume makes the rest" << std::endl;
        return 128 + outcome.signal;
    }
    PrintOutcome(request, plan, outcome);
    return outcome.failed.empty() ? EXIT_OK : EXIT_RUNS_FAILED;
}

} // namespace pagewire
