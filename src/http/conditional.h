// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_CONDITIONAL_H
#define PAGEWIRE_HTTP_CONDITIONAL_H

#include "http/header-fields.h"

#include <string_view>

namespace pagewire
{

/** \return whether the text is an entity tag: "abc" in double quotes, W/ before it where weak (RFC
 * 9110 section 8.8.3) */
bool IsEntityTag(std::string_view text);

/** \return whether two entity tags are the same and neither is weak (RFC 9110 section 8.8.3.2) */
bool EntityTagsMatchStrongly(std::string_view a, std::string_view b);

/** \return whether two entity tags are the same, weak or not (RFC 9110 section 8.8.3.2) */
bool EntityTagsMatchWeakly(std::string_view a, std::string_view b);

/**
 * Whether an If-Range condition holds (RFC 9110 section 13.1.5): its entity tag matches the
 * representation's strongly, or its date is exactly the Last-Modified, which must be at least a
 * second before the Date where there is one, so that it is a strong validator (section 8.8.2.2).
 * \param ifRange the field value of the request
 * \param representation the fields of the response that would be sent: ETag, Last-Modified, Date
 */
bool IfRangeHolds(std::string_view ifRange, const HeaderFields& representation);

} // namespace pagewire

#endif
