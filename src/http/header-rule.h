// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_HEADER_RULE_H
#define PAGEWIRE_HTTP_HEADER_RULE_H

#include "http/header-fields.h"

#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What a proxy does to one field of every message that passes. */
struct HeaderRule
{
    enum class Action
    {
        SET,    //!< the one line of this name; replaces those that are there
        ADD,    //!< a further line
        REMOVE, //!< all lines of this name
    };

    Action action;
    std::string name;
    std::string value{}; //!< not for REMOVE
};

/**
 * Reads "set X-Name: value", "add X-Name: value" or "remove X-Name".
 * \throws InputError if it is none of these, if the name is no token, the value has control
 * characters, or the field is one that frames or routes the message, which is the codec's business
 */
HeaderRule ParseHeaderRule(std::string_view text);

/** \return the rule in the form that ParseHeaderRule reads */
std::string FormatHeaderRule(const HeaderRule& rule);

/** Carries the rules out, in their order. */
void ApplyHeaderRules(const std::vector<HeaderRule>& rules, HeaderFields& fields);

} // namespace pagewire

#endif
