// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SCENARIO_H
#define PAGEWIRE_LAB_SCENARIO_H

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pagewire
{

/** Where the user wrote something, for errors. */
struct Place
{
    std::string file; //!< the scenario file, or "--set name=value"
    int line{0};      //!< counted from 1; 0 outside a file
};

/** A value that the user gave to an option. */
struct Setting
{
    std::string text;
    Place place;
    std::string folder; //!< what a relative file name in text is relative to; empty: here
};

/**
 * One line of [sweep]: an option and the values it takes one after another. A line may name several
 * options with commas between ("access.rate, access.delay = 2Mbps,50ms 10Mbps,25ms"): these change
 * together.
 */
struct SweepAxis
{
    std::vector<std::string> options;
    std::vector<std::vector<std::string>> values; //!< a row for each step, a text for each option
    Place place;
    std::string folder;
};

/** A scenario as written: every text known to be right for its option, nothing yet combined. */
class Scenario
{
  public:
    /**
     * Reads the text of a scenario file: "key = value" lines under [section] heads, '#' comments.
     * \param file named in errors; file names in values are relative to its folder
     * \throws InputError naming file, line, option, value, and what would be right
     */
    static Scenario Parse(std::string_view text, const std::string& file);

    /** As Parse, of a file. \throws InputError also if it cannot be read */
    static Scenario Load(const std::string& file);

    /**
     * Sets an option over what the file says, also over its sweep.
     * \param assignment "access.rate=5Mbps"
     */
    void Assign(const std::string& assignment);

    /** Gives an option a value that is already known to be right; takes it out of the sweep. */
    void Put(const std::string& option, Setting setting);

    /** \return what was given, null if nothing (or nothing but an empty text) was */
    const Setting* Given(const std::string& option) const;

    /** \return whether the option was given a value, by itself or in the sweep */
    bool Mentions(const std::string& option) const;

    /** \return the file that it came from, as the user named it */
    const std::string& File() const;

    const std::vector<SweepAxis>& Sweep() const;

    /** \return the names of the swept options, in the order of the file */
    std::vector<std::string> SweptOptions() const;

    /** Rewrites the values of an option wherever it has one: its setting and the sweep. */
    template <typename Function>
    void ForEachValue(const std::string& option, Function change)
    {
        if (const auto found = m_settings.find(option); found != m_settings.end())
        {
            change(found->second);
        }
        for (SweepAxis& axis : m_sweep)
        {
            for (std::size_t i = 0; i < axis.options.size(); ++i)
            {
                for (auto& row : axis.values)
                {
                    if (axis.options[i] == option)
                    {
                        Setting value{row[i], axis.place, axis.folder};
                        change(value);
                        row[i] = value.text;
                    }
                }
            }
        }
    }

    /** A combination of the sweep's values. */
    struct Point;

    /**
     * \return every combination of the sweep, the last axis changing fastest; one if nothing is
     * swept
     * \throws InputError if there are more than a hundred thousand
     */
    std::vector<Point> Expand() const;

  private:
    friend class ScenarioReader;

    std::string m_file;
    std::map<std::string, Setting> m_settings;
    std::vector<SweepAxis> m_sweep;
};

struct Scenario::Point
{
    Scenario scenario;                                      //!< without a sweep
    std::vector<std::pair<std::string, std::string>> swept; //!< option and text, in file order
};

/**
 * \return the scenario as a file that gives every option its value, also those left alone; reading
 * it gives the same scenario, and writing that the same text
 */
std::string FormatScenario(const Scenario& scenario);

} // namespace pagewire

#endif
