// SPDX-License-Identifier: GPL-2.0-only
#include "lab/scenario.h"

#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/option-table.h"
#include "lab/path-rules.h"
#include "lab/scenario-reader.h"
#include "lab/whole-file.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr std::size_t MAX_POINTS = 100000;

std::string
JoinAxis(const SweepAxis& axis)
{
    std::string line;
    for (const std::string& option : axis.options)
    {
        line += (line.empty() ? "" : ", ") + option;
    }
    line += " =";
    for (const auto& row : axis.values)
    {
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            line += (i == 0 ? " " : ",") + row[i];
        }
    }
    return line + "\n";
}

} // namespace

Scenario
Scenario::Parse(std::string_view text, const std::string& file)
{
    Scenario scenario;
    scenario.m_file = file;
    ScenarioReader(scenario, file).Read(text);
    return scenario;
}

Scenario
Scenario::Load(const std::string& file)
{
    return Parse(ReadWholeFile(file, "a scenario file"), file);
}

void
Scenario::Assign(const std::string& assignment)
{
    ScenarioReader(*this, "--set " + assignment).ReadAssignment(assignment);
}

void
Scenario::Put(const std::string& option, Setting setting)
{
    for (SweepAxis& axis : m_sweep)
    {
        for (std::size_t i = axis.options.size(); i-- > 0;)
        {
            if (axis.options[i] == option)
            {
                axis.options.erase(axis.options.begin() + static_cast<std::ptrdiff_t>(i));
                for (auto& row : axis.values)
                {
                    row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
                }
            }
        }
    }
    const auto empty = [](const SweepAxis& axis) { return axis.options.empty(); };
    m_sweep.erase(std::remove_if(m_sweep.begin(), m_sweep.end(), empty), m_sweep.end());
    m_settings[option] = std::move(setting);
}

const Setting*
Scenario::Given(const std::string& option) const
{
    const auto found = m_settings.find(option);
    return found == m_settings.end() || found->second.text.empty() ? nullptr : &found->second;
}

bool
Scenario::Mentions(const std::string& option) const
{
    const std::vector<std::string> swept = SweptOptions();
    return Given(option) || std::find(swept.begin(), swept.end(), option) != swept.end();
}

const std::string&
Scenario::File() const
{
    return m_file;
}

const std::vector<SweepAxis>&
Scenario::Sweep() const
{
    return m_sweep;
}

std::vector<std::string>
Scenario::SweptOptions() const
{
    std::vector<std::string> names;
    for (const SweepAxis& axis : m_sweep)
    {
        names.insert(names.end(), axis.options.begin(), axis.options.end());
    }
    return names;
}

std::vector<Scenario::Point>
Scenario::Expand() const
{
    std::size_t count = 1;
    for (const SweepAxis& axis : m_sweep)
    {
        count *= axis.values.size();
        if (count > MAX_POINTS)
        {
            throw InputError(axis.place.file,
                             axis.place.line,
                             "the sweep has more than " + std::to_string(MAX_POINTS) +
                                 " combinations: split it");
        }
    }
    std::vector<Point> points;
    for (std::size_t number = 0; number < count; ++number)
    {
        Point point;
        point.scenario.m_file = m_file;
        point.scenario.m_settings = m_settings;
        // The number counts the combinations as digits do, the last axis being the lowest digit.
        std::size_t block = count;
        for (const SweepAxis& axis : m_sweep)
        {
            block /= axis.values.size();
            const auto& row = axis.values[number / block % axis.values.size()];
            for (std::size_t i = 0; i < row.size(); ++i)
            {
                point.scenario.Put(axis.options[i], {row[i], axis.place, axis.folder});
                point.swept.emplace_back(axis.options[i], row[i]);
            }
        }
        points.push_back(std::move(point));
    }
    return points;
}

std::string
FormatScenario(const Scenario& scenario)
{
    std::string text;
    std::string section;
    const std::vector<std::string> swept = scenario.SweptOptions();
    for (const Option& option : OptionTable())
    {
        const Setting* const given = scenario.Given(option.name);
        const std::string& value = given ? given->text : option.defaultText;
        // What was said of a proxy that is not there is left out, too: in a sweep of paths each run
        // has what its own path has, whether the sweep was written so or had all spelt out.
        const bool moot =
            IsOfAbsentProxy(option.name, scenario) || (!given && IsMoot(option.name, scenario));
        if (value.empty() || moot ||
            std::find(swept.begin(), swept.end(), option.name) != swept.end())
        {
            continue;
        }
        if (option.Section() != section)
        {
            section = option.Section();
            text += "\n[" + section + "]\n";
        }
        text += option.Key() + " = " + value + "\n";
    }
    if (!scenario.Sweep().empty())
    {
        text += "\n[sweep]\n";
        for (const SweepAxis& axis : scenario.Sweep())
        {
            text += JoinAxis(axis);
        }
    }
    return text;
}

} // namespace pagewire
