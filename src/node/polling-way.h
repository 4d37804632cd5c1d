// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_POLLING_WAY_H
#define PAGEWIRE_NODE_POLLING_WAY_H

#include "node/connection-pool.h"
#include "node/feed-request.h"
#include "node/message-way.h"

#include "ns3/event-id.h"

#include <list>
#include <optional>
#include <utility>

namespace pagewire
{

/**
 * Polling and long polling. A poll follows the one before after the interval, or when that one is
 * answered, if it took longer; a long poll at once. What is said goes by requests of its own beside
 * them: over HTTP/1 on a second connection.
 */
class PollingWay : public MessageWay, private PoolObserver
{
  public:
    PollingWay(Connector& connector, const MessageWayOptions& options, MessageWayOwner& owner);
    ~PollingWay() override;

    void Start() override;
    void Say(std::string line) override;
    void Stop() override;
    void Finish(const std::string& reason) override;
    MessageTotals Totals() const override;

  private:
    using Requests = std::list<std::unique_ptr<FeedRequest>>;

    void HandleConnectionOpened(const ConnectionRecord& record) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;
    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange) override;

    Request MakeRequest(const std::string& method, const std::string& target) const;
    void Poll();
    void HandlePolled(const FeedReply& reply);
    void Hear(std::string_view lines);
    void HandleSaid(Requests::iterator request, const std::string& line, const FeedReply& reply);
    void Count(const FeedReply& reply);
    void PollAt(ns3::Time moment);

    MessageWayOptions m_options;
    MessageWayOwner& m_owner;
    ConnectionPool m_pool;
    std::uint64_t m_lastRequest{0};          //!< its number
    std::optional<std::uint64_t> m_position; //!< in the feed; unset before the first answer
    ns3::Time m_polled{0};                   //!< when the last poll began
    std::unique_ptr<FeedRequest> m_poll;
    Requests m_says;
    std::list<ns3::EventId> m_retries; //!< of what is to be said
    MessageTotals m_totals;
    bool m_stopped{false};
    ns3::EventId m_next;
};

} // namespace pagewire

#endif
