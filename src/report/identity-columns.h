// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_IDENTITY_COLUMNS_H
#define PAGEWIRE_REPORT_IDENTITY_COLUMNS_H

#include "report/csv.h"
#include "report/run-result.h"

#include "ns3/nstime.h"

#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** \return the columns that every table begins with, and then its own */
std::vector<std::string> WithIdentity(const std::vector<std::string>& own);

/** Begins a row with those columns. */
CsvTable& BeginRow(CsvTable& table, const RunIdentity& identity);

/** \return the time from start to a moment, none where there is no moment */
std::optional<ns3::Time> Since(ns3::Time start, const std::optional<ns3::Time>& moment);

} // namespace pagewire

#endif
