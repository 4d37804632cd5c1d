// SPDX-License-Identifier: GPL-2.0-only
#include "lab/simulation.h"

#include "report/run-writer.h"

#include <stdexcept>

namespace pagewire
{

RunResult
Simulate(const SimulationInput&)
{
    throw std::logic_error("the browser and the origin are not in this build yet");
}

void
MakePlannedRun(const RunPlan& plan,
               const PlannedRun& run,
               const std::string& directory,
               const std::string& folder)
{
    SimulationInput input;
    input.options = plan.OptionsOf(run, directory);
    input.page = plan.Inputs().PageOf(run.point->scenario.Given("page.file")->text);
    input.runNumber = run.runNumber;
    input.ns3Arguments = plan.Context().ns3Arguments;
    input.capturePrefix = plan.Context().pcap ? folder + "/" : "";
    RunIdentity identity;
    identity.number = static_cast<std::uint32_t>(run.number);
    identity.repeat = run.repeat;
    identity.seed = input.options.seed;
    identity.run = run.runNumber;
    identity.swept = run.SweptColumns();
    WriteRun(Simulate(input), identity, folder, plan.Context().har);
}

} // namespace pagewire
