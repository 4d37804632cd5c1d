// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_RUNS_TABLE_H
#define PAGEWIRE_REPORT_RUNS_TABLE_H

#include "report/run-result.h"

#include <string>
#include <vector>

namespace pagewire
{

/** \return the columns of runs.csv in a run's own folder, whatever the run */
const std::vector<std::string>& RunsColumns();

/** \return one row: status, page load time, first byte, counts of the link next to the browser; of
 * a workload of requests how it was answered. What was not observed is empty. */
std::string RunsTable(const RunResult& result, const RunIdentity& identity);

} // namespace pagewire

#endif
