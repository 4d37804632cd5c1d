// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_VISITS_TABLE_H
#define PAGEWIRE_REPORT_VISITS_TABLE_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/** \return a row a visit of the browser: how long it took, what it cost, and where what it needed
 * came from; docs/results.md describes every column */
std::string VisitsTable(const RunResult& result, const RunIdentity& identity);

} // namespace pagewire

#endif
