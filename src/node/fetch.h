// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FETCH_H
#define PAGEWIRE_NODE_FETCH_H

#include "cache/http-cache.h"
#include "node/connection-pool.h"
#include "node/records.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

class BrowserCache;
class CacheUse;
class Fetch;

/** Hears how a fetch goes on. */
class FetchOwner
{
  public:
    virtual ~FetchOwner() = default;

    virtual void HandleSent(Fetch& fetch) = 0;

    /** An interim response (1xx). */
    virtual void HandleInformational(Fetch&, const Response&)
    {}

    /** The header section of a final response is in, of each attempt's. Its content continues what
     * came before where RequestRecord::responseBodyBytes is not 0. */
    virtual void HandleHeaders(Fetch& fetch) = 0;

    /** Content came: Fetch::Record has how much in all. */
    virtual void HandleProgress(Fetch& fetch, std::string_view bytes) = 0;

    /** It is over, for good or ill: Fetch::Record says which. */
    virtual void HandleDone(Fetch& fetch) = 0;
};

/** How patiently resources are fetched. */
struct FetchOptions
{
    unsigned maxAttempts{3};
    bool resume{true};    //!< a broken download goes on with Range and If-Range
    ns3::Time silence{0}; //!< a sent request without a byte of answer for so long fails; 0: never
};

/** What is to be fetched. */
struct FetchTask
{
    std::size_t number{0}; //!< RequestRecord::resource; it orders those of equal urgency
    std::optional<std::uint64_t> turn{}; //!< which orders it in place of the number
    std::uint32_t visit{1};              //!< RequestRecord::visit
    HttpOrigin origin;                   //!< that connections are opened to
    std::string server{}; //!< what hosts with one certificate have in common; empty: nothing
    Request request;      //!< without a priority
    CacheMode mode{CacheMode::DEFAULT}; //!< of this navigation or of the Fetch API
    std::string partition{};            //!< of the cache, see BrowserCache::PartitionOf
    Priority priority;         //!< said where the version can; its urgency orders what waits
    std::uint64_t bodySize{0}; //!< octets of the request's content
    std::function<std::unique_ptr<BodySource>()> body{}; //!< makes it, for each attempt
};

/** What the fetches of one client have in common; all of it outlives them. */
struct FetchContext
{
    ConnectionPool& pool;
    FetchOptions options;
    Protocol protocol{Protocol::H11};
    bool coalesce{false}; //!< hosts of one server share HTTP/2 connections
    FetchOwner& owner;
    BrowserCache* cache{nullptr}; //!< null: none; HTTP/0.9 has nothing that one could go by
};

/**
 * One request of a client and its response, through as many attempts as it takes.
 *
 * An attempt that failed is followed by another if the request is idempotent or was surely not
 * processed (RFC 9110 section 9.2.2), at most FetchOptions::maxAttempts in all; not on a connection
 * opened before the failure, which may be as stale as the one that failed. Where the broken
 * response was a 200 to GET with Accept-Ranges and a strong ETag, only the rest is asked for
 * (sections 13.1.5 and 14.2). A 421 to a request on another host's connection is asked again on one
 * of its own (section 15.5.20), and a 407 of a proxy with the login, if there is one (section
 * 15.5.8).
 *
 * Where there is a cache, it is asked first, and what it forwards is what is sent: the owner hears
 * of the stored response that a 304 confirmed, or that a part completed, as of one that came.
 */
class Fetch : private ResponseReceiver, private PoolCustomer
{
  public:
    Fetch(const FetchContext& context, FetchTask task);
    ~Fetch() override;

    Fetch(const Fetch&) = delete;
    Fetch& operator=(const Fetch&) = delete;

    /** The request is wanted: ask the cache, or wait for a connection. */
    void Start();

    /** Likewise, and validates what the cache has answered another fetch from, in the background.
     */
    void StartValidation(const CacheDecision& decision);

    /** \return whether a pushed response would spare a request */
    bool WantsPush() const;

    /** Takes a pushed response. \return its receiver */
    ResponseReceiver* Adopt(PooledConnection& connection,
                            const Request& request,
                            ClientExchange& exchange);

    /** Ends it, if it is not over, with this status. */
    void Stop(RequestStatus status, const std::string& reason);

    bool IsOver() const;
    const FetchTask& Task() const;
    const RequestRecord& Record() const;

    /** \return the trailer section of the response, once that is whole */
    const HeaderFields& Trailers() const;

  private:
    enum class State
    {
        IDLE,
        WAITING, //!< for a connection, or for the next attempt
        SENT,    //!< an exchange is in progress
        OVER,
    };

    const Request& WaitingRequest() const override;
    bool IsRetry() const override;
    bool Accepts(const PooledConnection& connection) const override;
    void HandleConnection(PooledConnection& connection) override;
    void HandleNoConnection(const std::string& reason) override;

    void HandleRequestStarted() override;
    void HandleRequestSent() override;
    void HandleInformational(const Response& response) override;
    void HandleHeaders(const Response& response) override;
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& trailers) override;
    void HandleFailure(const ExchangeFailure& failure) override;

    void Wait();
    const Request& Wanted() const;
    Request MakeRequest() const;
    std::string GroupName() const;
    void NoteConnection(const PooledConnection& connection);
    void CountBytes();
    bool CanResume() const;
    bool ContinuesPart(const Response& response) const;
    void AskAnew();
    bool RefusedAsMisdirected() const;
    bool RefusedForLogin() const;
    Request AsSent();
    void Fail(const ExchangeFailure& failure);
    void Retry();
    void WatchSilence();
    void CheckSilence();
    void Finish(RequestStatus status, const std::string& failure);

    // With a cache, in fetch-cache.cc.
    void LookUp();
    void FollowDecision();
    bool HasFreshAnswer() const;
    bool TakeIntoCache(const Response& response);
    void BeginAnswer();
    void DeliverAnswer();
    void AnswerFromCache();
    void Refuse();
    void RetryCompletion();

    FetchContext m_context;
    FetchTask m_task;
    RequestRecord m_record;
    std::unique_ptr<CacheUse> m_cache; //!< from the look-up on
    HeaderFields m_trailers;
    RequestRecord m_before; //!< byte counts of the attempts before the present one
    State m_state{State::IDLE};
    ns3::Time m_waitingSince{0};
    ns3::Time m_notBefore{-1}; //!< the next attempt wants a connection opened since then
    PooledConnection* m_connection{nullptr};
    ClientExchange* m_exchange{nullptr};
    std::optional<HeaderField>
        m_validator;             //!< If-Range of the next attempt, which asks for the rest
    bool m_ownConnection{false}; //!< coalescing was refused
    bool m_loggedIn{false};      //!< the proxy was told who we are
    ns3::Time m_lastSign{0};     //!< of the peer's life
    ns3::EventId m_silenceTimer;
    ns3::EventId m_retry; //!< of the next attempt, or of the answer out of the cache
};

} // namespace pagewire

#endif
