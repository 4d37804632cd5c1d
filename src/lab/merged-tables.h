// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_MERGED_TABLES_H
#define PAGEWIRE_LAB_MERGED_TABLES_H

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/** A run whose tables are merged, and what the merged ones say besides. */
struct MergedRun
{
    std::string folder;
    std::size_t number{0}; //!< in the sweep, from 1
    unsigned repeat{1};    //!< of its sweep point, from 1
    std::vector<std::pair<std::string, std::string>>
        swept; //!< option and value, in the sweep's order
};

/** \return the names of the tables that a run may write, and a sweep merges */
const std::vector<std::string>& TableNames();

/**
 * Puts the tables of the runs below each other under one header row and writes them into the
 * directory, each whole or not at all; those that scenarios ask for are there in some runs, or in
 * none. The columns run and repeat come before a run's own columns seed and rng_run, the swept
 * options after them.
 * \param runs in the order of the sweep, all with the same options swept
 * \throws InputError if a table cannot be read or written, or has another header than the others
 */
void MergeTables(const std::vector<MergedRun>& runs, const std::string& directory);

/** \return whether the directory has all tables that merging these runs would write */
bool HasTables(const std::string& directory, const std::vector<MergedRun>& runs);

} // namespace pagewire

#endif
