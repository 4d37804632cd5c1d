// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_TIER_TABLES_H
#define PAGEWIRE_REPORT_TIER_TABLES_H

#include "report/request-statistics.h"
#include "report/run-result.h"

#include <string>

namespace pagewire
{

/** The tables of a workload of requests; docs/results.md describes every column. */

/** \return a row for each cache */
std::string CacheTiersTable(const RequestStatistics& statistics, const RunIdentity& identity);

/** \return a row for each tier that answered clients, and one for all of them */
std::string AnswersTable(const RequestStatistics& statistics, const RunIdentity& identity);

/** \return a row for each stretch of time */
std::string LoadTable(const RequestStatistics& statistics, const RunIdentity& identity);

} // namespace pagewire

#endif
