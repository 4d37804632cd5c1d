// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_CONDITIONAL_H
#define PAGEWIRE_HTTP_CONDITIONAL_H

#include "http/header-fields.h"
#include "http/message.h"

#include <string_view>
#include <vector>

namespace pagewire
{

/** \return whether the text is an entity tag: "abc" in double quotes, W/ before it where weak (RFC
 * 9110 section 8.8.3) */
bool IsEntityTag(std::string_view text);

/** \return whether two entity tags are the same and neither is weak (RFC 9110 section 8.8.3.2).
 * Texts that lack the quotes are compared as they are. */
bool EntityTagsMatchStrongly(std::string_view a, std::string_view b);

/** \return whether two entity tags are the same, weak or not (RFC 9110 section 8.8.3.2). Texts that
 * lack the quotes are compared as they are; w/"a" is such a text, for W/ has its case. */
bool EntityTagsMatchWeakly(std::string_view a, std::string_view b);

/** \return the members of If-Match or If-None-Match: what stands between commas outside quotes.
 * Other than in a quoted string a backslash is itself; empty members are left out, members that
 * are no entity tags are not. */
std::vector<std::string_view> SplitEntityTags(std::string_view value);

/** What the preconditions of a request make of it. */
enum class Preconditions
{
    HOLD,         //!< it is carried out as if there were none
    NOT_MODIFIED, //!< 304 is the answer
    FAIL,         //!< 412 is the answer
};

/** \return whether the request has any that EvaluatePreconditions looks at */
bool HasPreconditions(const Request& request);

/**
 * Evaluates the preconditions of a request in the order of RFC 9110 section 13.2.2: If-Match
 * (strong comparison), else If-Unmodified-Since; then If-None-Match (weak comparison), else
 * If-Modified-Since for GET and HEAD. Dates that are none, or that the representation has no
 * Last-Modified for, do not count. Methods that select no representation have no preconditions
 * (section 13.2.1). If-Range comes later (DecideRange). To be asked only where the answer without
 * preconditions would be a 2xx or 412.
 * \param representation the fields of the answer without preconditions: ETag, Last-Modified, Date;
 * null: there is no representation
 */
Preconditions EvaluatePreconditions(const Request& request, const HeaderFields* representation);

/**
 * \return whether a stored response satisfies the request's own If-None-Match or If-Modified-Since,
 * so that a cache answers 304 (RFC 9111 section 4.3.2): where there is no Last-Modified, the Date
 * takes its place. The other preconditions are the origin's.
 * \param stored the fields of a stored 200
 */
bool NotModified(const Request& request, const HeaderFields& stored);

/**
 * \return the fields of the 304 (Not Modified) that stands for a response (RFC 9110 section
 * 15.4.5): all but those that describe content, which does not come: Content-Type, -Encoding,
 * -Language, -Length and -Range, digests, Accept-Ranges, Transfer-Encoding and Trailer; and
 * Last-Modified, where there is an ETag.
 */
HeaderFields NotModifiedFields(const HeaderFields& response);

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
