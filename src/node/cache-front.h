// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHE_FRONT_H
#define PAGEWIRE_NODE_CACHE_FRONT_H

#include "cache/http-cache.h"
#include "node/cached-request.h"
#include "node/node-clock.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What a cache does about parts that are asked for and not stored. */
enum RangeFill
{
    RANGE_PASS,  //!< asks for the part, and stores that
    RANGE_WHOLE, //!< asks for the whole, and answers out of it as it comes
};

/** How a cache stands between those in front and those behind. */
struct CacheFrontOptions
{
    bool collapse{false}; //!< requests for what is being fetched wait for it (RFC 9111 section 4)
    ns3::Time collapseTimeout{ns3::Seconds(5)}; //!< and so long at most
    RangeFill rangeFill{RANGE_PASS};
    bool cacheStatus{true}; //!< whether responses say by Cache-Status what the cache did (RFC 9211)
    ns3::Time clockSkew{0}; //!< of the cache's clock, see NodeClock
};

/** Who has a cache: sends on what it forwards, and hears what became of requests. */
class CacheOwner
{
  public:
    virtual ~CacheOwner() = default;

    /** See RequestHandler: to the one behind, the exchange is as one of a connection. */
    virtual void HandleForward(CacheForward& forward) = 0;
    virtual void HandleForwardGone(CacheForward& forward) = 0;

    /** \return whether the response that the exchange is being given is the owner's own, since
     * nobody behind answers */
    virtual bool IsMadeUp(CacheForward& forward) const = 0;

    /** An exchange in front is over, and was answered. */
    virtual void HandleServed(const ServedRecord& record) = 0;

    /** A request is over, with all that the cache did for it. */
    virtual void HandleDecided(const CacheRecord& record) = 0;
};

/**
 * A cache of HTTP before a handler of requests: answers in its place what it has stored, and sends
 * on the rest. It knows nothing of connections: to those in front it does what any handler does.
 *
 * With collapsing, a GET whose response may be stored waits while one for the same URL is on its
 * way. When the header section of that is in, those that it may answer get its content as it comes;
 * the others go on at once, each by itself.
 */
class CacheFront : private CachedRequestOwner
{
  public:
    /** \param owner outlives this */
    CacheFront(const CacheOptions& cache, const CacheFrontOptions& options, CacheOwner& owner);
    ~CacheFront() override;

    CacheFront(const CacheFront&) = delete;
    CacheFront& operator=(const CacheFront&) = delete;

    /** A request that wants no tunnel. */
    void HandleRequest(ServerExchange& front, const CacheClient& client);

    /** The exchange is over. \return whether it was one of this cache's */
    bool HandleGone(ServerExchange& front);

    /** Forgets all exchanges in front and behind, and tells nobody; what is stored stays. */
    void Drop();

    /** See HttpCache; what is just being fetched will not be found later, either. */
    std::size_t Purge(std::string_view url);
    std::size_t PurgeTag(std::string_view tag);

    HttpCache& Store() override;

  private:
    /** A request on its way to be stored, and those that wait for it. */
    struct Flight
    {
        CachedRequest* leader;
        std::vector<CachedRequest*> waiting; //!< in the order of their arrival
    };

    CacheMoment Moment() const override;
    Response Mark(Response response, const CacheTrace& trace) const override;
    void Send(CacheForward& forward) override;
    bool IsMadeUp(CacheForward& forward) const override;
    void Release(std::unique_ptr<CacheForward> forward) override;
    void HandleStored(CachedRequest& request, const CacheVerdict& verdict) override;
    void HandleNothingMore(CachedRequest& request) override;
    void HandleFailed(CachedRequest& request) override;
    void HandleServed(const ServedRecord& record) override;
    void HandleOver(CachedRequest& request) override;

    CachedRequest& Add(ServerExchange* front, const CacheClient& client, CacheDecision decision);
    void Take(CachedRequest& request, bool alone);
    void SendOn(CachedRequest& request, bool alone);
    void ValidateBehind(const CachedRequest& request);
    void DecideAnew(CachedRequest& request);
    void AskForWhole(CacheDecision& decision) const;
    bool MayCollapse(const CacheDecision& decision) const;
    bool Share(CachedRequest& waiting, const CacheVerdict& verdict) const;
    bool Join(CachedRequest& request);
    Flight* FlightOf(const CachedRequest& leader);
    std::vector<CachedRequest*> EndFlight(CachedRequest& leader);
    void LeaveFlight(const CachedRequest& waiting);
    void TellGone();

    HttpCache m_cache;
    CacheFrontOptions m_options;
    NodeClock m_clock;
    CacheOwner& m_owner;
    std::vector<std::unique_ptr<CachedRequest>> m_requests; //!< in the order of their arrival
    std::map<ServerExchange*, CachedRequest*> m_fronts;     //!< never walked through
    std::map<std::string, std::vector<Flight>> m_flights;   //!< by primary key
    std::vector<std::unique_ptr<CacheForward>> m_leaving;   //!< whose handler is to be told
    ns3::EventId m_leave;
};

} // namespace pagewire

#endif
