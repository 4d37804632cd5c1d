// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_MESSAGE_TABLES_H
#define PAGEWIRE_REPORT_MESSAGE_TABLES_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/** \return a row for each message of a feed at each client that heard it, in the order of hearing;
 * docs/results.md describes every column */
std::string MessagesTable(const RunResult& result, const RunIdentity& identity);

/** \return a row for each client of the feed: what following and saying took it in all */
std::string ClientsTable(const RunResult& result, const RunIdentity& identity);

} // namespace pagewire

#endif
