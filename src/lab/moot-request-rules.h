// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_MOOT_REQUEST_RULES_H
#define PAGEWIRE_LAB_MOOT_REQUEST_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

namespace pagewire
{

/**
 * Refuses what would change nothing in a workload of requests: what is of packets where there are
 * none, and what draws requests and objects beside a log that has them. An option at its default
 * may stand, as a scenario written by FormatScenario spells all of them out.
 * \throws InputError with the place
 */
void CheckMootForRequests(const Scenario& scenario, const ScenarioOptions& options);

/** Which files were asked for on the command line. */
struct WantedFiles
{
    bool har{false};
    bool pcap{false};
    bool qlog{false};
};

/** Refuses files that such a workload cannot fill. \throws InputError with the place */
void CheckFilesOfRequests(const Scenario& scenario,
                          const ScenarioOptions& options,
                          const WantedFiles& wanted);

} // namespace pagewire

#endif
