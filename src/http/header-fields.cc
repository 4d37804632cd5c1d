// SPDX-License-Identifier: GPL-2.0-only
#include "http/header-fields.h"

#include <algorithm>

namespace pagewire
{

namespace
{

char
Lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

auto
Named(std::string_view name)
{
    return [name](const HeaderField& field) { return EqualsIgnoringCase(field.name, name); };
}

/** The position of the comma that ends the list member at `from`, or the end of the text. */
std::size_t
ListMemberEnd(std::string_view text, std::size_t from)
{
    bool quoted = false;
    for (std::size_t i = from; i < text.size(); ++i)
    {
        if (text[i] == '"')
        {
            quoted = !quoted;
        }
        else if (quoted && text[i] == '\\')
        {
            ++i; // a quoted pair: the next character is itself, whatever it is
        }
        else if (!quoted && text[i] == ',')
        {
            return i;
        }
    }
    return text.size();
}

} // namespace

std::string
LowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
    return lower;
}

bool
EqualsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return Lower(x) == Lower(y);
    });
}

std::vector<std::string_view>
SplitList(std::string_view text)
{
    std::vector<std::string_view> members;
    for (std::size_t at = 0; at < text.size();)
    {
        const std::size_t end = ListMemberEnd(text, at);
        if (const auto member = TrimOws(text.substr(at, end - at)); !member.empty())
        {
            members.push_back(member);
        }
        at = end + 1;
    }
    return members;
}

std::string_view
TrimOws(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
    {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool
IsToken(std::string_view text)
{
    static constexpr std::string_view OTHERS = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (Lower(c) >= 'a' && Lower(c) <= 'z') ||
               OTHERS.find(c) != std::string_view::npos;
    });
}

HeaderFields::HeaderFields(std::initializer_list<HeaderField> fields)
    : m_fields(fields)
{}

void
HeaderFields::Add(std::string name, std::string value)
{
    m_fields.push_back({std::move(name), std::move(value)});
}

void
HeaderFields::Set(std::string_view name, std::string value)
{
    const auto first = std::find_if(m_fields.begin(), m_fields.end(), Named(name));
    if (first == m_fields.end())
    {
        Add(std::string(name), std::move(value));
        return;
    }
    first->value = std::move(value);
    m_fields.erase(std::remove_if(first + 1, m_fields.end(), Named(name)), m_fields.end());
}

std::size_t
HeaderFields::Remove(std::string_view name)
{
    const std::size_t before = m_fields.size();
    m_fields.erase(std::remove_if(m_fields.begin(), m_fields.end(), Named(name)), m_fields.end());
    return before - m_fields.size();
}

bool
HeaderFields::Has(std::string_view name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(), Named(name));
}

std::size_t
HeaderFields::Count(std::string_view name) const
{
    return static_cast<std::size_t>(std::count_if(m_fields.begin(), m_fields.end(), Named(name)));
}

std::optional<std::string_view>
HeaderFields::Find(std::string_view name) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), Named(name));
    if (found == m_fields.end())
    {
        return std::nullopt;
    }
    return found->value;
}

std::string
HeaderFields::Combined(std::string_view name) const
{
    std::string all;
    bool first = true;
    for (const HeaderField& field : m_fields)
    {
        if (EqualsIgnoringCase(field.name, name))
        {
            all += (first ? "" : ", ") + field.value;
            first = false;
        }
    }
    return all;
}

std::vector<std::string>
HeaderFields::List(std::string_view name) const
{
    std::vector<std::string> members;
    for (const HeaderField& field : m_fields)
    {
        if (EqualsIgnoringCase(field.name, name))
        {
            const auto some = SplitList(field.value);
            members.insert(members.end(), some.begin(), some.end());
        }
    }
    return members;
}

bool
HeaderFields::HasToken(std::string_view name, std::string_view token) const
{
    const std::vector<std::string> members = List(name);
    return std::any_of(members.begin(), members.end(), [token](const std::string& member) {
        return EqualsIgnoringCase(member, token);
    });
}

std::size_t
HeaderFields::WireSize() const
{
    std::size_t size = 0;
    for (const HeaderField& field : m_fields)
    {
        size += field.name.size() + 2 + field.value.size() + 2;
    }
    return size;
}

std::size_t
HeaderFields::Size() const
{
    return m_fields.size();
}

bool
HeaderFields::Empty() const
{
    return m_fields.empty();
}

std::vector<HeaderField>::const_iterator
HeaderFields::begin() const
{
    return m_fields.begin();
}

std::vector<HeaderField>::const_iterator
HeaderFields::end() const
{
    return m_fields.end();
}

} // namespace pagewire
