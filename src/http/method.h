// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_METHOD_H
#define PAGEWIRE_HTTP_METHOD_H

#include <string_view>
#include <vector>

namespace pagewire
{

/** A method of RFC 9110 section 9 (and PATCH, RFC 5789) with its properties. Names are
 * case-sensitive. */
struct MethodInfo
{
    std::string_view name;
    bool safe;       //!< asks for no change of state (section 9.2.1)
    bool idempotent; //!< twice has the effect of once (section 9.2.2)
    bool content;    //!< a request of this method has content as a rule, if only of length 0
};

/** \return the method, null if it is none of those known */
const MethodInfo* FindMethod(std::string_view name);

/** \return every known method */
const std::vector<MethodInfo>& AllMethods();

} // namespace pagewire

#endif
