// SPDX-License-Identifier: GPL-2.0-only
#include "lab/merged-tables.h"

#include "base/error.h"
#include "lab/whole-file.h"
#include "report/csv.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string_view>

namespace pagewire
{

namespace
{

constexpr const char* WHAT = "a table of a run";

/** What every table of a run begins with. */
constexpr std::string_view IDENTITY = "seed,rng_run,";

/** The tables that every run writes come first among the names. */
constexpr std::size_t ALWAYS = 4;

/** The runs that have each table, by the table's name: all of them those that are always there. */
using Havers = std::map<std::string, std::vector<const MergedRun*>>;

Havers
FindTables(const std::vector<MergedRun>& runs)
{
    Havers havers;
    for (std::size_t table = 0; table < ALWAYS; ++table)
    {
        havers[TableNames()[table]];
    }
    for (const MergedRun& run : runs)
    {
        std::set<std::string> there(TableNames().begin(), TableNames().begin() + ALWAYS);
        for (const auto& entry : std::filesystem::directory_iterator(run.folder))
        {
            there.insert(entry.path().filename().string());
        }
        for (const std::string& table : TableNames())
        {
            if (there.count(table) != 0)
            {
                havers[table].push_back(&run);
            }
        }
    }
    return havers;
}

/** \return where the row that begins there ends: line ends in quotes belong to a cell */
std::size_t
RowEnd(const std::string& table, std::size_t begin)
{
    bool quoted = false;
    for (std::size_t at = begin; at < table.size(); ++at)
    {
        quoted = quoted != (table[at] == '"');
        if (table[at] == '\n' && !quoted)
        {
            return at + 1;
        }
    }
    return table.size();
}

/** \return the row with something before and something behind its first two cells */
std::string
Widened(std::string_view row, const std::string& before, const std::string& behind)
{
    const std::size_t second = row.find(',', row.find(',') + 1);
    return before + std::string(row.substr(0, second)) + behind + std::string(row.substr(second));
}

/** \return the rows of a run's table as the merged one has them */
std::string
WidenedRows(const MergedRun& run, const std::string& table, std::size_t begin)
{
    const std::string before = std::to_string(run.number) + "," + std::to_string(run.repeat) + ",";
    std::string behind;
    for (const auto& [option, value] : run.swept)
    {
        behind += "," + CsvCell(value);
    }
    std::string rows;
    rows.reserve(2 * table.size());
    while (begin < table.size())
    {
        const std::size_t end = RowEnd(table, begin);
        rows += Widened(std::string_view(table).substr(begin, end - begin), before, behind);
        begin = end;
    }
    return rows;
}

std::string
WidenedHeader(const MergedRun& run, std::string_view header)
{
    std::string behind;
    for (const auto& [option, value] : run.swept)
    {
        behind += "," + CsvCell(option);
    }
    return Widened(header, "run,repeat,", behind);
}

std::size_t
HeaderEnd(const std::string& table, const std::string& file)
{
    const std::size_t end = table.find('\n');
    if (end == std::string::npos || table.compare(0, IDENTITY.size(), IDENTITY) != 0)
    {
        throw InputError(
            file,
            1,
            "the header row does not begin with seed,rng_run: remove the run's folder, "
            "and ask for the sweep again (pagewire run: with --resume)");
    }
    return end + 1;
}

/** Streams, for the tables of a large sweep are larger than memory should be. */
void
MergeTable(const std::string& name,
           const std::vector<const MergedRun*>& runs,
           const std::string& directory)
{
    const std::string target = directory + "/" + name;
    const std::string temporary = target + ".tmp";
    std::ofstream stream(temporary, std::ios::binary);
    std::string header;
    for (const MergedRun* const run : runs)
    {
        const std::string file = run->folder + "/" + name;
        const std::string table = ReadWholeFile(file, WHAT);
        const std::size_t rows = HeaderEnd(table, file);
        if (header.empty())
        {
            header = table.substr(0, rows);
            stream << WidenedHeader(*run, header);
        }
        else if (table.compare(0, rows, header) != 0)
        {
            throw InputError(file,
                             1,
                             "its columns are not those of the other runs: remove the run's "
                             "folder, and ask for the sweep again (pagewire run: with --resume)");
        }
        stream << WidenedRows(*run, table, rows);
    }
    stream.close();
    if (!stream || std::rename(temporary.c_str(), target.c_str()) != 0)
    {
        throw InputError("'" + target + "' cannot be written (" + std::strerror(errno) + ")");
    }
}

} // namespace

const std::vector<std::string>&
TableNames()
{
    static const std::vector<std::string> names{"runs.csv",
                                                "requests.csv",
                                                "connections.csv",
                                                "stalls.csv",
                                                "hops.csv",
                                                "tunnels.csv",
                                                "states.csv",
                                                "windows.csv",
                                                "queues.csv",
                                                "messages.csv",
                                                "clients.csv",
                                                "visits.csv",
                                                "cache.csv",
                                                "cache-tiers.csv",
                                                "answers.csv",
                                                "load.csv"};
    return names;
}

bool
HasTables(const std::string& directory, const std::vector<MergedRun>& runs)
{
    const Havers havers = FindTables(runs);
    return std::all_of(havers.begin(), havers.end(), [&](const auto& table) {
        return std::filesystem::exists(directory + "/" + table.first);
    });
}

void
MergeTables(const std::vector<MergedRun>& runs, const std::string& directory)
{
    for (const auto& [table, havers] : FindTables(runs))
    {
        MergeTable(table, havers, directory);
    }
}

} // namespace pagewire
