// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "cli/commands.h"
#include "cli/parse-arguments.h"
#include "lab/model-reference.h"

#include <boost/program_options.hpp>
#include <iostream>

namespace pagewire
{

namespace
{

namespace po = boost::program_options;

constexpr const char* USAGE =
    "pagewire models [NAME]\n"
    "pagewire models --markdown NAME [--beside OTHER]\n"
    "\n"
    "Lists the models, which are classes of ns-3, or all that one of them has: attributes\n"
    "with type and default, and trace sources (docs/models says more).\n";

po::options_description
Options()
{
    po::options_description options("Options");
    options.add_options()("help,h", "print this text")("markdown",
                                                       "give the tables of the handbook instead")(
        "beside",
        po::value<std::string>()->value_name("OTHER"),
        "leave out what the model OTHER has likewise");
    return options;
}

po::options_description
AllOptions()
{
    po::options_description options = Options();
    options.add_options()("name", po::value<std::vector<std::string>>());
    return options;
}

std::string
AsMarkdown(const po::variables_map& values, const std::string& name)
{
    const ns3::TypeId type = FindModel(name);
    return values.count("beside") > 0
             ? ModelAsMarkdown(type, FindModel(values["beside"].as<std::string>()))
             : ModelAsMarkdown(type);
}

} // namespace

int
RunModelsCommand(const std::vector<std::string>& arguments)
{
    const po::variables_map values = ParseArguments(arguments, AllOptions(), "name", "models");
    if (values.count("help") > 0)
    {
        std::cout << USAGE << "\n" << Options();
        return EXIT_OK;
    }
    const bool markdown = values.count("markdown") > 0;
    if (values.count("beside") > 0 && !markdown)
    {
        throw InputError("--beside is of tables: add --markdown");
    }
    if (values.count("name") == 0)
    {
        if (markdown)
        {
            throw InputError("--markdown needs the name of a model: pagewire models lists them");
        }
        std::cout << ListModels();
        return EXIT_OK;
    }
    const auto& names = values["name"].as<std::vector<std::string>>();
    if (names.size() > 1)
    {
        throw InputError("'" + names[1] + "' is one argument too many: name one model");
    }
    std::cout << (markdown ? AsMarkdown(values, names.front())
                           : DescribeModel(FindModel(names.front())));
    return EXIT_OK;
}

} // namespace pagewire
