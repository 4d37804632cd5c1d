// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_CHANGE_TABLES_H
#define PAGEWIRE_REPORT_CHANGE_TABLES_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/** \return a row for each moment at which the congestion control of an end changed; the ends one
 * after the other, as they began */
std::string WindowsTable(const RunResult& result, const RunIdentity& identity);

/** \return a row for each moment at which the queue of a direction of a link had another length;
 * the directions one after the other, from the browser outwards */
std::string QueuesTable(const RunResult& result, const RunIdentity& identity);

} // namespace pagewire

#endif
