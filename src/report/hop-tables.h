// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_HOP_TABLES_H
#define PAGEWIRE_REPORT_HOP_TABLES_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/**
 * Tables of what passes between the nodes of a path. Columns as in tables.h; docs/results.md
 * describes every one.
 */

/** \return a row a message at a hop: requests and responses as both ends of the hop saw them, what
 * asks for tunnels and answers that, in the order of their times */
std::string HopsTable(const RunResult& result, const RunIdentity& identity);

/** \return a row a tunnel through a proxy, in the order asked for */
std::string TunnelsTable(const RunResult& result, const RunIdentity& identity);

/** \return a row for each change of state of a TCP connection of any node */
std::string StatesTable(const RunResult& result, const RunIdentity& identity);

} // namespace pagewire

#endif
