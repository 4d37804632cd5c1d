// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-json.h"

#include "base/error.h"
#include "base/nearest-name.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pagewire
{

using Kind = JsonValue::Kind;

CacheTestJson::CacheTestJson(std::string file, const JsonValue& document)
    : m_file(std::move(file)),
      m_value(&document)
{}

CacheTestJson::CacheTestJson(std::string file, const JsonValue& value, std::string place)
    : m_file(std::move(file)),
      m_value(&value),
      m_place(std::move(place))
{}

bool
CacheTestJson::Is(Kind kind) const
{
    return m_value->Is(kind);
}

bool
CacheTestJson::Has(const std::string& name) const
{
    const JsonValue* const member = m_value->Find(name);
    return member && !member->Is(Kind::NOTHING);
}

bool
CacheTestJson::IsNull(const std::string& name) const
{
    const JsonValue* const member = m_value->Find(name);
    return member && member->Is(Kind::NOTHING);
}

CacheTestJson
CacheTestJson::At(const std::string& name) const
{
    Demand(Kind::OBJECT, "an object");
    const JsonValue* const member = m_value->Find(name);
    if (!member)
    {
        Refuse(QuoteJson(name) + " is missing");
    }
    return {m_file, *member, m_place + (m_place.empty() ? "" : ".") + name};
}

std::vector<CacheTestJson>
CacheTestJson::Items() const
{
    Demand(Kind::LIST, "a list");
    std::vector<CacheTestJson> items;
    for (const JsonValue& item : m_value->items)
    {
        items.push_back(
            CacheTestJson(m_file, item, m_place + "[" + std::to_string(items.size()) + "]"));
    }
    return items;
}

std::string
CacheTestJson::Text() const
{
    Demand(Kind::STRING, "a text");
    return m_value->text;
}

bool
CacheTestJson::Truth() const
{
    Demand(Kind::BOOLEAN, "true or false");
    return m_value->truth;
}

double
CacheTestJson::Number() const
{
    Demand(Kind::NUMBER, "a number");
    return m_value->number;
}

std::int64_t
CacheTestJson::Whole() const
{
    constexpr double MOST = 1e12; // seconds beyond any calendar, and exact in a double
    const double number = Number();
    if (number != std::floor(number) || std::abs(number) > MOST)
    {
        Refuse("write a whole number, not " + DescribeJson(*m_value));
    }
    return static_cast<std::int64_t>(number);
}

std::vector<std::string>
CacheTestJson::Texts() const
{
    std::vector<std::string> texts;
    for (const CacheTestJson& item : Items())
    {
        texts.push_back(item.Text());
    }
    return texts;
}

std::size_t
CacheTestJson::OneOfThese(const std::vector<std::string>& names) const
{
    const std::string text = Text();
    const auto place = std::find(names.begin(), names.end(), text);
    if (place == names.end())
    {
        Refuse("there is no '" + text + "' here: " + DidYouMean(text, names, OneOf(names)));
    }
    return static_cast<std::size_t>(place - names.begin());
}

bool
CacheTestJson::TruthOf(const std::string& name) const
{
    return Has(name) && At(name).Truth();
}

std::string
CacheTestJson::TextOf(const std::string& name, const std::string& usual) const
{
    return Has(name) ? At(name).Text() : usual;
}

void
CacheTestJson::CheckMembers(const std::string& what, const std::vector<std::string>& known) const
{
    Demand(Kind::OBJECT, "an object");
    for (auto member = m_value->members.begin(); member != m_value->members.end(); ++member)
    {
        const std::string& name = member->first;
        if (std::find(known.begin(), known.end(), name) == known.end())
        {
            Refuse(what + " has no " + QuoteJson(name) + ": " +
                   DidYouMean(name, known, OneOf(known)));
        }
        if (std::any_of(m_value->members.begin(), member, [&](const auto& earlier) {
                return earlier.first == name;
            }))
        {
            Refuse(QuoteJson(name) + " is there twice: leave one out");
        }
    }
}

void
CacheTestJson::Demand(Kind kind, const std::string& what) const
{
    if (!m_value->Is(kind))
    {
        Refuse("write " + what + ", not " + DescribeJson(*m_value));
    }
}

void
CacheTestJson::Refuse(const std::string& sentence) const
{
    throw InputError(m_file, m_value->line, (m_place.empty() ? "" : m_place + ": ") + sentence);
}

} // namespace pagewire
