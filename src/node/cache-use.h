// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHE_USE_H
#define PAGEWIRE_NODE_CACHE_USE_H

#include "node/browser-cache.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace pagewire
{

/** What a cache does for one fetch of a client: takes in what comes, gives out what it has. */
class CacheUse
{
  public:
    CacheUse(BrowserCache& cache, CacheDecision decision);
    ~CacheUse();

    CacheUse(const CacheUse&) = delete;
    CacheUse& operator=(const CacheUse&) = delete;

    const CacheDecision& Decision() const;

    /** The request goes out, of this attempt. */
    void NoteSent();

    /** The header section of a response is in, which begins the content anew. What came of an
     * earlier attempt is given up. */
    CacheVerdict::Action Receive(const Response& response);

    /** \return what it was told last; PASS before, and after the response was whole or given up */
    CacheVerdict::Action Verdict() const;

    /** Content of the response, from where the last one ended. */
    void Write(std::string_view bytes);

    /** The response is whole. */
    void Commit(const HeaderFields& trailers);

    /** It will not become whole. Nothing happens if there is none. */
    void Abandon();

    /** No attempt had a response. \return whether what is stored may be the answer though stale */
    bool Fail();

    /** Words the answer out of the store, whose content Read then gives from its beginning. */
    Response Answer();

    /** \return octets of that content that are here, copied into the buffer; 0: all were read, or
     * the rest is still on its way */
    std::size_t Read(char* data, std::size_t max);

  private:
    BrowserCache& m_cache;
    CacheDecision m_decision;
    CacheVerdict m_verdict;
    std::uint64_t m_written{0}; //!< octets of this response
    CacheMoment m_sent{0};
    CachedAnswer m_answer;
    std::uint64_t m_read{0};
};

} // namespace pagewire

#endif
