// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CLI_PYTHON_COMMAND_H
#define PAGEWIRE_CLI_PYTHON_COMMAND_H

#include <string>
#include <vector>

namespace pagewire
{

/**
 * Hands a command over to the Python package: this process becomes `python3 -m pagewire VERB ...`.
 * The package is the one beside this program in the build tree, else the one installed with it.
 * \param verb the name of the command, as the package knows it
 * \param arguments what follows the name
 * \return never
 * \throws InputError if the package or Python is not there
 */
[[noreturn]] void RunPythonCommand(const std::string& verb,
                                   const std::vector<std::string>& arguments);

} // namespace pagewire

#endif
