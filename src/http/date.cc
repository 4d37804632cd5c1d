// SPDX-License-Identifier: GPL-2.0-only
#include "http/date.h"

#include "http/header-fields.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

constexpr HttpSeconds DAY = 86400;
constexpr std::array<std::string_view, 7>
    DAYS{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::string_view MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

struct Civil
{
    std::int64_t year{1970};
    int month{1}; //!< from 1
    int day{1};
    int hour{0};
    int minute{0};
    int second{0};
};

bool
IsLeap(std::int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
DaysIn(std::int64_t year, int month)
{
    constexpr std::array<int, 12> DAYS_IN{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && IsLeap(year) ? 29 : DAYS_IN[static_cast<std::size_t>(month - 1)];
}

/** Days from 1970-01-01 to the first of January of the year 0 or later. */
std::int64_t
DaysBeforeYear(std::int64_t year)
{
    // Leap days in the years 0 .. year-1 (year 0 is one), by the Gregorian rule.
    const std::int64_t leapDays = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    return year * 365 + leapDays - 719528; // so many days from 0000-01-01 to 1970-01-01
}

HttpSeconds
ToSeconds(const Civil& civil)
{
    std::int64_t days = DaysBeforeYear(civil.year) + civil.day - 1;
    for (int month = 1; month < civil.month; ++month)
    {
        days += DaysIn(civil.year, month);
    }
    return days * DAY + civil.hour * 3600 + civil.minute * 60 + civil.second;
}

Civil
ToCivil(HttpSeconds time)
{
    const std::int64_t days = (time >= 0 ? time : time - (DAY - 1)) / DAY;
    const int rest = static_cast<int>(time - days * DAY);
    Civil civil;
    civil.year = std::max<std::int64_t>(0, 1970 + days / 366);
    while (DaysBeforeYear(civil.year + 1) <= days)
    {
        ++civil.year;
    }
    while (civil.year > 0 && DaysBeforeYear(civil.year) > days)
    {
        --civil.year;
    }
    civil.day = static_cast<int>(days - DaysBeforeYear(civil.year)) + 1;
    while (civil.day > DaysIn(civil.year, civil.month))
    {
        civil.day -= DaysIn(civil.year, civil.month++);
    }
    civil.hour = rest / 3600;
    civil.minute = rest / 60 % 60;
    civil.second = rest % 60;
    return civil;
}

std::string
Digits(std::int64_t number, std::size_t width)
{
    const std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

/** Reads a date from the left; anything unexpected makes it bad for good. */
class Reader
{
  public:
    explicit Reader(std::string_view text)
        : m_text(text)
    {}

    bool Done() const
    {
        return m_good && m_text.empty();
    }

    /** Takes the literal in any case, or fails. */
    Reader& Literal(std::string_view literal)
    {
        if (Starts(literal))
        {
            m_text.remove_prefix(literal.size());
        }
        else
        {
            m_good = false;
        }
        return *this;
    }

    bool Starts(std::string_view literal) const
    {
        return EqualsIgnoringCase(m_text.substr(0, literal.size()), literal);
    }

    /** Takes exactly so many digits. */
    template <typename T>
    Reader& Number(std::size_t width, T& number)
    {
        T value = 0;
        for (std::size_t i = 0; i < width; ++i)
        {
            if (i >= m_text.size() || m_text[i] < '0' || m_text[i] > '9')
            {
                m_good = false;
                return *this;
            }
            value = value * 10 + (m_text[i] - '0');
        }
        m_text.remove_prefix(width);
        number = value;
        return *this;
    }

    Reader& Month(int& month)
    {
        for (std::size_t i = 0; i < 12; ++i)
        {
            const std::string_view name = MONTHS.substr(i * 3, 3);
            if (Starts(name))
            {
                month = static_cast<int>(i) + 1;
                return Literal(name);
            }
        }
        m_good = false;
        return *this;
    }

    Reader& Clock(Civil& civil)
    {
        return Number(2, civil.hour)
            .Literal(":")
            .Number(2, civil.minute)
            .Literal(":")
            .Number(2, civil.second);
    }

  private:
    std::string_view m_text;
    bool m_good{true};
};

bool
IsMoment(const Civil& civil)
{
    return civil.day >= 1 && civil.day <= DaysIn(civil.year, civil.month) && civil.hour <= 23 &&
           civil.minute <= 59 && civil.second <= 60;
}

/** Sun, 06 Nov 1994 08:49:37 GMT */
bool
ReadFixdate(Reader in, Civil& civil)
{
    in.Literal(", ").Number(2, civil.day).Literal(" ").Month(civil.month).Literal(" ");
    in.Number(4, civil.year).Literal(" ").Clock(civil).Literal(" GMT");
    return in.Done();
}

/** Sunday, 06-Nov-94 08:49:37 GMT */
bool
ReadRfc850(Reader in, Civil& civil, HttpSeconds now)
{
    in.Literal(", ").Number(2, civil.day).Literal("-").Month(civil.month).Literal("-");
    in.Number(2, civil.year).Literal(" ").Clock(civil).Literal(" GMT");
    if (!in.Done())
    {
        return false;
    }
    const std::int64_t latest = ToCivil(now).year + 50;
    civil.year += (latest - civil.year) / 100 * 100;
    return true;
}

/** Sun Nov  6 08:49:37 1994 */
bool
ReadAsctime(Reader in, Civil& civil)
{
    in.Literal(" ").Month(civil.month).Literal(" ");
    if (in.Starts(" "))
    {
        in.Literal(" ").Number(1, civil.day);
    }
    else
    {
        in.Number(2, civil.day);
    }
    in.Literal(" ").Clock(civil).Literal(" ").Number(4, civil.year);
    return in.Done();
}

} // namespace

std::string
FormatHttpDate(HttpSeconds time)
{
    const Civil civil = ToCivil(time);
    const std::int64_t days =
        (time - ToSeconds({1970, 1, 1, civil.hour, civil.minute, civil.second})) / DAY;
    // 1970 began on a Thursday.
    const auto weekday = static_cast<std::size_t>(((days + 4) % 7 + 7) % 7);
    return std::string(DAYS[weekday].substr(0, 3)) + ", " + Digits(civil.day, 2) + " " +
           std::string(MONTHS.substr(static_cast<std::size_t>(civil.month - 1) * 3, 3)) + " " +
           Digits(civil.year, 4) + " " + Digits(civil.hour, 2) + ":" + Digits(civil.minute, 2) +
           ":" + Digits(civil.second, 2) + " GMT";
}

std::optional<HttpSeconds>
ParseHttpDate(std::string_view text, HttpSeconds now)
{
    for (const std::string_view day : DAYS)
    {
        Civil civil;
        bool read = false;
        if (Reader(text).Starts(day))
        {
            read = ReadRfc850(Reader(text.substr(day.size())), civil, now);
        }
        else if (Reader(text).Starts(day.substr(0, 3)))
        {
            const Reader rest(text.substr(3));
            read = rest.Starts(",") ? ReadFixdate(rest, civil) : ReadAsctime(rest, civil);
        }
        if (read && IsMoment(civil))
        {
            return ToSeconds(civil);
        }
    }
    return std::nullopt;
}

} // namespace pagewire
