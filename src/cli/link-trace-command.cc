// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "base/units.h"
#include "cli/commands.h"
#include "cli/parse-arguments.h"
#include "lab/whole-file.h"
#include "net/cellular-trace.h"
#include "net/link-trace.h"

#include <boost/program_options.hpp>
#include <charconv>
#include <iostream>
#include <sstream>

namespace pagewire
{

namespace
{

namespace po = boost::program_options;

constexpr const char* USAGE =
    "Makes a link trace as a cellular link might be recorded, for access.trace and its like\n"
    "(docs/models/links.md says by what model).\n"
    "\n"
    "  pagewire link-trace -o lte.down --mean 8Mbps\n"
    "  pagewire link-trace -o lte.up --mean 3Mbps --duration 30s --seed 2\n";

po::options_description
Options()
{
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    po::options_description options("Options");
    options.add_options()("help,h", "print this text")(
        "output,o",
        text("FILE"),
        "write the trace there; without it, to standard output")(
        "seed",
        text("N"),
        "what fixes the randomness, a whole number; default 1")(
        "duration",
        text("TIME"),
        "after which the trace repeats, 1s to 60min; default 60s")(
        "mean",
        text("RATE"),
        "mean bits a second counted on IP octets, 100kbps to 1Gbps; default 8Mbps")(
        "peak",
        text("RATE"),
        "rate that is never exceeded; default two and a half means")(
        "sigma",
        text("N"),
        "how the rate moves: packets a second, the standard deviation after 1 s; default 200")(
        "outage",
        text("TIME"),
        "mean length of an outage, 20ms to 1min; default 250ms");
    return options;
}

template <class T>
T
ParseNumber(const std::string& text, const char* what)
{
    T number{};
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || rest != end)
    {
        throw InputError("'" + text + "' is not " + what);
    }
    return number;
}

/** Has the option's text read, where it was given, and its errors name the option. */
template <class T, class Reader>
void
Read(const po::variables_map& values, const char* option, T& into, Reader reader)
{
    if (values.count(option) == 0)
    {
        return;
    }
    try
    {
        into = reader(values[option].as<std::string>());
    }
    catch (const InputError& error)
    {
        throw InputError("--" + std::string(option) + ": " + error.what());
    }
}

CellularTraceOptions
ReadOptions(const po::variables_map& values)
{
    CellularTraceOptions options;
    Read(values, "seed", options.seed, [](const std::string& text) {
        return ParseNumber<std::uint64_t>(text, "a whole number from 0 on");
    });
    Read(values, "duration", options.duration, ParseDuration);
    Read(values, "mean", options.meanRate, ParseBitRate);
    Read(values, "peak", options.peakRate, ParseBitRate);
    Read(values, "sigma", options.sigma, [](const std::string& text) {
        return ParseNumber<double>(text, "a number");
    });
    Read(values, "outage", options.outage, ParseDuration);
    if (values.count("peak") > 0 && options.peakRate <= options.meanRate)
    {
        throw InputError("--peak " + values["peak"].as<std::string>() +
                         " leaves no room above the mean: give more than " +
                         FormatBitRate(options.meanRate));
    }
    return options;
}

std::string
Summary(const std::string& file, const std::string& text)
{
    std::istringstream lines(text);
    const LinkTrace trace = LinkTrace::Parse(lines, file);
    return file + ": " + std::to_string(trace.Count()) + " opportunities in " +
           std::to_string(trace.Period()) + " ms, " + std::to_string(trace.MeanRate()) + " bit/s";
}

} // namespace

int
RunLinkTraceCommand(const std::vector<std::string>& arguments)
{
    const po::variables_map values = ParseArguments(arguments, Options(), "", "link-trace");
    if (values.count("help") > 0)
    {
        std::cout << USAGE << "\n" << Options();
        return EXIT_OK;
    }
    const std::string text = FormatLinkTrace(MakeCellularTrace(ReadOptions(values)));
    if (values.count("output") == 0)
    {
        std::cout << text;
        return EXIT_OK;
    }
    const std::string file = values["output"].as<std::string>();
    WriteWholeFile(file, text);
    std::cerr << Summary(file, text) << "\n";
    return EXIT_OK;
}

} // namespace pagewire
