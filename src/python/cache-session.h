// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_CACHE_SESSION_H
#define PAGEWIRE_PYTHON_CACHE_SESSION_H

#include "cache/http-cache.h"

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pagewire
{

/** Names and values of field lines, as they come from Python and go there. */
using FieldPairs = std::vector<std::pair<std::string, std::string>>;

/** \throws InputError if a name is no token, or a value has what no field can have */
HeaderFields FieldsOf(const FieldPairs& pairs);
FieldPairs PairsOf(const HeaderFields& fields);

/** \return the moment so many nanoseconds after the simulator's virtual epoch */
CacheMoment SessionMoment(std::int64_t at);

/** \throws InputError if the method is no token or the URL is none of http or https */
Request RequestFor(const std::string& method, const std::string& url, const FieldPairs& fields);

/** \return "max-age", "heuristic" ...; empty for NONE */
std::string LifetimeSourceName(LifetimeSource source);

/** A request that a cache was asked, and what has become of it so far. */
struct CacheExchange
{
    CacheDecision decision;
    std::int64_t at{0}; //!< when it was asked, in nanoseconds

    /** \return "answer", "answer-and-validate", "forward" or "refuse" */
    std::string Action() const;

    /** \return method, URL and fields of the request that is to be sent on */
    std::tuple<std::string, std::string, FieldPairs> Forward() const;
};

/** A cache of HTTP whose caller plays the client, the next server and the clock. Times are
 * nanoseconds since the virtual epoch. */
class CacheSession
{
  public:
    explicit CacheSession(const CacheOptions& options);

    HttpCache& Cache();
    const HttpCache& Cache() const;

    /** \param mode of the Fetch standard: "default", "no-cache" ... \throws InputError for others,
     * and as RequestFor */
    CacheExchange Decide(const std::string& method,
                         const std::string& url,
                         const FieldPairs& fields,
                         std::int64_t at,
                         const std::string& mode,
                         const std::string& partition);

    /**
     * A whole final response came to what was sent on.
     * \param body its content; none: as much as its fields say there is
     * \return what it is to the client: "pass", "store", "complete", "reuse" or "retry"
     */
    std::string Receive(CacheExchange& exchange,
                        int status,
                        const FieldPairs& fields,
                        const std::optional<std::string>& body,
                        std::int64_t requested,
                        std::int64_t at);

    /** No response came. \return whether what is stored may be the answer though it is stale */
    bool Fail(CacheExchange& exchange, std::int64_t at);

    /** \return status, fields and content of the answer out of the store */
    std::tuple<int, FieldPairs, std::string> Answer(CacheExchange& exchange, std::int64_t at) const;

  private:
    HttpCache m_cache;
};

} // namespace pagewire

#endif
