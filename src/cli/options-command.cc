// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "cli/commands.h"
#include "lab/option-reference.h"
#include "lab/option-table.h"

#include <iostream>

namespace pagewire
{

namespace
{

constexpr const char* USAGE =
    "pagewire options [--markdown | NAME | SECTION]\n\n"
    "Lists every option of a scenario with its default, those of one section, or all\n"
    "that is known of one option. --markdown gives the handbook's reference.\n";

int
Describe(const std::string& name)
{
    if (const Option* const option = FindOption(name))
    {
        std::cout << DescribeOption(*option);
        return EXIT_OK;
    }
    const std::string section = ListOptions(name);
    if (name.empty() || section.empty())
    {
        const std::string nearest = NearestOption(name);
        throw InputError("there is no option or section '" + name + "'" +
                         (nearest.empty() ? ": pagewire options lists them"
                                          : ": did you mean '" + nearest + "'?"));
    }
    std::cout << section;
    return EXIT_OK;
}

} // namespace

int
RunOptionsCommand(const std::vector<std::string>& arguments)
{
    if (arguments.empty())
    {
        std::cout << ListOptions("");
        return EXIT_OK;
    }
    if (arguments.size() > 1)
    {
        throw InputError("'" + arguments[1] +
                         "' is one argument too many: name one option or section");
    }
    if (arguments.front() == "--help")
    {
        std::cout << USAGE;
        return EXIT_OK;
    }
    if (arguments.front() == "--markdown")
    {
        std::cout << OptionsAsMarkdown();
        return EXIT_OK;
    }
    return Describe(arguments.front());
}

} // namespace pagewire
