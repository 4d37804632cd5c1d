// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FEED_ANSWER_H
#define PAGEWIRE_NODE_FEED_ANSWER_H

#include "node/feed.h"
#include "node/records.h"
#include "wire/server-connection.h"

#include "ns3/event-id.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace pagewire
{

/** The field of an answer that says up to which number the client has the feed now. */
constexpr std::string_view FEED_POSITION = "Feed-Position";

/** What the answers of one server have in common; outlives them. */
struct FeedContext
{
    Feed& feed;
    ns3::Time hold; //!< of a long poll, at most
    std::function<void(const FeedMessage&)> publish;
    std::function<void(const ServedRecord&)> received;
    std::function<void(const ServedRecord&)> sent;
};

/** \return the value of `after=` in the query of a target; nothing without one */
std::optional<std::uint64_t> FeedPositionOf(std::string_view target);

/**
 * A request to a feed being answered, other than one for WebSocket:
 *
 * - `GET /poll?after=N`: the messages after number N at once, one a line; nothing if there are none
 * - `GET /wait?after=N`: the same, but when there are some, or empty after the hold time
 *   and when the server stops
 * - `POST /say`: publishes the message in the content; answered 204 when that is whole
 *
 * Without `after` a client hears what is published from then on. Others are answered 404, 405,
 * 400 (the content is no message) and 413.
 */
class FeedAnswer : private FeedReader, private RequestBodyReceiver
{
  public:
    FeedAnswer(const FeedContext& context, ServerExchange& exchange, std::uint32_t connection);
    ~FeedAnswer() override;

    FeedAnswer(const FeedAnswer&) = delete;
    FeedAnswer& operator=(const FeedAnswer&) = delete;

    void Start();

  private:
    void HandlePublished() override;
    void HandleEnd() override;
    void HandleBody(std::string_view bytes) override;
    void HandleComplete(const HeaderFields& trailers) override;

    void StartByPath(std::string_view path);
    void Wait();
    void AnswerWithNews();
    void AnswerToSaying();
    void Respond(int status, std::string content = "");

    const FeedContext& m_context;
    ServerExchange& m_exchange;
    ServedRecord m_record;
    std::uint64_t m_position{0}; //!< the client has the feed up to there
    std::string m_said;          //!< content so far
    ns3::EventId m_hold;
};

} // namespace pagewire

#endif
