// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_MERGED_TABLES_H
#define PAGEWIRE_LAB_MERGED_TABLES_H

#include <cstddef>
#include <string>
#include <vector>

namespace pagewire
{

/** \return the names of the tables that a run may write, and a sweep merges */
const std::vector<std::string>& TableNames();

/**
 * Puts the tables of the runs below each other under one header row and writes them into the
 * directory, each whole or not at all; those that scenarios ask for are there in some runs, or in
 * none.
 * \param runs folders of the runs, in the order of the sweep
 * \throws InputError if a table cannot be read or written, or has another header than the others
 */
void MergeTables(const std::vector<std::string>& runs, const std::string& directory);

/** Changes the number of the run, the first column, in all tables of its folder. */
void RenumberTables(const std::string& run, std::size_t number);

} // namespace pagewire

#endif
