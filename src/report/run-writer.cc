// SPDX-License-Identifier: GPL-2.0-only
#include "report/run-writer.h"

#include "base/error.h"
#include "report/cache-table.h"
#include "report/change-tables.h"
#include "report/har-export.h"
#include "report/hop-tables.h"
#include "report/message-tables.h"
#include "report/runs-table.h"
#include "report/tables.h"
#include "report/tier-tables.h"
#include "report/visits-table.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace pagewire
{

void
WriteTextFile(const std::string& file, const std::string& text)
{
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    if (!stream)
    {
        throw InputError(file, 0, std::string("cannot be written: ") + std::strerror(errno));
    }
}

void
WriteRun(const RunResult& result,
         const RunIdentity& identity,
         const std::string& directory,
         const RunExtras& extras)
{
    WriteTextFile(directory + "/runs.csv", RunsTable(result, identity));
    WriteTextFile(directory + "/requests.csv", RequestsTable(result, identity));
    WriteTextFile(directory + "/connections.csv", ConnectionsTable(result, identity));
    WriteTextFile(directory + "/stalls.csv", StallsTable(result, identity));
    if (extras.har)
    {
        WriteTextFile(directory + "/page.har", ExportHar(result));
    }
    if (extras.hops)
    {
        WriteTextFile(directory + "/hops.csv", HopsTable(result, identity));
        WriteTextFile(directory + "/tunnels.csv", TunnelsTable(result, identity));
    }
    if (extras.states)
    {
        WriteTextFile(directory + "/states.csv", StatesTable(result, identity));
    }
    if (extras.messages)
    {
        WriteTextFile(directory + "/messages.csv", MessagesTable(result, identity));
        WriteTextFile(directory + "/clients.csv", ClientsTable(result, identity));
    }
    if (extras.visits)
    {
        WriteTextFile(directory + "/visits.csv", VisitsTable(result, identity));
    }
    if (extras.cache)
    {
        WriteTextFile(directory + "/cache.csv",
                      CacheTable(CacheRows(result), result.start, identity));
    }
    if (extras.windows)
    {
        WriteTextFile(directory + "/windows.csv", WindowsTable(result, identity));
    }
    if (extras.queues)
    {
        WriteTextFile(directory + "/queues.csv", QueuesTable(result, identity));
    }
    if (result.statistics)
    {
        const RequestStatistics& statistics = *result.statistics;
        WriteTextFile(directory + "/cache-tiers.csv", CacheTiersTable(statistics, identity));
        WriteTextFile(directory + "/answers.csv", AnswersTable(statistics, identity));
        WriteTextFile(directory + "/load.csv", LoadTable(statistics, identity));
    }
    for (const auto& [name, text] : result.qlogs)
    {
        WriteTextFile(directory + "/" + name + ".sqlog", text);
    }
    if (!result.keyLog.empty())
    {
        std::string lines;
        for (const std::string& line : result.keyLog)
        {
            lines += line + "\n";
        }
        WriteTextFile(directory + "/keys.log", lines);
    }
}

} // namespace pagewire
