// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "base/nearest-name.h"
#include "cli/commands.h"
#include "cli/page-command.h"
#include "cli/python-command.h"
#include "lab/ns3-arguments.h"

#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace
{

using namespace pagewire;

struct Command
{
    const char* name;
    const char* what;
    std::function<int(const std::vector<std::string>&)> run;
};

/** A command that the Python package carries out. */
std::function<int(const std::vector<std::string>&)>
InPython(const std::string& verb)
{
    return [verb](const std::vector<std::string>& arguments) -> int {
        RunPythonCommand(verb, arguments);
    };
}

const std::vector<Command>&
Commands()
{
    static const std::vector<Command> commands{
        {"run", "carries out a scenario and writes its results", RunRunCommand},
        {"sweep",
         "carries out a scenario in shares, until means are known, on many machines",
         InPython("sweep")},
        {"report",
         "makes one web page of results: tables, figures, waterfalls",
         InPython("report")},
        {"figure", "draws a figure of results", InPython("figure")},
        {"artefact", "packs results with all that it takes to check them", InPython("artefact")},
        {"lab", "lab worksheets: makes a student's folder, checks answers", InPython("lab")},
        {"notebook", "opens a notebook in Jupyter", InPython("notebook")},
        {"page", "makes a page description from a HAR capture or from numbers", RunPageCommand},
        {"cache-tests", "puts a cache to a suite of behaviour tests", RunCacheTestsCommand},
        {"link-trace", "makes a link trace as a cellular link might be", RunLinkTraceCommand},
        {"cachesim", "runs a trace of requests through caches", RunCachesimCommand},
        {"options", "lists what a scenario can set", RunOptionsCommand},
        {"models", "lists the attributes and trace sources of the models", RunModelsCommand},
        {"version", "prints the version of the program and its libraries", RunVersionCommand},
    };
    return commands;
}

std::string
Usage()
{
    std::string text = "Puts a web page on a simulated wire.\n\n";
    for (const Command& command : Commands())
    {
        const std::string name = command.name;
        text += "  pagewire " + name + std::string(12 - name.size(), ' ') + command.what + "\n";
    }
    return text + "\npagewire COMMAND --help says more; --PrintHelp lists what any ns-3 program "
                  "takes.\n";
}

int
Dispatch(const std::vector<std::string>& arguments)
{
    if (arguments.empty())
    {
        std::cerr << Usage();
        return EXIT_MISTAKE;
    }
    const std::string& name = arguments.front();
    if (name == "--help" || name == "-h" || name == "help")
    {
        std::cout << Usage();
        return EXIT_OK;
    }
    const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
    if (name == "--version")
    {
        return RunVersionCommand(rest);
    }
    if (name.rfind("--Print", 0) == 0)
    {
        Ns3Arguments(arguments).Print(Usage());
    }
    std::vector<std::string> names;
    for (const Command& command : Commands())
    {
        if (name == command.name)
        {
            return command.run(rest);
        }
        names.emplace_back(command.name);
    }
    throw InputError("there is no command '" + name +
                     "': " + DidYouMean(name, names, "pagewire --help lists them"));
}

} // namespace

int
main(int argc, char* argv[])
{
    try
    {
        return Dispatch({argv + 1, argv + argc});
    }
    catch (const pagewire::InputError& e)
    {
        std::cerr << "pagewire: " << e.what() << std::endl;
        return EXIT_MISTAKE;
    }
    catch (const std::exception& e)
    {
        std::cerr << "pagewire: " << e.what() << std::endl;
        return EXIT_RUNS_FAILED;
    }
}
