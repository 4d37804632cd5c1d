// SPDX-License-Identifier: GPL-2.0-only
#include "lab/stored-run.h"

#include "lab/whole-file.h"
#include "report/runs-table.h"

namespace pagewire::test
{

namespace
{

std::string
Row(const std::string& run, const std::string& status)
{
    return "1," + run + "," + status + std::string(RunsColumns().size() - 3, ',') + "\n";
}

} // namespace

std::string
RunsHeader()
{
    std::string header;
    for (const std::string& column : RunsColumns())
    {
        header += (header.empty() ? "" : ",") + column;
    }
    return header + "\n";
}

std::string
RunsRow(const std::string& status)
{
    return Row("1", status);
}

void
WriteTables(const std::string& folder, const std::string& status, const std::string& run)
{
    WriteWholeFile(folder + "/runs.csv", RunsHeader() + Row(run, status));
    for (const char* const name : {"/requests.csv", "/connections.csv", "/stalls.csv"})
    {
        WriteWholeFile(folder + name, "seed,rng_run,what\n1," + run + "," + status + "\n");
    }
}

void
StoreRun(const RunStore& store, const std::string& key, const std::string& status)
{
    RunStore::Draft draft(store, key);
    WriteTables(draft.Path(), status, "1");
    draft.Keep();
}

} // namespace pagewire::test
