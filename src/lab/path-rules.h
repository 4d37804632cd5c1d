// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PATH_RULES_H
#define PAGEWIRE_LAB_PATH_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

#include <string>

namespace pagewire
{

/** What cannot go together of proxies, protocols, workloads and faults. \throws InputError */
void CheckPath(const Scenario& scenario, const ScenarioOptions& options);

/** \return whether the option is of a proxy that is on no path of the scenario's */
bool IsOfAbsentProxy(const std::string& option, const Scenario& scenario);

/** \return whether the option is of a proxy, workload or fault that the scenario does not have */
bool IsMootOnPath(const std::string& option, const Scenario& scenario);

} // namespace pagewire

#endif
