// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHED_REQUEST_H
#define PAGEWIRE_NODE_CACHED_REQUEST_H

#include "cache/http-cache.h"
#include "node/cache-fill.h"
#include "node/cache-forward.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace pagewire
{

class CachedRequest;

/** Whose requests they are: the cache's front. */
class CachedRequestOwner
{
  public:
    virtual ~CachedRequestOwner() = default;

    virtual HttpCache& Store() = 0;

    /** \return the present moment by the cache's clock */
    virtual CacheMoment Moment() const = 0;

    /** \return the response with what the cache says of itself */
    virtual Response Mark(Response response, const CacheTrace& trace) const = 0;

    virtual void Send(CacheForward& forward) = 0;

    /** \return whether the response that it is being given comes from nobody behind */
    virtual bool IsMadeUp(CacheForward& forward) const = 0;

    /** It is answered, or its answer is not wanted any more. */
    virtual void Release(std::unique_ptr<CacheForward> forward) = 0;

    /** What came of sending it on, which may serve others who wait for the same: the content may
     * still be growing. */
    virtual void HandleStored(CachedRequest& request, const CacheVerdict& verdict) = 0;

    /** From now on there is nothing that others could wait for. */
    virtual void HandleNothingMore(CachedRequest& request) = 0;

    /** Likewise, because nobody answered. */
    virtual void HandleFailed(CachedRequest& request) = 0;

    /** The exchange in front is over, and was answered. */
    virtual void HandleServed(const ServedRecord& record) = 0;

    /** All of it is over: the owner is to dispose of it later. */
    virtual void HandleOver(CachedRequest& request) = 0;
};

/**
 * One request at a cache, which does with it what HttpCache says: answers out of the store, sends
 * it on, or both one after the other. What is being stored goes on when the client is gone.
 */
class CachedRequest : private CacheForwardOwner
{
  public:
    /** \param front null: it is the cache's own, in the background */
    CachedRequest(ServerExchange* front,
                  CacheClient client,
                  CacheDecision decision,
                  CachedRequestOwner& owner);
    ~CachedRequest() override;

    CachedRequest(const CachedRequest&) = delete;
    CachedRequest& operator=(const CachedRequest&) = delete;

    CacheDecision& Decision();
    const CacheDecision& Decision() const;
    const CacheClient& Client() const;
    bool IsBackground() const;

    /** Answers out of the store, after its latency. */
    void Answer();

    /** Answers in the cache's own name that it has nothing (504). */
    void Refuse();

    /** Sends the decision's request on. */
    void Forward();

    /** Does this when so much time has passed, unless anything else is called or the client goes
     * away before. */
    void Later(ns3::Time wait, std::function<void()> what);

    /** \return what is being stored; null: nothing (yet) */
    const CacheVerdict* Growing() const;

    /** What came of it, or will, is not to be found by later requests: it was purged. */
    void Doom();
    bool IsDoomed() const;

    void HandleFrontGone();

    /** \return what is to be told when all is over */
    CacheRecord Record() const;

  private:
    void HandleContent(std::size_t bytes) override;
    void HandleContentEnd() override;
    void HandleInterim(const Response& response) override;
    void HandleResponse(const Response& response, std::unique_ptr<BodySource> body) override;
    void HandleAborted() override;

    void Receive(const Response& response, std::unique_ptr<BodySource> body);
    void Fill(const Response& response, std::unique_ptr<BodySource> body);
    void HandleFilled();
    void HandleBroken();
    bool IsAnswerAsItIs() const;
    bool AnswerInstead();
    void RespondFromStore();
    void Respond(const Response& response, std::unique_ptr<BodySource> body);
    void WatchContent(const std::shared_ptr<StoredContent>& content, ByteRange part);
    void Unwatch();
    void GiveUpForward();
    void CheckOver();

    ServerExchange* m_front; //!< null when it is gone
    CacheClient m_client;
    CacheDecision m_decision;
    CachedRequestOwner& m_owner;
    bool m_background;
    ns3::EventId m_next;
    CacheMoment m_requested{0}; //!< when it was sent on
    std::unique_ptr<CacheForward> m_forward;
    std::unique_ptr<CacheFill> m_fill;
    CacheVerdict m_verdict; //!< of what is filled in
    bool m_responded{false};
    bool m_doomed{false};
    bool m_over{false};
    std::shared_ptr<std::uint64_t> m_served; //!< content octets to the client
    std::uint64_t m_filled{0};               //!< content octets into the store
    bool m_fromStore{false};                 //!< whether those served come from there
    bool m_fromBehind{false};                //!< or past it from the next server
    std::shared_ptr<StoredContent> m_watched;
    std::size_t m_watcher{0};
};

} // namespace pagewire

#endif
