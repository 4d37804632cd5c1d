// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FEED_REQUEST_H
#define PAGEWIRE_NODE_FEED_REQUEST_H

#include "node/connection-pool.h"
#include "node/records.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace pagewire
{

/** What came of a request. */
struct FeedReply
{
    Response response;
    std::string content;
    std::optional<ExchangeFailure> failure; //!< then the rest means nothing
    std::uint64_t bytesUp{0};               //!< header section and content
    std::uint64_t bytesDown{0};
    UpstreamRecord record; //!< the request on its way, as reports have it
};

/** One request with a short answer, on whichever connection of a pool is free first. */
class FeedRequest : private PoolCustomer, private ResponseReceiver
{
  public:
    /** Called once, from the event loop, unless the request is destroyed before. */
    using Done = std::function<void(const FeedReply& reply)>;

    /** \param number orders those that wait for a connection; unique in the pool
     * \param content of the request; none without */
    FeedRequest(ConnectionPool& pool,
                const HttpOrigin& origin,
                std::uint64_t number,
                const Request& request,
                std::optional<std::string> content,
                Done done);

    /** Gives it up, if it is not answered. */
    ~FeedRequest() override;

    FeedRequest(const FeedRequest&) = delete;
    FeedRequest& operator=(const FeedRequest&) = delete;

  private:
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

    void End();

    ConnectionPool& m_pool;
    Request m_request;
    std::optional<std::string> m_content;
    Done m_done;
    FeedReply m_reply;
    PooledConnection* m_connection{nullptr};
    ClientExchange* m_exchange{nullptr};
    ns3::EventId m_told;
};

} // namespace pagewire

#endif
