// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-trace.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <utility>

namespace pagewire
{

namespace
{

/// About 31 years; far below what would overflow once converted to nanoseconds.
constexpr std::uint64_t LATEST_MS = 1'000'000'000'000;

/** \return the text with anything that is not printable ASCII shown as '?', at most 40 characters
 */
std::string
Shown(const std::string& text)
{
    std::string shown = text.substr(0, 40);
    std::replace_if(
        shown.begin(),
        shown.end(),
        [](char c) { return c < 0x20 || c > 0x7e; },
        '?');
    return shown;
}

std::uint64_t
ParseTime(const std::string& text, const std::string& name, int line)
{
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stop != end || value > LATEST_MS)
    {
        throw InputError(name,
                         line,
                         "a line of a link trace is a whole number of milliseconds, not '" +
                             Shown(text) + "'");
    }
    return value;
}

} // namespace

LinkTrace::LinkTrace(std::vector<std::uint64_t> times)
    : m_times(std::move(times))
{}

LinkTrace
LinkTrace::FromFile(const std::string& file)
{
    std::ifstream input(file, std::ios::binary);
    if (!input)
    {
        throw InputError(file, 0, "this link trace cannot be opened; give a file that can be read");
    }
    return Parse(input, file);
}

LinkTrace
LinkTrace::Parse(std::istream& input, const std::string& name)
{
    std::vector<std::uint64_t> times;
    std::string text;
    int line = 0;
    while (std::getline(input, text))
    {
        ++line;
        const std::uint64_t time = ParseTime(text, name, line);
        if (input.eof())
        {
            // A number cut short would still be a number.
            throw InputError(name, line, "this link trace is cut off: its last line has no end");
        }
        if (!times.empty() && time < times.back())
        {
            throw InputError(name,
                             line,
                             "the time " + text + " comes after " + std::to_string(times.back()) +
                                 "; the times of a link trace never decrease");
        }
        times.push_back(time);
    }
    if (input.bad())
    {
        throw InputError(name, line, "this link trace cannot be read to its end");
    }
    if (times.empty())
    {
        throw InputError(name,
                         0,
                         "this link trace is empty; it needs at least one delivery opportunity");
    }
    if (times.back() == 0)
    {
        throw InputError(name,
                         line,
                         "this link trace lasts 0 ms; its last time, after which it repeats, must "
                         "be at least 1");
    }
    return LinkTrace(std::move(times));
}

std::uint64_t
LinkTrace::TimeOf(std::uint64_t opportunity) const
{
    return opportunity / Count() * Period() + m_times[opportunity % Count()];
}

std::uint64_t
LinkTrace::FirstFrom(std::uint64_t millisecond) const
{
    // A pass covers the times after its start up to and including its period, so that a multiple of
    // the period finds the last lines of one pass before the zeros of the next.
    const std::uint64_t pass = millisecond == 0 ? 0 : (millisecond - 1) / Period();
    const std::uint64_t within = millisecond - pass * Period();
    const auto found = std::lower_bound(m_times.begin(), m_times.end(), within);
    return pass * Count() + static_cast<std::uint64_t>(found - m_times.begin());
}

std::uint64_t
LinkTrace::Count() const
{
    return m_times.size();
}

std::uint64_t
LinkTrace::Period() const
{
    return m_times.back();
}

std::uint64_t
LinkTrace::MeanRate() const
{
    return Count() * OPPORTUNITY_BYTES * 8 * 1000 / Period();
}

} // namespace pagewire
