// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CLI_PAGE_COMMAND_H
#define PAGEWIRE_CLI_PAGE_COMMAND_H

#include <string>
#include <vector>

namespace pagewire
{

/**
 * The command `pagewire page`: makes a page description from a HAR capture, from a few numbers or
 * from published statistics. What an import left out goes to standard error.
 * \param arguments those after the word `page`
 * \return the exit status, 0
 * \throws InputError on a mistake of the user's; nothing is written then
 */
int RunPageCommand(const std::vector<std::string>& arguments);

} // namespace pagewire

#endif
