// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_OPTION_RULES_H
#define PAGEWIRE_LAB_OPTION_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

#include <string>

namespace pagewire
{

/**
 * \return whether the option's default means nothing beside what was given: a link's rate beside
 * its trace, the settings of a link that is not there, or of a hand-over that does not happen
 */
bool IsMoot(const std::string& option, const Scenario& scenario);

/**
 * Turns the texts of one combination into typed options, defaults filled in.
 * \param scenario without a sweep
 * \throws InputError naming the place of a setting that contradicts another one
 */
ScenarioOptions ResolveOptions(const Scenario& scenario);

} // namespace pagewire

#endif
