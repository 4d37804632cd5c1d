// SPDX-License-Identifier: GPL-2.0-only
#include "http/header-rule.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pagewire
{

namespace
{

using Action = HeaderRule::Action;

constexpr std::array<std::pair<std::string_view, Action>, 3> ACTIONS{
    {{"set", Action::SET}, {"add", Action::ADD}, {"remove", Action::REMOVE}}};

bool
IsOfTheCodec(std::string_view name)
{
    static constexpr std::array<std::string_view, 8> NAMES{"Connection",
                                                           "Content-Length",
                                                           "Host",
                                                           "Keep-Alive",
                                                           "TE",
                                                           "Trailer",
                                                           "Transfer-Encoding",
                                                           "Upgrade"};
    return std::any_of(NAMES.begin(), NAMES.end(), [name](std::string_view known) {
        return EqualsIgnoringCase(known, name);
    });
}

InputError
Wrong(std::string_view text, const std::string& why)
{
    return InputError("\"" + std::string(text) + "\" is no rule for a header field: " + why);
}

} // namespace

HeaderRule
ParseHeaderRule(std::string_view text)
{
    const std::string_view trimmed = TrimOws(text);
    const std::size_t space = std::min(trimmed.find(' '), trimmed.size());
    const std::string_view word = trimmed.substr(0, space);
    const auto known = std::find_if(ACTIONS.begin(), ACTIONS.end(), [word](const auto& entry) {
        return entry.first == word;
    });
    if (known == ACTIONS.end())
    {
        throw Wrong(text, "it has to begin with set, add or remove");
    }
    const std::string_view rest = TrimOws(trimmed.substr(space));
    const bool hasValue = known->second != Action::REMOVE;
    const std::size_t colon = hasValue ? rest.find(':') : rest.size();
    if (colon == std::string_view::npos)
    {
        throw Wrong(text, "a colon is to stand between name and value");
    }
    HeaderRule rule{known->second, std::string(rest.substr(0, colon))};
    rule.value = hasValue ? TrimOws(rest.substr(colon + 1)) : std::string_view();
    if (!IsToken(rule.name))
    {
        throw Wrong(text, "\"" + rule.name + "\" is no name of a field");
    }
    if (IsOfTheCodec(rule.name))
    {
        throw Wrong(text, rule.name + " says how the message is sent, which rules cannot change");
    }
    if (std::any_of(rule.value.begin(), rule.value.end(), [](unsigned char c) {
            return (c < ' ' && c != '\t') || c == 127;
        }))
    {
        throw Wrong(text, "the value has a control character");
    }
    return rule;
}

std::string
FormatHeaderRule(const HeaderRule& rule)
{
    const auto known = std::find_if(ACTIONS.begin(), ACTIONS.end(), [&](const auto& entry) {
        return entry.second == rule.action;
    });
    const std::string text = std::string(known->first) + " " + rule.name;
    return rule.action == Action::REMOVE ? text : text + ": " + rule.value;
}

void
ApplyHeaderRules(const std::vector<HeaderRule>& rules, HeaderFields& fields)
{
    for (const HeaderRule& rule : rules)
    {
        switch (rule.action)
        {
        case Action::SET:
            fields.Set(rule.name, rule.value);
            break;
        case Action::ADD:
            fields.Add(rule.name, rule.value);
            break;
        case Action::REMOVE:
            fields.Remove(rule.name);
            break;
        }
    }
}

} // namespace pagewire
