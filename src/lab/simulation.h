// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SIMULATION_H
#define PAGEWIRE_LAB_SIMULATION_H

#include "lab/run-plan.h"
#include "lab/scenario-options.h"
#include "page/page.h"
#include "page/priority-policy.h"
#include "page/request-log.h"
#include "report/run-result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** What makes one simulation. */
struct SimulationInput
{
    ScenarioOptions options;
    Page page;
    RequestLog requests;        //!< for the resources of the page, where the workload is that
    std::uint64_t runNumber{1}; //!< ns-3's RngRun; the seed is among the options
    std::vector<std::string> ns3Arguments;      //!< checked by Ns3Arguments
    bool qlog{false};                           //!< whether the qlogs of QUIC are kept
    std::string capturePrefix;                  //!< of the captures' names; empty: none are written
    std::shared_ptr<PriorityPolicy> priorities; //!< of the browser's requests; null: as the page
                                                //!< states them
};

/**
 * Builds the network, the origin and the browser, loads the page, and takes all down again. The
 * same input gives the same result, to the nanosecond, whatever ran before in this process.
 * \throws InputError for what only shows when it is built
 */
RunResult Simulate(const SimulationInput& input);

/** Makes one run of a plan: simulates it and writes its tables and files into the folder.
 * \param priorities see SimulationInput */
void MakePlannedRun(const RunPlan& plan,
                    const PlannedRun& run,
                    const std::string& directory,
                    const std::string& folder,
                    const std::shared_ptr<PriorityPolicy>& priorities = nullptr);

} // namespace pagewire

#endif
