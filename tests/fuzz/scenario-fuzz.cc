// SPDX-License-Identifier: GPL-2.0-only
// Any text as a scenario file. What is taken must be written again as a file that is taken too, and
// writing that one must give the same text; nothing but InputError may come out.
#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/scenario.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace pagewire;

namespace
{

/** The combinations of a sweep are looked at, but not all of a million. */
constexpr std::size_t MAX_COMBINATIONS = 200;

std::size_t
CountCombinations(const Scenario& scenario)
{
    std::size_t count = 1;
    for (const SweepAxis& axis : scenario.Sweep())
    {
        count *= axis.values.size();
        if (count > MAX_COMBINATIONS)
        {
            return count;
        }
    }
    return count;
}

void
CheckRoundTrip(const Scenario& scenario)
{
    const std::string written = FormatScenario(scenario);
    std::string again;
    try
    {
        again = FormatScenario(Scenario::Parse(written, "written.ini"));
    }
    catch (const InputError&)
    {
        std::abort();
    }
    if (again != written)
    {
        std::abort();
    }
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    try
    {
        const Scenario scenario = Scenario::Parse(text, "fuzz.ini");
        CheckRoundTrip(scenario);
        if (CountCombinations(scenario) <= MAX_COMBINATIONS)
        {
            for (const Scenario::Point& point : scenario.Expand())
            {
                CheckRoundTrip(point.scenario);
                ResolveOptions(point.scenario);
            }
        }
    }
    catch (const InputError&)
    {
        // A mistake, told.
    }
    return 0;
}
