// SPDX-License-Identifier: GPL-2.0-only
#include "base/units.h"

#include "base/error.h"

#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace pagewire
{

namespace
{

struct Unit
{
    std::string_view name; //!< as written after the number
    double factor;         //!< in the quantity's own unit
};

constexpr std::array<Unit, 5> DURATIONS{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}}};
constexpr std::array<Unit, 4> RATES{{{"bps", 1}, {"kbps", 1e3}, {"Mbps", 1e6}, {"Gbps", 1e9}}};
constexpr std::array<Unit, 8> SIZES{{{"", 1},
                                     {"B", 1},
                                     {"KB", 1e3},
                                     {"KiB", 1024},
                                     {"MB", 1e6},
                                     {"MiB", 1048576},
                                     {"GB", 1e9},
                                     {"GiB", 1073741824}}};
constexpr std::array<Unit, 1> FRACTIONS{{{"%", 0.01}}};

template <std::size_t N>
std::string
Names(const std::array<Unit, N>& units)
{
    std::string names;
    for (const Unit& unit : units)
    {
        if (!unit.name.empty())
        {
            names += (names.empty() ? "" : ", ") + std::string(unit.name);
        }
    }
    return names;
}

template <std::size_t N>
double
ParseQuantity(std::string_view text, const std::array<Unit, N>& units, std::string_view what)
{
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, failure] =
        std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (failure == std::errc() && number >= 0 && std::isfinite(number))
    {
        std::string_view name(rest, static_cast<std::size_t>(end - rest));
        while (!name.empty() && name.front() == ' ')
        {
            name.remove_prefix(1);
        }
        for (const Unit& unit : units)
        {
            if (unit.name == name)
            {
                return number * unit.factor;
            }
        }
    }
    throw InputError("'" + std::string(text) + "' is not " + std::string(what) +
                     ": write a number and " + (units.size() > 1 ? "one of " : "") + Names(units));
}

template <std::size_t N>
std::string
FormatQuantity(std::uint64_t value, const std::array<Unit, N>& units)
{
    const Unit* best = &units.front();
    for (const Unit& unit : units)
    {
        const auto factor = static_cast<std::uint64_t>(unit.factor);
        if (value != 0 && value % factor == 0)
        {
            best = &unit;
        }
    }
    return std::to_string(value / static_cast<std::uint64_t>(best->factor)) +
           std::string(best->name);
}

std::uint64_t
Whole(double value, std::string_view text)
{
    if (value >= 9.2e18)
    {
        throw InputError("'" + std::string(text) + "' is too large");
    }
    return static_cast<std::uint64_t>(std::llround(value));
}

} // namespace

Nanoseconds
ParseDuration(std::string_view text)
{
    return Nanoseconds(Whole(ParseQuantity(text, DURATIONS, "a duration"), text));
}

Nanoseconds
ParseSignedDuration(std::string_view text)
{
    const bool negative = text.substr(0, 1) == "-";
    const Nanoseconds size = ParseDuration(text.substr(negative ? 1 : 0));
    return negative ? -size : size;
}

std::uint64_t
ParseBitRate(std::string_view text)
{
    return Whole(ParseQuantity(text, RATES, "a bit rate"), text);
}

double
ParseFraction(std::string_view text)
{
    const double value = ParseQuantity(text, FRACTIONS, "a fraction");
    if (value > 1)
    {
        throw InputError("'" + std::string(text) + "' is more than the whole: write 0% to 100%");
    }
    return value;
}

std::uint64_t
ParseByteCount(std::string_view text)
{
    return Whole(ParseQuantity(text, SIZES, "a size"), text);
}

std::string
FormatDuration(Nanoseconds value)
{
    const std::string text =
        FormatQuantity(static_cast<std::uint64_t>(std::abs(value.count())), DURATIONS);
    return value.count() < 0 ? "-" + text : text;
}

std::string
FormatBitRate(std::uint64_t bitsPerSecond)
{
    return FormatQuantity(bitsPerSecond, RATES);
}

std::string
FormatNumber(double value)
{
    constexpr double EXACT =
        9007199254740992; // whole numbers up to here are exact, and need no exponent
    if (std::abs(value) < EXACT && value == std::floor(value) &&
        !(value == 0 && std::signbit(value)))
    {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    std::array<char, 64> text;
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    return std::string(text.data(), result.ptr);
}

std::string
FormatMilliseconds(Nanoseconds value)
{
    const auto count = static_cast<std::uint64_t>(std::abs(value.count()));
    const std::string fraction = std::to_string(count % 1000000);
    return (value.count() < 0 ? "-" : "") + std::to_string(count / 1000000) + "." +
           std::string(6 - fraction.size(), '0') + fraction;
}

} // namespace pagewire
