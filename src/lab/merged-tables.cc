// SPDX-License-Identifier: GPL-2.0-only
#include "lab/merged-tables.h"

#include "base/error.h"
#include "lab/whole-file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pagewire
{

namespace
{

constexpr const char* WHAT = "a table of a run";

/** The tables that every run writes come first among the names. */
constexpr std::size_t ALWAYS = 4;

/** \return those of the runs that have the table: all that it is always there in */
std::vector<std::string>
Having(std::size_t table, const std::vector<std::string>& runs)
{
    if (table < ALWAYS)
    {
        return runs;
    }
    std::vector<std::string> having;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(having), [table](const auto& run) {
        return std::filesystem::exists(run + "/" + TableNames()[table]);
    });
    return having;
}

std::size_t
HeaderEnd(const std::string& table, const std::string& file)
{
    const std::size_t end = table.find('\n');
    if (end == std::string::npos)
    {
        throw InputError(file,
                         1,
                         "there is no header row: remove the run, and finish with --resume");
    }
    return end + 1;
}

/** Streams, for the tables of a large sweep are larger than memory should be. */
void
MergeTable(const std::string& name,
           const std::vector<std::string>& runs,
           const std::string& directory)
{
    const std::string target = directory + "/" + name;
    const std::string temporary = target + ".tmp";
    std::ofstream stream(temporary, std::ios::binary);
    std::string header;
    for (const std::string& run : runs)
    {
        const std::string file = run + "/" + name;
        const std::string table = ReadWholeFile(file, WHAT);
        const std::size_t rows = HeaderEnd(table, file);
        if (header.empty())
        {
            header = table.substr(0, rows);
            stream << header;
        }
        else if (table.compare(0, rows, header) != 0)
        {
            throw InputError(file,
                             1,
                             "its columns are not those of the other runs: remove the run, and "
                             "finish with --resume");
        }
        stream.write(table.data() + rows, static_cast<std::streamsize>(table.size() - rows));
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
                                                "messages.csv",
                                                "clients.csv",
                                                "visits.csv",
                                                "cache.csv",
                                                "cache-tiers.csv",
                                                "answers.csv",
                                                "load.csv"};
    return names;
}

void
MergeTables(const std::vector<std::string>& runs, const std::string& directory)
{
    for (std::size_t table = 0; table < TableNames().size(); ++table)
    {
        const std::vector<std::string> having = Having(table, runs);
        if (table < ALWAYS || !having.empty())
        {
            MergeTable(TableNames()[table], having, directory);
        }
    }
}

void
RenumberTables(const std::string& run, std::size_t number)
{
    for (std::size_t i = 0; i < TableNames().size(); ++i)
    {
        if (Having(i, {run}).empty())
        {
            continue;
        }
        const std::string file = run + "/" + TableNames()[i];
        const std::string table = ReadWholeFile(file, WHAT);
        const std::size_t rows = HeaderEnd(table, file);
        std::string changed = table.substr(0, rows);
        for (std::size_t at = rows; at < table.size();)
        {
            const std::size_t end = std::min(table.find('\n', at), table.size() - 1) + 1;
            const std::size_t comma = std::min(table.find(',', at), end);
            changed += std::to_string(number) + table.substr(comma, end - comma);
            at = end;
        }
        WriteWholeFile(file, changed);
    }
}

} // namespace pagewire
