// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_STORING_H
#define PAGEWIRE_CACHE_STORING_H

#include "cache/cache-options.h"
#include "cache/cache-trace.h"
#include "cache/freshness.h"
#include "cache/stored-response.h"
#include "http/message.h"

namespace pagewire
{

/**
 * Judges whether a response may be stored, and is worth it (RFC 9111 sections 3 to 3.5): STORED, or
 * the first rule that forbids it.
 * \param response final and not a 304
 * \param received when it came
 */
StoreRule JudgeStoring(const Request& request,
                       const Response& response,
                       const CacheOptions& options,
                       CacheMoment received);

/** \return the response without the fields that are not to be stored (section 3.1): those of one
 * hop, and those that no-cache and, in a shared cache, private name; and with the Date that it
 * lacks (RFC 9110 section 6.6.1) */
Response StoredForm(Response response, const CacheOptions& options, CacheMoment received);

/** Renews header fields by newer ones about the same representation (section 3.2): each that is
 * there takes the place of those of its name, except for those that say how the stored octets are
 * to be read. */
void OverwriteFields(HeaderFields& fields, const HeaderFields& newer);

/** Renews a stored response by a newer one about the same content (OverwriteFields, Assess). */
void RenewFields(StoredResponse& stored,
                 const Response& newer,
                 const CacheOptions& options,
                 CacheMoment requested,
                 CacheMoment received);

/** \return whether a 304 is about this stored response, which was asked about (section 4.3.4): it
 * names the same ETag or, if that is a strong validator, the same Last-Modified; or it has no ETag,
 * and is what answers the condition that was asked (RFC 9110 section 15.4.5) */
bool Confirms(const Response& notModified, const Response& stored);

/** \return whether the responses have the same strong ETag, so that their parts belong together
 * (section 3.4) */
bool ShareStrongValidator(const Response& a, const Response& b);

} // namespace pagewire

#endif
