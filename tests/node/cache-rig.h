// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_CACHE_RIG_H
#define PAGEWIRE_TESTS_NODE_CACHE_RIG_H

#include "node/cache-front.h"
#include "support/exchange-ends.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire::test
{

/** A request in front of a cache, and what its client gets. Takes content as fast as it comes. */
class FrontExchange : public ServerExchange
{
  public:
    explicit FrontExchange(Request request, bool reads = true);

    const Request& GetRequest() const override;
    Protocol GetProtocol() const override;
    std::uint64_t Number() const override;
    bool HasBody() const override;
    void LeaveContinue() override;
    void SetBodyReceiver(RequestBodyReceiver* receiver) override;
    void Consumed(std::size_t bytes) override;
    void SendInformational(const Response& response) override;
    void Respond(const Response& response, std::unique_ptr<BodySource> body) override;
    bool Push(const Request&, const Response&, std::unique_ptr<BodySource>) override;
    void Abort() override;

    /** \return the first value of a field of the response; empty: there is none, or no response */
    std::string Field(const std::string& name) const;

    std::optional<Response> response;
    std::string body;
    bool whole{false};
    bool aborted{false};
    bool over{false}; //!< the cache was told that it is gone
    bool hasBody{false};
    std::optional<ns3::Time> answered;
    RequestBodyReceiver* receiver{nullptr};

  private:
    void Pull();

    Request m_request;
    bool m_reads;
    std::unique_ptr<BodySource> m_body;
};

/** A cache between hand-made clients and a hand-made server, without packets. What the server says
 * comes 10 ms after it is asked, unless the test says otherwise. */
class CacheRig : public CacheOwner
{
  public:
    using Server = std::function<void(CacheForward&)>;

    explicit CacheRig(const CacheFrontOptions& options = {}, CacheOptions cache = Stored());
    ~CacheRig() override;

    /** \return options of a cache with a memory of 1 MB */
    static CacheOptions Stored();

    /** Asks at this time. \return what the client gets, kept by the rig */
    FrontExchange& Ask(ns3::Time at, const HeaderFields& fields = {});
    FrontExchange& Send(ns3::Time at, Request request);

    /** The client goes away. */
    void Leave(FrontExchange& client, ns3::Time at);

    /** Everybody is gone at once, and nobody is told. */
    void Drop();

    /** Runs until nothing happens any more, and ends the exchanges that are whole. */
    void Run();

    /** Has the server say this to all requests from now on. */
    void Serve(const Response& response, const std::string& body = "0123456789");

    /** \return what the records come to: "miss hit stale" */
    std::string Outcomes() const;

    Server server;                  //!< called 10 ms after a request has come to it
    std::vector<Request> forwarded; //!< what the server was asked
    bool madeUp{false};             //!< what it says is the proxy's own
    std::vector<CacheRecord> records;
    std::vector<ServedRecord> served;
    int leftBehind{0}; //!< exchanges that the server was told are gone
    std::unique_ptr<CacheFront> cache;

  private:
    void HandleForward(CacheForward& forward) override;
    void HandleForwardGone(CacheForward& forward) override;
    bool IsMadeUp(CacheForward& forward) const override;
    void HandleServed(const ServedRecord& record) override;
    void HandleDecided(const CacheRecord& record) override;

    std::deque<FrontExchange> m_clients;
    std::map<CacheForward*, ns3::EventId> m_waiting;
    std::uint64_t m_lastNumber{0};
};

/** \return a response of 10 octets with such a Cache-Control, ETag "v1" and a Date of now */
Response Cacheable(const std::string& cacheControl, const HeaderFields& more = {});

} // namespace pagewire::test

#endif
