// SPDX-License-Identifier: GPL-2.0-only
#include "report/identity-columns.h"

namespace pagewire
{

std::vector<std::string>
WithIdentity(const std::vector<std::string>& own)
{
    std::vector<std::string> columns{"seed", "rng_run"};
    columns.insert(columns.end(), own.begin(), own.end());
    return columns;
}

CsvTable&
BeginRow(CsvTable& table, const RunIdentity& identity)
{
    return table.Number(identity.seed).Number(identity.run);
}

std::optional<ns3::Time>
Since(ns3::Time start, const std::optional<ns3::Time>& moment)
{
    return moment ? std::optional<ns3::Time>(*moment - start) : std::nullopt;
}

} // namespace pagewire
