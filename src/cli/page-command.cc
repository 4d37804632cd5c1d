// SPDX-License-Identifier: GPL-2.0-only
#include "cli/page-command.h"

#include "base/error.h"
#include "cli/parse-arguments.h"
#include "page/har-import.h"
#include "page/neutral-names.h"
#include "page/page-json.h"
#include "page/page-reader.h"
#include "page/synthetic.h"

#include <boost/program_options.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

namespace pagewire
{

namespace
{

namespace po = boost::program_options;

constexpr const char* USAGE =
    "Makes a page description, which scenarios read (docs/page-format.md).\n"
    "\n"
    "  pagewire page FILE.har -o page.json\n"
    "  pagewire page --synthetic objects=40,size=50KB -o page.json\n"
    "  pagewire page --percentile 50 --device mobile -o page.json\n"
    "\n"
    "FILE may also be a page description: it is checked and written in its plain form.\n";

po::options_description
Options()
{
    po::options_description options("Options");
    options.add_options()("help,h", "print this text")(
        "output,o",
        po::value<std::string>()->value_name("FILE"),
        "write the page there; without it, to standard output")(
        "page",
        po::value<std::string>()->value_name("ID"),
        "page load of a HAR file that holds several, by its id or number; default the first")(
        "after-load",
        "take in also what was found after the load event")(
        "caching",
        "take in what the responses of a HAR file say for caches: Cache-Control, Expires and such")(
        "neutral",
        "replace hosts and paths by neutral names: h1.example, /image-17.jpg")(
        "title",
        po::value<std::string>()->value_name("TEXT"),
        "title of the page, for people")("source",
                                         po::value<std::string>()->value_name("TEXT"),
                                         "whence its figures come, for people")(
        "synthetic",
        po::value<std::string>()->value_name("LIST"),
        "a page of equal objects: objects=40,size=50KB,html=20KB,hosts=1,found=complete|spread")(
        "percentile",
        po::value<int>()->value_name("N"),
        "a page with the published request counts and weights of percentile 10, 25, 50, 75 or 90")(
        "device",
        po::value<std::string>()->value_name("NAME"),
        "with --percentile: mobile (default) or desktop")(
        "input",
        po::value<std::vector<std::string>>()->value_name("FILE"),
        "the HAR file or page description, also without --input");
    return options;
}

std::string
TextOf(const po::variables_map& values, const char* option)
{
    return values.count(option) > 0 ? values[option].as<std::string>() : "";
}

void
CheckCombination(const po::variables_map& values)
{
    const std::size_t inputs =
        values.count("input") > 0 ? values["input"].as<std::vector<std::string>>().size() : 0;
    if (inputs + values.count("synthetic") + values.count("percentile") != 1)
    {
        throw InputError(
            "pagewire page makes one page: name one file, or --synthetic, or --percentile");
    }
    if (values.count("device") > 0 && values.count("percentile") == 0)
    {
        throw InputError("--device chooses between published figures: give --percentile too");
    }
    if (inputs == 0 && values.count("page") + values.count("after-load") > 0)
    {
        throw InputError("--page and --after-load choose from a HAR file: name one");
    }
    if (inputs == 0 && values.count("caching") > 0)
    {
        throw InputError("--caching takes from a HAR file: name one");
    }
}

Page
ReadInput(const po::variables_map& values, std::vector<std::string>& notes)
{
    const std::string file = values["input"].as<std::vector<std::string>>().front();
    const JsonValue document = LoadJson(file);
    if (document.Find("log") == nullptr || document.Find("pagewire-page") != nullptr)
    {
        return PageReader(file).Read(document);
    }
    ImportOptions options;
    options.page = TextOf(values, "page");
    options.afterLoad = values.count("after-load") > 0;
    options.caching = values.count("caching") > 0;
    ImportReport report;
    Page page = ImportHar(document, file, options, report);
    for (const std::string& note : report.notes)
    {
        notes.push_back(file + ": " + note);
    }
    return page;
}

Page
MakePage(const po::variables_map& values, std::vector<std::string>& notes)
{
    if (values.count("synthetic") > 0)
    {
        return SyntheticPage(ParseSyntheticOptions(TextOf(values, "synthetic")));
    }
    if (values.count("percentile") > 0)
    {
        PercentileOptions options;
        options.percentile = values["percentile"].as<int>();
        options.device = values.count("device") > 0 ? TextOf(values, "device") : options.device;
        return PercentilePage(options);
    }
    return ReadInput(values, notes);
}

/** Writes the file whole or not at all. */
void
WriteWhole(const std::string& file, const std::string& text)
{
    const std::string part = file + ".part";
    std::ofstream stream(part, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream || std::rename(part.c_str(), file.c_str()) != 0)
    {
        std::remove(part.c_str());
        throw InputError(file,
                         0,
                         "this file cannot be written: name one in a folder that you may write");
    }
}

std::string
Summary(const std::string& file, const Page& page)
{
    return file + ": " + std::to_string(page.resources.size()) + " resources, " +
           std::to_string(page.hosts.size()) + " hosts, " + std::to_string(page.ContentBytes()) +
           " octets of content";
}

void
Run(const po::variables_map& values)
{
    CheckCombination(values);
    std::vector<std::string> notes;
    Page page = MakePage(values, notes);
    if (values.count("neutral") > 0)
    {
        page = WithNeutralNames(std::move(page));
    }
    page.title = values.count("title") > 0 ? TextOf(values, "title") : page.title;
    page.source = values.count("source") > 0 ? TextOf(values, "source") : page.source;
    const std::string text = FormatPage(page);
    if (values.count("output") == 0)
    {
        std::cout << text;
    }
    else
    {
        WriteWhole(TextOf(values, "output"), text);
        notes.push_back(Summary(TextOf(values, "output"), page));
    }
    for (const std::string& note : notes)
    {
        std::cerr << note << "\n";
    }
}

} // namespace

int
RunPageCommand(const std::vector<std::string>& arguments)
{
    const po::variables_map values = ParseArguments(arguments, Options(), "input", "page");
    if (values.count("help") > 0)
    {
        std::cout << USAGE << "\n" << Options();
        return 0;
    }
    Run(values);
    return 0;
}

} // namespace pagewire
