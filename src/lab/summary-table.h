// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SUMMARY_TABLE_H
#define PAGEWIRE_LAB_SUMMARY_TABLE_H

#include "lab/csv-reader.h"

#include <string>
#include <vector>

namespace pagewire
{

/**
 * \param runs the table runs.csv
 * \param swept the swept options, columns of it
 * \return for a terminal, a line for each combination of swept values, in the order of the table:
 * medians over its runs with status ok of page load and first byte milliseconds, connections, and
 * packets and bytes of both directions; of a workload of requests, too, how these were answered;
 * and how many runs were ok, unless all were
 */
std::string SummaryTable(const CsvRows& runs, const std::vector<std::string>& swept);

} // namespace pagewire

#endif
