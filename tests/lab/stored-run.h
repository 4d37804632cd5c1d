// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_LAB_STORED_RUN_H
#define PAGEWIRE_TESTS_LAB_STORED_RUN_H

#include "lab/run-store.h"

#include <string>

namespace pagewire::test
{

/** \return the first line of a run's runs.csv */
std::string RunsHeader();

/** \return its second, of seed 1 and run 1, with that status and nothing else */
std::string RunsRow(const std::string& status);

/** Puts a run into the store that has no more than the tables which every run has. */
void StoreRun(const RunStore& store, const std::string& key, const std::string& status);

/** Writes such tables into a folder. */
void WriteTables(const std::string& folder, const std::string& status, const std::string& run);

} // namespace pagewire::test

#endif
