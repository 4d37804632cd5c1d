// SPDX-License-Identifier: GPL-2.0-only
#include "lab/summary-table.h"

#include "lab/aligned-columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace pagewire
{

namespace
{

/** A column of medians: its heading, the columns that are added up for it, and its decimals. */
struct Measure
{
    const char* heading;
    std::vector<std::string> columns;
    int decimals;
    std::string whole{}; //!< the column of which it is a percentage; empty: of none
    std::string kind{};  //!< it is shown of runs that have this column; empty: the first of columns

    const std::string& Needs() const
    {
        return kind.empty() ? columns.front() : kind;
    }
};

/** The column that only runs with a workload of requests fill. */
constexpr const char* OF_REQUESTS = "cache_answers";

const std::vector<Measure>&
Measures()
{
    static const std::vector<Measure> measures{
        {"requests", {"requests"}, 0, "", OF_REQUESTS},
        {"hit %", {"cache_answers"}, 1, "requests"},
        {"byte hit %", {"cache_answer_bytes"}, 1, "content_bytes"},
        {"revalidated %", {"revalidated"}, 1, "requests"},
        {"outdated %", {"outdated"}, 1, "requests"},
        {"origin requests", {"origin_requests"}, 0},
        {"p50 ms", {"latency_p50_ms"}, 1},
        {"p99 ms", {"latency_p99_ms"}, 1},
        {"page load ms", {"plt_ms"}, 1},
        {"first byte ms", {"first_byte_ms"}, 1},
        {"latency ms", {"latency_ms"}, 1},
        {"error responses", {"error_responses"}, 0},
        {"connections", {"connections"}, 0},
        {"packets", {"packets_up", "packets_down"}, 0},
        {"bytes", {"bytes_up", "bytes_down"}, 0},
    };
    return measures;
}

/** \return whether a page has it that could be loaded */
bool
IsOfEveryPage(const std::string& column)
{
    constexpr std::array<const char*, 5> names{"plt_ms",
                                               "first_byte_ms",
                                               "connections",
                                               "packets_up",
                                               "bytes_up"};
    return std::find(names.begin(), names.end(), column) != names.end();
}

/** \return the measures that say something of these runs: a page has no latency of messages */
std::vector<Measure>
MeasuresOf(const CsvRows& runs)
{
    std::vector<Measure> shown;
    const std::size_t status = runs.Column("status");
    const bool any = std::any_of(runs.rows.begin(), runs.rows.end(), [&](const auto& row) {
        return row[status] == "ok";
    });
    for (const Measure& measure : Measures())
    {
        const std::string& column = measure.Needs();
        const bool there =
            std::find(runs.header.begin(), runs.header.end(), column) != runs.header.end();
        const bool unlessZero = column == "latency_ms" || column == "error_responses";
        const bool filled =
            there && std::any_of(runs.rows.begin(), runs.rows.end(), [&](const auto& row) {
                const std::string& cell = row[runs.Column(column)];
                return !cell.empty() && !(unlessZero && cell == "0");
            });
        if (filled || (!any && IsOfEveryPage(column)))
        {
            shown.push_back(measure);
        }
    }
    return shown;
}

/** The runs of one combination of swept values. */
struct Group
{
    std::vector<std::string> values;
    std::vector<const std::vector<std::string>*> ok;
    std::size_t total{0};
};

double
Number(const std::string& text)
{
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/** \return what the run has of the measure; none: a share of nothing */
std::optional<double>
ValueOf(const CsvRows& runs, const std::vector<std::string>& row, const Measure& measure)
{
    double sum = 0;
    for (const std::string& column : measure.columns)
    {
        sum += Number(row[runs.Column(column)]);
    }
    if (measure.whole.empty())
    {
        return sum;
    }
    const double whole = Number(row[runs.Column(measure.whole)]);
    return whole > 0 ? std::make_optional(100 * sum / whole) : std::nullopt;
}

std::string
Median(const CsvRows& runs, const Group& group, const Measure& measure)
{
    std::vector<double> values;
    for (const auto* row : group.ok)
    {
        if (const auto value = ValueOf(runs, *row, measure))
        {
            values.push_back(*value);
        }
    }
    if (values.empty())
    {
        return "-";
    }
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    const double median =
        values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    std::array<char, 64> text;
    const auto end = std::to_chars(text.data(),
                                   text.data() + text.size(),
                                   median,
                                   std::chars_format::fixed,
                                   measure.decimals);
    return std::string(text.data(), end.ptr);
}

std::vector<Group>
GroupRuns(const CsvRows& runs, const std::vector<std::string>& swept)
{
    std::vector<Group> groups;
    const std::size_t status = runs.Column("status");
    for (const auto& row : runs.rows)
    {
        std::vector<std::string> values;
        for (const std::string& option : swept)
        {
            values.push_back(row[runs.Column(option)]);
        }
        // The runs of a combination stand together.
        if (groups.empty() || groups.back().values != values)
        {
            groups.push_back({values, {}, 0});
        }
        ++groups.back().total;
        if (row[status] == "ok")
        {
            groups.back().ok.push_back(&row);
        }
    }
    return groups;
}

} // namespace

std::string
SummaryTable(const CsvRows& runs, const std::vector<std::string>& swept)
{
    const std::vector<Group> groups = GroupRuns(runs, swept);
    const bool allOk = std::all_of(groups.begin(), groups.end(), [](const Group& group) {
        return group.ok.size() == group.total;
    });
    std::vector<std::vector<std::string>> lines{swept};
    const std::vector<Measure> measures = MeasuresOf(runs);
    for (const Measure& measure : measures)
    {
        lines.front().emplace_back(measure.heading);
    }
    if (!allOk)
    {
        lines.front().emplace_back("ok");
    }
    for (const Group& group : groups)
    {
        std::vector<std::string> line = group.values;
        for (const Measure& measure : measures)
        {
            line.push_back(Median(runs, group, measure));
        }
        if (!allOk)
        {
            line.push_back(std::to_string(group.ok.size()) + " of " + std::to_string(group.total));
        }
        lines.push_back(std::move(line));
    }
    return AlignColumns(lines, swept.size());
}

} // namespace pagewire
