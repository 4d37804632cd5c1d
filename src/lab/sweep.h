// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SWEEP_H
#define PAGEWIRE_LAB_SWEEP_H

#include "lab/run-plan.h"

#include <functional>
#include <string>
#include <vector>

namespace pagewire
{

/** How a sweep is carried out, as far as results do not depend on it. */
struct SweepSettings
{
    std::string directory;  //!< for the results
    unsigned workers{1};    //!< processes at a time
    bool resume{false};     //!< the directory may hold results already
    std::string repeatHint; //!< the command that repeats the sweep, for reports of failed runs
};

/** What came of a sweep. */
struct SweepOutcome
{
    std::size_t planned{0};
    std::size_t found{0};            //!< were there before
    std::vector<std::string> failed; //!< folders of runs that are not there now
    int signal{0};                   //!< that stopped it; 0: none
};

/**
 * Makes one run, in a process of its own: writes its tables and whatever else it yields into the
 * folder given. Mistakes of the user's throw InputError.
 */
using Runner = std::function<void(const PlannedRun& run, const std::string& folder)>;

/**
 * Carries out every run of a plan that is not there yet, and merges the tables. A run that fails
 * is reported on the standard error and leaves nothing; the others go on.
 * \throws InputError if the directory cannot be used
 */
SweepOutcome CarryOut(const RunPlan& plan, const SweepSettings& settings, const Runner& runner);

} // namespace pagewire

#endif
