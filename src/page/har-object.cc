// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-object.h"

#include "base/error.h"
#include "page/moment.h"
#include "page/page-fault.h"

#include <charconv>
#include <cmath>

namespace pagewire
{

namespace
{

using Kind = JsonValue::Kind;

JsonValue
EmptyObject()
{
    JsonValue value;
    value.kind = Kind::OBJECT;
    return value;
}

} // namespace

HarObject::HarObject(const JsonValue& value, const std::string& file)
    : m_value(value),
      m_file(file)
{}

int
HarObject::Line() const
{
    return m_value.line;
}

const JsonValue*
HarObject::Find(std::string_view key) const
{
    const JsonValue* const value = m_value.Find(key);
    return value == nullptr || value->Is(Kind::NOTHING) ? nullptr : value;
}

const JsonValue&
HarObject::Demand(std::string_view key, Kind kind, const std::string& what) const
{
    const JsonValue* const value = Find(key);
    if (value == nullptr)
    {
        Refuse(m_value, what + " has no " + QuoteJson(key) + ": HAR 1.2 demands it");
    }
    if (!value->Is(kind))
    {
        RefuseKind(key, *value);
    }
    return *value;
}

std::string
HarObject::Text(std::string_view key) const
{
    const JsonValue* const value = Find(key);
    if (value == nullptr)
    {
        return "";
    }
    if (value->Is(Kind::NUMBER))
    {
        return value->natural ? std::to_string(value->whole) : FormatNumber(value->number);
    }
    if (!value->Is(Kind::STRING))
    {
        RefuseKind(key, *value);
    }
    return value->text;
}

std::optional<double>
HarObject::Number(std::string_view key) const
{
    const JsonValue* const value = Find(key);
    if (value == nullptr || (value->Is(Kind::STRING) && value->text.empty()))
    {
        return std::nullopt;
    }
    double number = value->number;
    if (value->Is(Kind::STRING))
    {
        const char* const end = value->text.data() + value->text.size();
        const auto [rest, failure] = std::from_chars(value->text.data(), end, number);
        if (failure != std::errc() || rest != end || !std::isfinite(number))
        {
            RefuseKind(key, *value);
        }
    }
    else if (!value->Is(Kind::NUMBER))
    {
        RefuseKind(key, *value);
    }
    return number < 0 ? std::nullopt : std::optional<double>(number);
}

std::optional<std::uint64_t>
HarObject::Size(std::string_view key) const
{
    const std::optional<double> number = Number(key);
    if (number && *number > static_cast<double>(MAX_CONTENT))
    {
        Refuse(*Find(key),
               QuoteJson(key) + " is " + DescribeJson(*Find(key)) + ": a size is at most " +
                   std::to_string(MAX_CONTENT) + " octets");
    }
    return number ? std::optional<std::uint64_t>(std::llround(*number)) : std::nullopt;
}

std::optional<Nanoseconds>
HarObject::Duration(std::string_view key) const
{
    const std::optional<double> number = Number(key);
    if (number && *number > std::chrono::duration<double, std::milli>(MAX_WAIT).count())
    {
        Refuse(*Find(key),
               QuoteJson(key) + " is " + DescribeJson(*Find(key)) +
                   ": a time is at most a day, in milliseconds");
    }
    return number ? std::optional<Nanoseconds>(std::llround(*number * 1e6)) : std::nullopt;
}

Nanoseconds
HarObject::Moment(std::string_view key, const std::string& what) const
{
    const JsonValue& value = Demand(key, Kind::STRING, what);
    const std::optional<Nanoseconds> moment = ParseMoment(value.text);
    if (!moment)
    {
        Refuse(value,
               QuoteJson(key) + " is " + DescribeJson(value) +
                   ": write a moment as 2018-05-27T21:54:38.808Z");
    }
    return *moment;
}

bool
HarObject::Truth(std::string_view key) const
{
    const JsonValue* const value = Find(key);
    return value != nullptr && (value->truth || value->number != 0 ||
                                (value->Is(Kind::STRING) && !value->text.empty() &&
                                 value->text != "0" && value->text != "false"));
}

HarObject
HarObject::Object(std::string_view key) const
{
    static const JsonValue empty = EmptyObject();
    const JsonValue* const value = Find(key);
    if (value != nullptr && !value->Is(Kind::OBJECT))
    {
        RefuseKind(key, *value);
    }
    return HarObject(value == nullptr ? empty : *value, m_file);
}

HeaderFields
HarObject::Fields() const
{
    HeaderFields fields;
    const JsonValue* const list = Find("headers");
    if (list == nullptr)
    {
        return fields;
    }
    if (!list->Is(Kind::LIST))
    {
        RefuseKind("headers", *list);
    }
    for (const JsonValue& item : list->items)
    {
        const HarObject field(item, m_file);
        fields.Add(field.Text("name"), field.Text("value"));
    }
    return fields;
}

void
HarObject::Refuse(const JsonValue& value, const std::string& sentence) const
{
    throw InputError(m_file, value.line, sentence);
}

void
HarObject::RefuseKind(std::string_view key, const JsonValue& value) const
{
    Refuse(value,
           QuoteJson(key) + " is " + DescribeJson(value) +
               ", which HAR 1.2 does not allow: export the file again or mend it");
}

} // namespace pagewire
