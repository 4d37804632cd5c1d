// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pagewire
{

namespace
{

std::string
Quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

/** "a, b or c" */
std::string
JoinWords(const std::vector<std::string>& words)
{
    std::string joined;
    for (std::size_t i = 0; i < words.size(); ++i)
    {
        joined += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    }
    return joined;
}

/** A bound as the user would write it. */
std::string
FormatBound(OptionKind kind, double value)
{
    switch (kind)
    {
    case OptionKind::DURATION:
        return value == 0 ? "0s" : FormatDuration(Nanoseconds(static_cast<std::int64_t>(value)));
    case OptionKind::BIT_RATE:
        return FormatBitRate(static_cast<std::uint64_t>(value));
    case OptionKind::FRACTION:
        return FormatNumber(value * 100) + "%";
    case OptionKind::BYTES:
        return std::to_string(static_cast<std::uint64_t>(value)) + "B";
    default:
        return FormatNumber(value);
    }
}

template <typename T>
T
ParseWhole(std::string_view text, std::string_view what)
{
    T number{};
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || rest != end || text.empty())
    {
        throw InputError(Quoted(text) + " is not " + std::string(what));
    }
    return number;
}

double
ParseReal(std::string_view text)
{
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, failure] =
        std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (failure != std::errc() || rest != end || !std::isfinite(number) || number < 0)
    {
        throw InputError(Quoted(text) + " is not a number from 0 on, like 1.5");
    }
    return number;
}

bool
ParseSwitch(std::string_view text)
{
    // ns-3's own spellings are taken too, as its users write them without thinking.
    constexpr std::array<std::string_view, 5> yes{"yes", "on", "true", "1", "t"};
    constexpr std::array<std::string_view, 5> no{"no", "off", "false", "0", "f"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end())
    {
        return true;
    }
    if (std::find(no.begin(), no.end(), text) != no.end())
    {
        return false;
    }
    throw InputError(Quoted(text) + " is neither yes nor no");
}

bool
EndsWith(std::string_view text, std::string_view end)
{
    return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

QueueOptions
ParseQueue(std::string_view text)
{
    QueueOptions queue;
    try
    {
        if (EndsWith(text, "bdp"))
        {
            queue.unit = QueueOptions::Unit::BDP;
            queue.limit = ParseReal(text.substr(0, text.size() - 3));
        }
        else if (EndsWith(text, "p"))
        {
            queue.unit = QueueOptions::Unit::PACKETS;
            queue.limit = ParseWhole<std::uint32_t>(text.substr(0, text.size() - 1), "");
        }
        else if (EndsWith(text, "B"))
        {
            queue.unit = QueueOptions::Unit::BYTES;
            queue.limit = static_cast<double>(ParseByteCount(text));
        }
        else
        {
            queue.limit = 0;
        }
    }
    catch (const InputError&)
    {
        queue.limit = 0;
    }
    if (queue.limit <= 0)
    {
        throw InputError(Quoted(text) +
                         " is not a queue limit: write 1bdp, 100p (packets) or 64KB");
    }
    return queue;
}

std::vector<std::uint64_t>
ParseNumbers(std::string_view text)
{
    std::vector<std::uint64_t> numbers;
    for (std::size_t at = 0; at <= text.size();)
    {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const auto number = ParseWhole<std::uint64_t>(text.substr(at, comma - at),
                                                      "a number: write 3,7 or the like");
        if (number == 0)
        {
            throw InputError(Quoted(text) + " has the number 0, and they begin with 1");
        }
        numbers.push_back(number);
        at = comma + 1;
    }
    return numbers;
}

/** \return the value as a plain number, where bounds apply to its kind */
double
Magnitude(OptionKind kind, const OptionValue& value)
{
    switch (kind)
    {
    case OptionKind::DURATION:
        return static_cast<double>(value.duration.count());
    case OptionKind::NUMBER:
    case OptionKind::FRACTION:
        return value.real;
    default:
        return static_cast<double>(value.number);
    }
}

bool
HasBounds(OptionKind kind)
{
    return kind == OptionKind::COUNT || kind == OptionKind::NUMBER || kind == OptionKind::BYTES ||
           kind == OptionKind::DURATION || kind == OptionKind::BIT_RATE ||
           kind == OptionKind::FRACTION;
}

void
ParseByKind(const Option& option, std::string_view text, OptionValue& value)
{
    switch (option.kind)
    {
    case OptionKind::TEXT:
    case OptionKind::FILE:
    case OptionKind::CHOICE:
        break;
    case OptionKind::SWITCH:
        value.number = ParseSwitch(text) ? 1 : 0;
        break;
    case OptionKind::COUNT:
        value.number = ParseWhole<std::uint64_t>(text, "a whole number");
        break;
    case OptionKind::NUMBER:
        value.real = ParseReal(text);
        break;
    case OptionKind::DURATION:
        value.duration = option.least < 0 ? ParseSignedDuration(text) : ParseDuration(text);
        break;
    case OptionKind::BIT_RATE:
        value.number = ParseBitRate(text);
        break;
    case OptionKind::FRACTION:
        value.real = ParseFraction(text);
        break;
    case OptionKind::BYTES:
        value.number = ParseByteCount(text);
        break;
    case OptionKind::QUEUE:
        value.queue = ParseQueue(text);
        break;
    case OptionKind::NUMBERS:
        value.numbers = ParseNumbers(text);
        break;
    }
}

} // namespace

std::string
DescribeKind(OptionKind kind)
{
    switch (kind)
    {
    case OptionKind::TEXT:
        return "text";
    case OptionKind::FILE:
        return "file";
    case OptionKind::CHOICE:
        return "word";
    case OptionKind::SWITCH:
        return "yes or no";
    case OptionKind::COUNT:
        return "whole number";
    case OptionKind::NUMBER:
        return "number";
    case OptionKind::DURATION:
        return "duration, like 25ms";
    case OptionKind::BIT_RATE:
        return "bit rate, like 10Mbps";
    case OptionKind::FRACTION:
        return "fraction, like 0.5%";
    case OptionKind::BYTES:
        return "bytes, like 64KB";
    case OptionKind::QUEUE:
        return "queue limit, like 1bdp, 100p, 64KB";
    case OptionKind::NUMBERS:
        return "whole numbers from 1 on, like 3,7";
    }
    return {};
}

std::string
Option::Section() const
{
    const std::size_t dot = name.find('.');
    return dot == std::string::npos ? "" : name.substr(0, dot);
}

std::string
Option::Key() const
{
    const std::size_t dot = name.find('.');
    return dot == std::string::npos ? name : name.substr(dot + 1);
}

std::string
Option::Allowed() const
{
    std::string range;
    if (HasBounds(kind) && most > 0)
    {
        range = FormatBound(kind, least) + " to " + FormatBound(kind, most);
    }
    else if (HasBounds(kind) && least > 0)
    {
        range = FormatBound(kind, least) + " or more";
    }
    if (words.empty())
    {
        return range;
    }
    return JoinWords(words) + (kind == OptionKind::CHOICE || range.empty() ? "" : ", or " + range);
}

OptionValue
ParseOptionValue(const Option& option, std::string_view text)
{
    OptionValue value;
    value.text = text;
    if (text.empty())
    {
        if (!option.defaultText.empty())
        {
            throw InputError("it needs a value: " + DescribeKind(option.kind));
        }
        return value;
    }
    if (std::find(option.words.begin(), option.words.end(), text) != option.words.end())
    {
        return value;
    }
    if (option.kind == OptionKind::CHOICE)
    {
        throw InputError(Quoted(text) + " is not one of " + option.Allowed());
    }
    ParseByKind(option, text, value);
    const double magnitude = Magnitude(option.kind, value);
    if (HasBounds(option.kind) &&
        (magnitude < option.least || (option.most > 0 && magnitude > option.most)))
    {
        throw InputError(Quoted(text) + " is out of range: write " + option.Allowed());
    }
    return value;
}

} // namespace pagewire
