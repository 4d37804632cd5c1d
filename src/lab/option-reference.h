// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_OPTION_REFERENCE_H
#define PAGEWIRE_LAB_OPTION_REFERENCE_H

#include "lab/option.h"

#include <string>

namespace pagewire
{

/** \return all that is known of one option, a few lines */
std::string DescribeOption(const Option& option);

/**
 * \param section only its options; empty: all
 * \return a line for each option: name, default, what it is
 */
std::string ListOptions(const std::string& section);

/** \return the reference of all options for the handbook, a table for each section */
std::string OptionsAsMarkdown();

} // namespace pagewire

#endif
