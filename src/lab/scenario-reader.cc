// SPDX-License-Identifier: GPL-2.0-only
#include "lab/scenario-reader.h"

#include "base/error.h"
#include "lab/option-table.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <sstream>

namespace pagewire
{

namespace
{

constexpr std::string_view SPACE = " \t\r\f\v";
constexpr const char* LIST_HINT = " (pagewire options lists them all)";

std::string
Trim(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(SPACE);
    if (first == std::string_view::npos)
    {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(SPACE) - first + 1));
}

std::vector<std::string>
Split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);)
    {
        parts.push_back(Trim(part));
    }
    if (text.empty() || text.back() == separator)
    {
        parts.emplace_back();
    }
    return parts;
}

std::vector<std::string>
SplitBlanks(const std::string& text)
{
    std::vector<std::string> words;
    std::istringstream stream(text);
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    return words;
}

bool
IsSection(const std::string& name)
{
    for (const Option& option : OptionTable())
    {
        if (option.Section() == name)
        {
            return true;
        }
    }
    return name == "sweep";
}

std::string
SectionNames()
{
    std::string names;
    std::string last;
    for (const Option& option : OptionTable())
    {
        if (option.Section() != last)
        {
            last = option.Section();
            names += last + ", ";
        }
    }
    return names + "sweep";
}

} // namespace

ScenarioReader::ScenarioReader(Scenario& scenario, const std::string& file)
    : m_scenario(scenario),
      m_place{file, 0},
      m_folder(std::filesystem::path(file).parent_path().string())
{}

void
ScenarioReader::Read(std::string_view text)
{
    while (!text.empty())
    {
        const std::size_t end = std::min(text.find('\n'), text.size());
        ++m_place.line;
        ReadLine(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void
ScenarioReader::ReadAssignment(const std::string& assignment)
{
    m_folder.clear();
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos)
    {
        Refuse("write it as name=value, like access.rate=5Mbps");
    }
    CheckPlain(assignment);
    const Option& option = RequireOption(Trim(assignment.substr(0, equals)));
    const std::string value = Trim(assignment.substr(equals + 1));
    CheckValue(option, value);
    m_scenario.Put(option.name, {value, m_place, m_folder});
}

void
ScenarioReader::ReadSweep(const std::vector<std::string>& options,
                          const std::vector<std::vector<std::string>>& rows)
{
    m_folder.clear();
    SweepAxis axis;
    axis.place = m_place;
    for (const std::string& option : options)
    {
        NameAxis(axis, option);
    }
    for (const auto& row : rows)
    {
        assert(row.size() == options.size());
        CheckRow(axis, row);
        for (std::size_t i = 0; i < row.size(); ++i)
        {
            CheckPlain(row[i]);
            // A file gets another name among the results; of other values the results are to be
            // read as a scenario again.
            if (FindOption(options[i])->kind != OptionKind::FILE &&
                row[i].find_first_of(options.size() == 1 ? " \t" : " \t,") != std::string::npos)
            {
                Refuse("'" + row[i] + "' cannot be swept: blanks and commas separate the values");
            }
        }
    }
    axis.values = rows;
    if (rows.empty())
    {
        Refuse("the sweep has no values: give one or more");
    }
    for (const std::string& option : options)
    {
        m_scenario.Put(option, {"", m_place, m_folder});
    }
    m_scenario.m_sweep.push_back(std::move(axis));
}

void
ScenarioReader::ReadLine(std::string_view line)
{
    const std::string content = Trim(line.substr(0, line.find('#')));
    if (content.empty())
    {
        return;
    }
    if (content.front() == '[')
    {
        ReadSection(content);
        return;
    }
    const std::size_t equals = content.find('=');
    if (equals == std::string::npos)
    {
        Refuse("'" + content + "' is neither key = value nor a [section]");
    }
    const std::string key = Trim(std::string_view(content).substr(0, equals));
    const std::string value = Trim(std::string_view(content).substr(equals + 1));
    if (m_section == "sweep")
    {
        ReadAxis(key, value);
    }
    else
    {
        ReadSetting(key, value);
    }
}

void
ScenarioReader::ReadSection(std::string_view line)
{
    if (line.back() != ']')
    {
        Refuse("'" + std::string(line) + "' lacks its ']'");
    }
    m_section = Trim(line.substr(1, line.size() - 2));
    if (m_section.empty() || !IsSection(m_section))
    {
        Refuse("there is no section [" + m_section + "]: the sections are " + SectionNames());
    }
}

void
ScenarioReader::ReadSetting(const std::string& key, const std::string& value)
{
    const Option& option = RequireOption(m_section.empty() ? key : m_section + "." + key);
    NoteOnce(option.name);
    CheckValue(option, value);
    m_scenario.m_settings[option.name] = {value, m_place, m_folder};
}

void
ScenarioReader::ReadAxis(const std::string& key, const std::string& value)
{
    SweepAxis axis;
    axis.place = m_place;
    axis.folder = m_folder;
    for (const std::string& name : Split(key, ','))
    {
        NameAxis(axis, name);
    }
    for (const std::string& word : SplitBlanks(value))
    {
        axis.values.push_back(ReadRow(axis, word));
    }
    if (axis.values.empty())
    {
        Refuse("the sweep of " + key + " has no values: write them with spaces between");
    }
    m_scenario.m_sweep.push_back(std::move(axis));
}

void
ScenarioReader::NameAxis(SweepAxis& axis, const std::string& option)
{
    if (RequireOption(option).Section().empty())
    {
        Refuse("'" + option + "' cannot be swept: only options of a section can");
    }
    NoteOnce("sweep of " + option);
    axis.options.push_back(option);
}

void
ScenarioReader::CheckRow(const SweepAxis& axis, const std::vector<std::string>& row) const
{
    for (std::size_t i = 0; i < row.size(); ++i)
    {
        CheckValue(*FindOption(axis.options[i]), row[i]);
    }
}

void
ScenarioReader::CheckPlain(const std::string& value) const
{
    if (value.find_first_of("#\n\r") != std::string::npos)
    {
        Refuse("a value has neither '#' nor a line end in it");
    }
}

std::vector<std::string>
ScenarioReader::ReadRow(const SweepAxis& axis, const std::string& text) const
{
    // A list has commas of its own where one option alone is swept.
    const std::vector<std::string> row =
        axis.options.size() == 1 ? std::vector<std::string>{text} : Split(text, ',');
    if (row.size() != axis.options.size())
    {
        Refuse("'" + text + "' has " + std::to_string(row.size()) + " of the " +
               std::to_string(axis.options.size()) +
               " values that go together: write one for each option, with commas between");
    }
    CheckRow(axis, row);
    return row;
}

void
ScenarioReader::CheckValue(const Option& option, const std::string& value) const
{
    try
    {
        const OptionValue read = ParseOptionValue(option, value);
        if (!value.empty())
        {
            ScenarioOptions scratch;
            option.apply(scratch, read);
        }
    }
    catch (const InputError& e)
    {
        Refuse(option.name + ": " + e.what());
    }
}

void
ScenarioReader::NoteOnce(const std::string& what)
{
    const auto [place, fresh] = m_seen.emplace(what, m_place.line);
    if (!fresh)
    {
        Refuse(what + " is there a second time, after line " + std::to_string(place->second) +
               ": keep one of the two");
    }
}

const Option&
ScenarioReader::RequireOption(const std::string& name) const
{
    if (const Option* const option = FindOption(name))
    {
        return *option;
    }
    const std::string nearest = NearestOption(name);
    Refuse("there is no option '" + name + "'" +
           (nearest.empty() ? LIST_HINT : ": did you mean '" + nearest + "'?"));
}

void
ScenarioReader::Refuse(const std::string& sentence) const
{
    throw InputError(m_place.file, m_place.line, sentence);
}

} // namespace pagewire
