// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_BROWSING_RULES_H
#define PAGEWIRE_LAB_BROWSING_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

#include <string>

namespace pagewire
{

/** Checks what the browser's cache and its visits need of each other and of the rest. \throws
 * InputError at the option that cannot stand */
void CheckBrowsing(const Scenario& scenario, const ScenarioOptions& options);

/** \return whether the option means nothing, as the cache or the further visits that it belongs to
 * are not there */
bool IsMootForBrowsing(const std::string& option, const Scenario& scenario);

} // namespace pagewire

#endif
