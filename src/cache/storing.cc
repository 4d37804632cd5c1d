// SPDX-License-Identifier: GPL-2.0-only
#include "cache/storing.h"

#include "cache/vary.h"
#include "http/conditional.h"
#include "http/content-length.h"
#include "http/date.h"
#include "http/hop-by-hop.h"
#include "http/range.h"
#include "http/status.h"
#include "http/url-reference.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

/** \return whether a cache knows what the status asks of it (RFC 9111 section 5.2.2.3) */
bool
Understands(int status)
{
    return status >= 200 && status != 304 && !ReasonPhrase(status).empty();
}

/** \return whether what the response says holds for one request alone: it answers to fields of it
 * that no key and no Vary knows, or must not be stored (RFC 6585) */
bool
IsForOneRequest(int status)
{
    constexpr std::array<int, 7> STATUSES{407, 412, 416, 428, 429, 431, 511};
    return status < 200 || std::find(STATUSES.begin(), STATUSES.end(), status) != STATUSES.end();
}

/** \return whether a request has Authorization and nothing in the response makes up for it (section
 * 3.5) */
bool
IsForbiddenByAuthorization(const Request& request, const ResponseDirectives& directives)
{
    return request.fields.Has("Authorization") && !directives.mustRevalidate &&
           !directives.isPublic && !directives.sMaxAge;
}

/** \return whether a part can be stored: it tells where it belongs, and how long the whole is */
bool
IsStorablePart(const Response& response, const CacheOptions& options)
{
    const auto field = response.fields.Find("Content-Range");
    const auto range = field ? ParseContentRange(*field) : std::nullopt;
    return options.storeParts && range && range->part && range->size;
}

bool
HasValidator(const Response& response)
{
    return response.fields.Has("ETag") || response.fields.Has("Last-Modified");
}

/** \return whether GET may be answered from a response to POST: it has a lifetime, and is what GET
 * of the same URL would give (RFC 9110 section 9.3.3) */
bool
IsStorablePost(const Request& request,
               const Response& response,
               const EffectiveDirectives& effective)
{
    const auto origin = ParseAuthority(request.scheme, request.authority);
    const auto location = response.fields.Find("Content-Location");
    if (!origin || !location)
    {
        return false;
    }
    const HttpUrl own{*origin, request.target};
    const auto url = ResolveReference(own, *location);
    const ResponseDirectives& directives = effective.directives;
    return url && url->Text() == own.Text() &&
           (directives.maxAge || directives.sMaxAge || response.fields.Has("Expires"));
}

bool
IsTooLarge(const Response& response, const CacheOptions& options)
{
    const auto length = ContentLengthOf(response.fields);
    return length && *length > options.objectLimit;
}

/** A shared cache keeps nothing that it could neither use nor ask about; a browser may be told to
 * go back to it whatever its age. */
bool
IsOfUse(const Response& response,
        const EffectiveDirectives& effective,
        const CacheOptions& options,
        CacheMoment received)
{
    const FreshnessLifetime lifetime = LifetimeOf(response, effective, options, received);
    const ResponseDirectives& directives = effective.directives;
    const bool stale = directives.staleIfError || directives.staleWhileRevalidate ||
                       options.staleIfError > Nanoseconds(0) ||
                       options.staleWhileRevalidate > Nanoseconds(0);
    return !options.shared || HasValidator(response) || lifetime.time > Nanoseconds(0) ||
           (stale && lifetime.source != LifetimeSource::NONE);
}

/** The fields that say how the octets of a representation are to be read, which a 304 does not
 * bring anew. */
bool
DescribesStoredOctets(std::string_view name)
{
    constexpr std::array<std::string_view, 3> NAMES{"Content-Length",
                                                    "Content-Encoding",
                                                    "Content-Range"};
    return std::any_of(NAMES.begin(), NAMES.end(), [name](std::string_view other) {
        return EqualsIgnoringCase(name, other);
    });
}

/** What the method and the directives forbid. */
StoreRule
JudgeDirectives(const Request& request,
                const Response& response,
                const EffectiveDirectives& effective,
                const CacheOptions& options)
{
    const ResponseDirectives& directives = effective.directives;
    const bool understood = Understands(response.status);
    if (request.method != "GET" &&
        !(request.method == "POST" && IsStorablePost(request, response, effective)))
    {
        return StoreRule::METHOD;
    }
    if (directives.mustUnderstand && !understood)
    {
        return StoreRule::MUST_UNDERSTAND;
    }
    if (directives.noStore && !directives.mustUnderstand)
    {
        return StoreRule::NO_STORE;
    }
    if (options.shared && directives.isPrivate.whole)
    {
        return StoreRule::PRIVATE;
    }
    if (options.shared && IsForbiddenByAuthorization(request, directives))
    {
        return StoreRule::AUTHORIZATION;
    }
    return StoreRule::STORED;
}

} // namespace

StoreRule
JudgeStoring(const Request& request,
             const Response& response,
             const CacheOptions& options,
             CacheMoment received)
{
    const EffectiveDirectives effective = DirectivesFor(response, options);
    const StoreRule rule = JudgeDirectives(request, response, effective, options);
    if (rule != StoreRule::STORED)
    {
        return rule;
    }
    if (response.status == 206 && !IsStorablePart(response, options))
    {
        return StoreRule::PARTS;
    }
    if (IsForOneRequest(response.status) || (!IsExplicitlyStorable(response, effective, options) &&
                                             !IsHeuristicallyCacheable(response.status)))
    {
        return StoreRule::STATUS;
    }
    if (VariesOnEverything(response.fields))
    {
        return StoreRule::VARY_STAR;
    }
    if (IsTooLarge(response, options))
    {
        return StoreRule::TOO_LARGE;
    }
    return IsOfUse(response, effective, options, received) ? StoreRule::STORED
                                                           : StoreRule::NO_LIFETIME;
}

Response
StoredForm(Response response, const CacheOptions& options, CacheMoment received)
{
    const ResponseDirectives directives = DirectivesFor(response, options).directives;
    RemoveHopByHop(response.fields);
    for (const std::string& name : directives.noCache.fields)
    {
        response.fields.Remove(name);
    }
    if (options.shared)
    {
        for (const std::string& name : directives.isPrivate.fields)
        {
            response.fields.Remove(name);
        }
    }
    if (!response.fields.Has("Date"))
    {
        response.fields.Add("Date", FormatHttpDate(SecondsOf(received)));
    }
    return response;
}

void
OverwriteFields(HeaderFields& fields, const HeaderFields& newer)
{
    fields.Remove("Age"); // it was about the older response
    for (const HeaderField& field : newer)
    {
        if (!DescribesStoredOctets(field.name))
        {
            fields.Remove(field.name);
        }
    }
    for (const HeaderField& field : newer)
    {
        if (!DescribesStoredOctets(field.name))
        {
            fields.Add(field.name, field.value);
        }
    }
}

void
RenewFields(StoredResponse& stored,
            const Response& newer,
            const CacheOptions& options,
            CacheMoment requested,
            CacheMoment received)
{
    OverwriteFields(stored.response.fields, StoredForm(newer, options, received).fields);
    stored.requested = requested;
    stored.received = received;
    stored.invalidated = false;
    Assess(stored, options);
}

bool
Confirms(const Response& notModified, const Response& stored)
{
    const auto tag = notModified.fields.Find("ETag");
    const auto modified = notModified.fields.Find("Last-Modified");
    const auto storedTag = stored.fields.Find("ETag");
    if (tag && storedTag && EntityTagsMatchWeakly(*tag, *storedTag))
    {
        return true;
    }
    return !tag || (modified && IfRangeHolds(*modified, stored.fields));
}

bool
ShareStrongValidator(const Response& a, const Response& b)
{
    const auto first = a.fields.Find("ETag");
    const auto second = b.fields.Find("ETag");
    return first && second && IsEntityTag(*first) && EntityTagsMatchStrongly(*first, *second);
}

} // namespace pagewire
