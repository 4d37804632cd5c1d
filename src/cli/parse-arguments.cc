// SPDX-License-Identifier: GPL-2.0-only
#include "cli/parse-arguments.h"

#include "base/error.h"

namespace pagewire
{

namespace po = boost::program_options;

po::variables_map
ParseArguments(const std::vector<std::string>& arguments,
               const po::options_description& options,
               const std::string& positional,
               const std::string& command)
{
    po::positional_options_description places;
    if (!positional.empty())
    {
        places.add(positional.c_str(), -1);
    }
    const int style =
        po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::variables_map values;
    try
    {
        po::store(po::command_line_parser(arguments)
                      .options(options)
                      .positional(places)
                      .style(style)
                      .run(),
                  values);
        po::notify(values);
    }
    catch (const po::error& error)
    {
        throw InputError(std::string(error.what()) + ": see pagewire " + command + " --help");
    }
    return values;
}

} // namespace pagewire
