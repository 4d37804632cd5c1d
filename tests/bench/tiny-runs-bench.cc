// SPDX-License-Identifier: GPL-2.0-only
// The runs of a scenario one after another in one process, each simulated and its files written,
// with nothing of what a sweep does besides: what the cost of a sweep is held against.
#include "lab/run-plan.h"
#include "lab/simulation.h"

#include <sys/resource.h>

#include <cstdio>
#include <filesystem>

using namespace pagewire;

namespace
{

double
CpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

int
main(int argc, char* argv[])
{
    if (argc != 3)
    {
        std::fprintf(stderr, "tiny-runs-bench SCENARIO FOLDER\n");
        return 2;
    }
    const std::string directory = argv[2];
    const RunPlan plan(Scenario::Load(argv[1]), {});
    const double before = CpuSeconds();
    plan.Inputs().Write(directory);
    for (const PlannedRun& run : plan.Runs())
    {
        const std::string folder = directory + "/" + run.Folder();
        std::filesystem::create_directories(folder);
        MakePlannedRun(plan, run, directory, folder);
    }
    std::printf("%.3f\n", CpuSeconds() - before);
    return 0;
}
