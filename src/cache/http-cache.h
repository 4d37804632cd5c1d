// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_HTTP_CACHE_H
#define PAGEWIRE_CACHE_HTTP_CACHE_H

#include "cache/cache-decision.h"
#include "cache/cache-index.h"
#include "cache/cache-moment.h"
#include "cache/cache-options.h"
#include "cache/stored-response.h"
#include "http/message.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * A cache of HTTP by RFC 9111, for browsers and intermediaries alike. It sends and receives
 * nothing: the caller tells what is asked, what came and when, and does what it is told.
 *
 * A request: Decide. If it is to be sent on: Receive with the header section of the final response,
 * or Fail without one. With STORE and COMPLETE the caller writes the content to that of `stored`
 * from the part's offset on and calls Commit when it is whole, or Abandon. An answer out of the
 * store is worded by Answer.
 */
class HttpCache
{
  public:
    explicit HttpCache(const CacheOptions& options);
    ~HttpCache();

    HttpCache(const HttpCache&) = delete;
    HttpCache& operator=(const HttpCache&) = delete;

    /** \param partition keeps what is stored for one top-level site from others; empty: none */
    CacheDecision Decide(const Request& request,
                         CacheMoment now,
                         CacheMode mode = CacheMode::DEFAULT,
                         const std::string& partition = "");

    /**
     * The header section of the final response to `decision.forward` is in. Invalidates what an
     * unsafe method changed (section 4.4) and renews what a 304 or HEAD confirms (sections 3.2,
     * 4.3.4, 4.3.5).
     * \param requested when `forward` was sent
     */
    CacheVerdict Receive(CacheDecision& decision,
                         const Response& response,
                         CacheMoment requested,
                         CacheMoment now);

    /** No response came. \return whether `decision.stored` may be the answer though it is stale
     * (section 4.2.4, RFC 5861 section 4) */
    bool Fail(CacheDecision& decision, CacheMoment now);

    /**
     * Whether a request that was to be sent on may be answered by the response to an earlier one
     * that it waited for, whose content may still be on its way (section 4): then the decision is
     * made ANSWER.
     */
    bool Share(CacheDecision& waiting, const CacheVerdict& verdict, CacheMoment now) const;

    /** The content of what Receive said to store is whole: from now on it is found. Ends the growth
     * of the content. */
    void Commit(CacheDecision& decision,
                const CacheVerdict& verdict,
                const HeaderFields& trailers = {});

    /** It will not become whole; what came of it is kept where it may be completed (section 3.3).
     * Breaks the content. */
    void Abandon(CacheDecision& decision, const CacheVerdict& verdict);

    /** Words the answer out of the store: Age, ranges (206, 416) and the client's own conditions
     * (304). */
    CachedAnswer Answer(CacheDecision& decision, CacheMoment now) const;

    /** \return how long it is fresh in all */
    Nanoseconds LifetimeOf(const StoredResponse& stored) const;

    /** \return what is stored under the key of a request, whatever Vary selects, the one last
     * received first */
    std::vector<std::shared_ptr<StoredResponse>> StoredFor(const Request& request,
                                                           const std::string& partition = "") const;

    /** Takes out what is stored of a URL, in every partition. \return how many responses */
    std::size_t Purge(std::string_view url);

    /** Takes out what has this tag in its Cache-Tag field. \return how many responses */
    std::size_t PurgeTag(std::string_view tag);

    /** What memory has and disk has not is forgotten: the page was closed. */
    void ClearMemory();
    void Clear();

    /** \return octets stored, and how many responses */
    std::uint64_t Bytes() const;
    std::size_t Count() const;

    /** \return how many had to leave for others */
    std::uint64_t Evictions() const;

    const CacheOptions& Options() const;

  private:
    void Weigh(CacheDecision& decision, const StoredResponse& stored, CacheMoment now) const;
    void WeighRules(CacheDecision& decision, const StoredResponse& stored) const;
    void WeighAge(CacheDecision& decision, const StoredResponse& stored) const;
    void LookUp(CacheDecision& decision, CacheMoment now);

    CacheVerdict Confirm(CacheDecision& decision,
                         const Response& response,
                         CacheMoment requested,
                         CacheMoment now);
    std::shared_ptr<StoredResponse> Renew(CacheDecision& decision,
                                          const std::shared_ptr<StoredResponse>& stored,
                                          const Response& newer,
                                          CacheMoment requested,
                                          CacheMoment now);
    void ReceiveHead(CacheDecision& decision,
                     const Response& response,
                     CacheMoment requested,
                     CacheMoment now);
    CacheVerdict ReceiveRest(CacheDecision& decision,
                             const Response& response,
                             CacheMoment requested,
                             CacheMoment now) const;
    CacheVerdict Store(CacheDecision& decision,
                       const Response& response,
                       CacheMoment requested,
                       CacheMoment now) const;
    void Invalidate(const CacheDecision& decision, const Response& response);
    bool MayServeStale(CacheDecision& decision, CacheMoment now) const;
    void Keep(CacheDecision& decision, const std::shared_ptr<StoredResponse>& stored);

    CacheOptions m_options;
    CacheIndex m_index;
};

} // namespace pagewire

#endif
