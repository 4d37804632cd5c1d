// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_REQUEST_RULES_H
#define PAGEWIRE_LAB_REQUEST_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

#include <cstdint>

namespace pagewire
{

/** Checks what a workload of requests cannot have. \throws InputError naming the place of a setting
 * that contradicts another one */
void CheckRequests(const Scenario& scenario, const ScenarioOptions& options);

/** As CheckRequests, of what a log has, once it was read. \param clients how many it names */
void CheckLoggedClients(const Scenario& scenario,
                        const ScenarioOptions& options,
                        std::uint32_t clients);

} // namespace pagewire

#endif
