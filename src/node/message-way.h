// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_MESSAGE_WAY_H
#define PAGEWIRE_NODE_MESSAGE_WAY_H

#include "http/origin.h"
#include "node/connect-client.h"
#include "node/message-records.h"
#include "node/records.h"
#include "wire/ws-connection.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pagewire
{

/** Whose way to the feed it is: the client. */
class MessageWayOwner
{
  public:
    virtual ~MessageWayOwner() = default;

    /** A line of the feed came. \return its number in the feed, 0 if it is no message */
    virtual std::uint64_t HandleHeard(std::string_view line, std::uint64_t wireBytes) = 0;

    /** A request was answered, or failed. */
    virtual void HandleRequestDone(const UpstreamRecord& record) = 0;

    virtual void HandleConnectionOpened(const ConnectionRecord& record) = 0;
    virtual void HandleConnectionClosed(const ConnectionRecord& record) = 0;
};

/** How a feed is followed. */
struct MessageWayOptions
{
    MessageWayName way{MESSAGES_BY_WEBSOCKET};
    bool fromBeginning{false}; //!< what was published before it came is heard, too
    HttpOrigin origin;         //!< of the server
    Protocol protocol{Protocol::H11};
    ClientCodecOptions codecs;
    WsOptions ws;                         //!< with deflate it is offered
    ns3::Time interval{ns3::Seconds(1)};  //!< from poll to poll
    ns3::Time retryWait{ns3::Seconds(1)}; //!< after a failure
    std::uint64_t seed{0};                //!< fixes keys and masks of WebSocket
};

/** A way to follow a feed and to say something to it; it goes on after failures, where it was. */
class MessageWay
{
  public:
    virtual ~MessageWay() = default;

    virtual void Start() = 0;

    /** Says a line as soon as it can. */
    virtual void Say(std::string line) = 0;

    /** Ends in order: polls no more and closes. */
    virtual void Stop() = 0;

    /** Gives up what is open, reporting it with the reason; to be followed by destruction. */
    virtual void Finish(const std::string& reason) = 0;

    /** \return what it took so far; heard and said are not counted here */
    virtual MessageTotals Totals() const = 0;
};

/** \param connector and \param owner outlive the way */
std::unique_ptr<MessageWay> MakeMessageWay(Connector& connector,
                                           const MessageWayOptions& options,
                                           MessageWayOwner& owner);

} // namespace pagewire

#endif
