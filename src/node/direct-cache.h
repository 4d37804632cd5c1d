// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_DIRECT_CACHE_H
#define PAGEWIRE_NODE_DIRECT_CACHE_H

#include "node/cache-front.h"
#include "node/direct-line.h"

#include <cstdint>
#include <functional>
#include <map>

namespace pagewire
{

/** A cache without packets: the CacheFront of a proxy, with a direct line behind it. */
class DirectCache : public RequestHandler, private CacheOwner
{
  public:
    using Listener = std::function<void(const CacheRecord& record)>;

    /** \param behind where it sends on what it has not; outlives this \param decided hears what
     * became of requests */
    DirectCache(const CacheOptions& cache,
                const CacheFrontOptions& options,
                DirectLine& behind,
                Listener decided);

    void HandleRequest(ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;

    const HttpCache& Store();

    /** See CacheFront. */
    std::size_t Purge(std::string_view url);
    std::size_t PurgeTag(std::string_view tag);

  private:
    void HandleForward(CacheForward& forward) override;
    void HandleForwardGone(CacheForward& forward) override;
    bool IsMadeUp(CacheForward& forward) const override;
    void HandleServed(const ServedRecord& record) override;
    void HandleDecided(const CacheRecord& record) override;

    void HandleAnswer(std::uint64_t number, const DirectAnswer& answer);

    CacheFront m_front;
    DirectLine& m_behind;
    Listener m_decided;
    std::uint64_t m_last{0};
    std::map<std::uint64_t, CacheForward*> m_forwards; //!< by the number behind
    std::map<CacheForward*, std::uint64_t> m_numbers;  //!< never walked through
};

} // namespace pagewire

#endif
