// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SWEEP_H
#define PAGEWIRE_LAB_SWEEP_H

#include "lab/run-plan.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace pagewire
{

/** How runs are made, as far as results do not depend on it. */
struct SweepSettings
{
    std::string directory;      //!< for the results
    unsigned workers{1};        //!< processes at a time
    bool resume{false};         //!< the directory may hold results already
    bool prune{false};          //!< runs that the plan does not have are removed from it
    bool freshProcesses{false}; //!< each run has a process of its own, for what its runner leaves
                                //!< behind; else a worker makes many
    std::string repeatHint;     //!< the command that repeats the sweep, for reports of failed runs
};

/** Hears of a sweep while it goes on, in the process that called for it. */
struct SweepListener
{
    /** So many runs were made and have failed, of so many that were missing. */
    std::function<void(std::size_t made, std::size_t failed, std::size_t missing)> progress;
    std::function<void(const std::string& sentence)> failure; //!< what happened to a run
};

/** What came of the runs of a plan. */
struct SweepOutcome
{
    std::size_t planned{0};
    std::size_t found{0};            //!< were there before
    std::size_t others{0};           //!< runs there that are not of this plan
    std::vector<std::string> failed; //!< names ("0007") of runs that are not there now
    int signal{0};                   //!< that stopped it; 0: none
};

/**
 * Makes one run, in a worker process: writes its tables and whatever else it yields into the folder
 * given. It leaves nothing behind in the process that would change the next one. What it throws is
 * why the run failed.
 */
using Runner = std::function<void(const PlannedRun& run, const std::string& folder)>;

/**
 * Makes those runs of a plan that are not there yet, in worker processes, and puts them into the
 * store of the directory. Others may do so at the same time. A run that fails is told of
 * and leaves nothing; the others go on.
 * \param numbers of the runs, from 1
 * \throws InputError if the directory cannot be used
 */
SweepOutcome MakeRuns(const RunPlan& plan,
                      const std::vector<std::size_t>& numbers,
                      const SweepSettings& settings,
                      const Runner& runner,
                      const SweepListener& listener);

/**
 * Puts the tables of a plan's runs together, as far as they are in the store of the directory:
 * merged tables, links "runs/0001" and so on, scenario and manifest, which are then of this plan
 * alone.
 * \return as CarryOut does; runs that are not there count as failed
 * \throws InputError if the directory cannot be used, or somebody else is at work on it
 */
SweepOutcome MergeRuns(const RunPlan& plan, const SweepSettings& settings);

/** Makes every run of a plan that is not there yet, and merges the tables unless it was stopped.
 * \throws InputError as the two above, and if the directory holds something but may not */
SweepOutcome CarryOut(const RunPlan& plan,
                      const SweepSettings& settings,
                      const Runner& runner,
                      const SweepListener& listener);

} // namespace pagewire

#endif
