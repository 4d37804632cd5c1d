// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CATALOGUE_RULES_H
#define PAGEWIRE_LAB_CATALOGUE_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

namespace pagewire
{

/** Checks what the objects of a workload of requests are to be. \throws InputError with the place
 */
void CheckCatalogue(const Scenario& scenario, const ScenarioOptions& options);

} // namespace pagewire

#endif
