// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_PRIORITY_H
#define PAGEWIRE_HTTP_PRIORITY_H

#include <string>
#include <string_view>

namespace pagewire
{

/** The priority parameters of RFC 9218 section 4. */
struct Priority
{
    int urgency{3};          //!< 0 (most urgent) to 7
    bool incremental{false}; //!< whether bytes of several such responses may be interleaved

    bool operator==(const Priority& other) const;
};

/** \return the Priority field value, defaults left out: "u=1, i", "" */
std::string FormatPriority(const Priority& priority);

/** \return what a Priority field value says; members that are absent or wrong keep their default
 * (section 4) */
Priority ParsePriority(std::string_view value);

} // namespace pagewire

#endif
