// SPDX-License-Identifier: GPL-2.0-only
#include "report/identity-columns.h"

namespace pagewire
{

std::vector<std::string>
WithIdentity(const RunIdentity& identity, const std::vector<std::string>& own)
{
    std::vector<std::string> columns{"run", "repeat", "seed", "rng_run"};
    for (const auto& [option, value] : identity.swept)
    {
        columns.push_back(option);
    }
    columns.insert(columns.end(), own.begin(), own.end());
    return columns;
}

CsvTable&
BeginRow(CsvTable& table, const RunIdentity& identity)
{
    table.Number(identity.number)
        .Number(identity.repeat)
        .Number(identity.seed)
        .Number(identity.run);
    for (const auto& [option, value] : identity.swept)
    {
        table.Text(value);
    }
    return table;
}

std::optional<ns3::Time>
Since(ns3::Time start, const std::optional<ns3::Time>& moment)
{
    return moment ? std::optional<ns3::Time>(*moment - start) : std::nullopt;
}

} // namespace pagewire
