// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CLI_PARSE_ARGUMENTS_H
#define PAGEWIRE_CLI_PARSE_ARGUMENTS_H

#include <boost/program_options.hpp>

#include <string>
#include <vector>

namespace pagewire
{

/**
 * \param positional the option that arguments without a name are values of; empty: none are allowed
 * \param command whose --help is named where something is wrong
 * \return what the arguments of a command say; values that options are bound to are set
 * \throws InputError if they are none of its options. Abbreviations are not guessed: a new option
 * must not change what an old script means
 */
boost::program_options::variables_map ParseArguments(
    const std::vector<std::string>& arguments,
    const boost::program_options::options_description& options,
    const std::string& positional,
    const std::string& command);

} // namespace pagewire

#endif
