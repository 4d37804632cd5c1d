// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_TRACE_H
#define PAGEWIRE_CACHE_CACHE_TRACE_H

#include "base/units.h"
#include "cache/tiered-store.h"

#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What a cache did with a request, for tables and Cache-Status. */
enum class CacheOutcome
{
    HIT,         //!< answered from the store, fresh
    STALE,       //!< answered from the store past its lifetime
    REVALIDATED, //!< answered from the store after a 304
    COMPLETED,   //!< answered from the store and a part that lacked there
    COLLAPSED,   //!< answered by the response to somebody else's request
    MISS,        //!< answered by the next server
    UPDATED,     //!< likewise, where the store had a response that was no longer valid
    BYPASS,      //!< likewise, past the store
    REFUSED,     //!< 504: only-if-cached, and there is nothing
};

/** \return "hit", "stale" ... */
std::string_view CacheOutcomeName(CacheOutcome outcome);

/** The rule that made a request go on to the next server, by the names of RFC 9211 section 2.2. */
enum class ForwardReason
{
    NONE, //!< it did not
    URI_MISS,
    VARY_MISS,
    STALE,
    PARTIAL,
    REQUEST, //!< its directives, or Range
    METHOD,
    BYPASS, //!< the cache is told not to handle it
};

/** \return "uri-miss" ...; empty for NONE */
std::string_view ForwardReasonName(ForwardReason reason);

/** What a lifetime comes from. */
enum class LifetimeSource
{
    NONE,
    OVERRIDE,
    TARGETED, //!< such as CDN-Cache-Control: max-age
    S_MAXAGE,
    MAX_AGE,
    EXPIRES,
    HEURISTIC, //!< Last-Modified
    NEGATIVE,  //!< of errors
};

/** Why a response was, or was not, stored. */
enum class StoreRule
{
    UNDECIDED, //!< no response came, or it was not to be
    STORED,
    UPDATED, //!< a 304 or HEAD renewed what is stored
    METHOD,
    STATUS,
    REQUEST_NO_STORE,
    NO_STORE,
    MUST_UNDERSTAND,
    PRIVATE,
    AUTHORIZATION,
    NO_LIFETIME, //!< nothing explicit, and nothing to validate by
    VARY_STAR,
    PARTS, //!< a 206 that cannot be stored
    TOO_LARGE,
    BROKEN, //!< did not come whole
};

/** \return "stored", "no-store" ...; empty for UNDECIDED */
std::string_view StoreRuleName(StoreRule rule);

/** How a cache came to its decision: everything that the sentence of Explain needs. */
struct CacheTrace
{
    CacheOutcome outcome{CacheOutcome::BYPASS};
    ForwardReason forward{ForwardReason::NONE};
    std::string detail; //!< of the rule, such as "Cache-Control: no-cache" of the request
    LifetimeSource source{LifetimeSource::NONE};
    Nanoseconds lifetime{0};       //!< of what is stored
    Nanoseconds age{0};            //!< of what is stored, when it was asked for
    std::optional<StoreTier> tier; //!< where it was found
    StoreRule store{StoreRule::UNDECIDED};
    std::optional<int> forwardStatus;    //!< that the next server answered with
    std::optional<Nanoseconds> timeLeft; //!< until what is answered from the store is stale
    std::string servedVersion;           //!< ETag, else Last-Modified, of what was served
};

/** \return what gives a lifetime, to stand in a sentence: "max-age", "the time since Last-Modified"
 */
std::string_view LifetimeSourceWords(LifetimeSource source);

/** \return one sentence that says which rule made it what it is, with the figures */
std::string Explain(const CacheTrace& trace);

/** \return why the store alone could not answer what was sent on, to stand after a colon; empty if
 * nothing was */
std::string ExplainForward(const CacheTrace& trace);

/** \return a member of Cache-Status (RFC 9211): `name; hit; ttl=30` */
std::string FormatCacheStatus(const std::string& name, const CacheTrace& trace);

} // namespace pagewire

#endif
