// SPDX-License-Identifier: GPL-2.0-only
#include "page/moment.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace pagewire
{

namespace
{

/** Reads digits; \return how many there were. */
std::size_t
TakeDigits(std::string_view& text, std::size_t most, std::int64_t& value)
{
    std::size_t count = 0;
    value = 0;
    while (count < most && !text.empty() && text.front() >= '0' && text.front() <= '9')
    {
        value = value * 10 + (text.front() - '0');
        text.remove_prefix(1);
        ++count;
    }
    return count;
}

bool
TakeCharacter(std::string_view& text, std::string_view any)
{
    if (text.empty() || any.find(text.front()) == std::string_view::npos)
    {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/** Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
std::int64_t
DaysSince1970(std::int64_t year, std::int64_t month, std::int64_t day)
{
    year -= month <= 2 ? 1 : 0;
    const std::int64_t monthFromMarch = (month + 9) % 12;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * monthFromMarch + 2) / 5 + day -
           1 - 719468;
}

/** Reads "", "Z", "+02:00" or "-0330" in minutes east. */
bool
TakeOffset(std::string_view& text, std::int64_t& minutes)
{
    minutes = 0;
    if (text.empty() || TakeCharacter(text, "Zz"))
    {
        return true;
    }
    const bool west = text.front() == '-';
    std::int64_t hours = 0;
    if (!TakeCharacter(text, "+-") || TakeDigits(text, 2, hours) != 2)
    {
        return false;
    }
    TakeCharacter(text, ":");
    if (TakeDigits(text, 2, minutes) != 2 || hours > 23 || minutes > 59)
    {
        return false;
    }
    minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

} // namespace

std::optional<Nanoseconds>
ParseMoment(std::string_view text)
{
    std::int64_t year = 0;
    std::int64_t month = 0;
    std::int64_t day = 0;
    std::int64_t hour = 0;
    std::int64_t minute = 0;
    std::int64_t second = 0;
    const bool whole = TakeDigits(text, 4, year) == 4 && TakeCharacter(text, "-") &&
                       TakeDigits(text, 2, month) == 2 && TakeCharacter(text, "-") &&
                       TakeDigits(text, 2, day) == 2 && TakeCharacter(text, "Tt ") &&
                       TakeDigits(text, 2, hour) == 2 && TakeCharacter(text, ":") &&
                       TakeDigits(text, 2, minute) == 2 && TakeCharacter(text, ":") &&
                       TakeDigits(text, 2, second) == 2;
    if (!whole || year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 ||
        hour > 24 || minute > 59 || second > 60)
    {
        return std::nullopt;
    }
    std::int64_t nanoseconds = 0;
    if (TakeCharacter(text, ".,"))
    {
        std::size_t digits = TakeDigits(text, 9, nanoseconds);
        for (; digits < 9; ++digits)
        {
            nanoseconds *= 10;
        }
        text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
    std::int64_t offset = 0;
    if (!TakeOffset(text, offset) || !text.empty())
    {
        return std::nullopt;
    }
    const std::int64_t seconds =
        ((DaysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second;
    return Nanoseconds(seconds * 1000000000 + nanoseconds);
}

} // namespace pagewire
