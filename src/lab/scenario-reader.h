// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SCENARIO_READER_H
#define PAGEWIRE_LAB_SCENARIO_READER_H

#include "lab/option.h"
#include "lab/scenario.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * Reads the file format into a Scenario. The format is that of Boost.Program_options'
 * parse_config_file; it is read here because that one tells no lines, which every error must.
 */
class ScenarioReader
{
  public:
    /** \param scenario takes what is read \param file named in errors */
    ScenarioReader(Scenario& scenario, const std::string& file);

    void Read(std::string_view text);

    /** Reads "name=value", as if from no file at all. */
    void ReadAssignment(const std::string& assignment);

    /**
     * Sweeps options, as if from no file at all, over what the scenario says of them.
     * \param options that change together \param rows of values, a text for each option
     */
    void ReadSweep(const std::vector<std::string>& options,
                   const std::vector<std::vector<std::string>>& rows);

  private:
    void ReadLine(std::string_view line);
    void ReadSection(std::string_view line);
    void ReadSetting(const std::string& key, const std::string& value);
    void ReadAxis(const std::string& key, const std::string& value);
    void NameAxis(SweepAxis& axis, const std::string& option);
    void CheckRow(const SweepAxis& axis, const std::vector<std::string>& row) const;
    void CheckPlain(const std::string& value) const;
    std::vector<std::string> ReadRow(const SweepAxis& axis, const std::string& text) const;
    void CheckValue(const Option& option, const std::string& value) const;
    /** Refuses a second mention of an option in the same part of the file. */
    void NoteOnce(const std::string& what);
    const Option& RequireOption(const std::string& name) const;
    [[noreturn]] void Refuse(const std::string& sentence) const;

    Scenario& m_scenario;
    Place m_place;
    std::string m_folder;
    std::string m_section;
    std::map<std::string, int> m_seen; //!< what was mentioned, on which line
};

} // namespace pagewire

#endif
