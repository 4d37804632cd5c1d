// SPDX-License-Identifier: GPL-2.0-only
#include "lab/merged-tables.h"

#include "base/error.h"
#include "lab/whole-file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace pagewire
{

namespace
{

constexpr const char* WHAT = "a table of a run";

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
                                                "stalls.csv"};
    return names;
}

void
MergeTables(const std::vector<std::string>& runs, const std::string& directory)
{
    for (const std::string& name : TableNames())
    {
        MergeTable(name, runs, directory);
    }
}

void
RenumberTables(const std::string& run, std::size_t number)
{
    for (const std::string& name : TableNames())
    {
        const std::string file = run + "/" + name;
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
