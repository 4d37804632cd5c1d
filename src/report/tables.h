// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_TABLES_H
#define PAGEWIRE_REPORT_TABLES_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/**
 * The tables of one run as CSV, header line first. All begin with the columns seed and rng_run;
 * times are in milliseconds from the start of the navigation.
 * docs/results.md describes every column.
 */

/** \return a row a request, in the order of discovery */
std::string RequestsTable(const RunResult& result, const RunIdentity& identity);

/** \return a row a connection of the browser; "up" counts what the browser sent, "down" what the
 * server sent */
std::string ConnectionsTable(const RunResult& result, const RunIdentity& identity);

/** \return a row for each span of time in which something held a request up */
std::string StallsTable(const RunResult& result, const RunIdentity& identity);

} // namespace pagewire

#endif
