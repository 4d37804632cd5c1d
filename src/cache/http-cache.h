// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_HTTP_CACHE_H
#define PAGEWIRE_CACHE_HTTP_CACHE_H

#include "cache/cache-index.h"
#include "cache/cache-moment.h"
#include "cache/cache-options.h"
#include "cache/cache-trace.h"
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

/** How a request is to be looked at besides its own fields: the cache modes of the Fetch standard,
 * which a browser's navigation chooses. */
enum class CacheMode
{
    DEFAULT,
    NO_CACHE,       //!< validate whatever is stored (reload)
    RELOAD,         //!< do not look, but store (hard reload)
    NO_STORE,       //!< neither look nor store
    FORCE_CACHE,    //!< use what is stored, fresh or not (back, forward)
    ONLY_IF_CACHED, //!< likewise, and never ask the next server
};

/** What a cache wants done with a request. */
struct CacheDecision
{
    enum class Action
    {
        ANSWER,              //!< from `stored`, after `latency`
        ANSWER_AND_VALIDATE, //!< likewise, and send `forward` on in the background
        FORWARD,             //!< send `forward` on
        REFUSE,              //!< answer 504
    };

    Action action{Action::FORWARD};
    std::shared_ptr<StoredResponse> stored; //!< answered from, validated or completed; may be null
    Nanoseconds latency{0};                 //!< of the tier that it was found in
    Request request;                        //!< as it came
    Request forward; //!< as the next server is to get it: with validators, or without the client's
    bool validates{false}; //!< `forward` asks by the stored validators
    bool completes{false}; //!< `forward` asks for what lacks of `stored`
    bool storable{false};  //!< the response may be stored if it allows it
    CacheMode mode{CacheMode::DEFAULT};
    CacheTrace trace;
};

/** What a cache wants done with a response that came for what it sent on. */
struct CacheVerdict
{
    enum class Action
    {
        PASS,  //!< it is the answer, and is not stored
        STORE, //!< it is the answer, and its content is to be written to `content`
               //!< (HttpCache::Commit)
        REUSE, //!< `stored` is the answer; the content of this response is dropped
        RETRY, //!< send `forward` of the decision on once more: the part does not fit
    };

    Action action{Action::PASS};
    std::shared_ptr<StoredResponse> stored; //!< with REUSE; with STORE: what will be stored
    std::uint64_t offset{0}; //!< with STORE: where in the representation the content begins
};

/** An answer out of the store. */
struct CachedAnswer
{
    Response response; //!< with Age; 200, 206, 304, 416 or what is stored
    ByteRange part;    //!< of the stored content that goes with it; its length is 0 without content
    std::shared_ptr<StoredContent> content; //!< null: none goes with it
};

/**
 * A cache of HTTP by RFC 9111, for browsers and intermediaries alike. It sends and receives
 * nothing: the caller tells what is asked, what came and when, and does what it is told.
 *
 * A request: Decide. If it is to be sent on: Receive with the header section of the final response,
 * or Fail without one. With STORE the caller writes the content to `stored->content` and calls
 * Commit when it is whole, or Abandon. An answer out of the store is worded by Answer.
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

    /** The content of what Receive said to store is whole: from now on it is found. */
    void Commit(CacheDecision& decision, const CacheVerdict& verdict);

    /** It will not become whole; what came of it is kept where it may be completed (section 3.3).
     */
    void Abandon(CacheDecision& decision, const CacheVerdict& verdict);

    /** Words the answer out of the store: Age, ranges (206, 416) and the client's own conditions
     * (304). */
    CachedAnswer Answer(CacheDecision& decision, CacheMoment now) const;

    /** \return how old it is and how long it is fresh in all */
    Nanoseconds AgeOf(const StoredResponse& stored, CacheMoment now) const;
    Nanoseconds LifetimeOf(const StoredResponse& stored) const;

    /** Takes out what is stored of a URL, in every partition. \return how many responses */
    std::size_t Purge(std::string_view url);

    /** Takes out what has this tag in its Cache-Tag field. \return how many responses */
    std::size_t PurgeTag(std::string_view tag);

    /** What the memory tier has is forgotten, but for what disk has, too: the page was closed. */
    void ClearMemory();
    void Clear();

    /** \return octets stored, and how many responses */
    std::uint64_t Bytes() const;
    std::size_t Count() const;

    const CacheOptions& Options() const;

  private:
    CacheOptions m_options;
    CacheIndex m_index;
};

} // namespace pagewire

#endif
