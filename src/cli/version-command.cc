// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "cli/commands.h"
#include "lab/program-version.h"
#include "lab/run-plan.h"

#include <iostream>

namespace pagewire
{

int
RunVersionCommand(const std::vector<std::string>& arguments)
{
    if (!arguments.empty() && arguments.front() != "--help")
    {
        throw InputError("'" + arguments.front() + "': pagewire version takes no arguments");
    }
    if (!arguments.empty())
    {
        std::cout << "pagewire version\n\nPrints the version of the program and of the libraries "
                     "whose bytes go on the wire.\n";
        return EXIT_OK;
    }
    std::cout << "pagewire " << ProgramVersion(PAGEWIRE_VERSION) << "\n";
    for (const auto& [library, version] : LibraryVersions())
    {
        std::cout << library << " " << version << "\n";
    }
    return EXIT_OK;
}

} // namespace pagewire
