// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CLI_COMMANDS_H
#define PAGEWIRE_CLI_COMMANDS_H

#include <string>
#include <vector>

namespace pagewire
{

/** Exit statuses of the command. An interrupted one ends with 128 plus the signal: 130 for Ctrl-C.
 */
enum ExitStatus
{
    EXIT_OK = 0,
    EXIT_RUNS_FAILED = 1, //!< some runs could not be made, or the program broke
    EXIT_MISTAKE = 2,     //!< the user's, told in one sentence
};

/**
 * The commands, a file each. Each takes the arguments after its name and returns the exit status;
 * mistakes of the user's throw InputError.
 */
int RunRunCommand(const std::vector<std::string>& arguments);
int RunOptionsCommand(const std::vector<std::string>& arguments);
int RunModelsCommand(const std::vector<std::string>& arguments);
int RunCacheTestsCommand(const std::vector<std::string>& arguments);
int RunLinkTraceCommand(const std::vector<std::string>& arguments);
int RunCachesimCommand(const std::vector<std::string>& arguments);
int RunVersionCommand(const std::vector<std::string>& arguments);

} // namespace pagewire

#endif
