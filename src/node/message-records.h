// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_MESSAGE_RECORDS_H
#define PAGEWIRE_NODE_MESSAGE_RECORDS_H

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace pagewire
{

/** How a client follows a feed. */
enum MessageWayName
{
    MESSAGES_BY_WEBSOCKET,
    MESSAGES_BY_POLLING,      //!< it asks at an interval
    MESSAGES_BY_LONG_POLLING, //!< it asks, and the server answers when there is something
};

/** A message of a feed as one client heard it. */
struct MessageRecord
{
    std::uint64_t number{0}; //!< in the feed, from 1
    std::string author;      //!< who said it; FEED_ITSELF: the server by itself
    std::string client;      //!< who heard it
    MessageWayName way{MESSAGES_BY_WEBSOCKET};
    std::size_t size{0};        //!< octets of the message
    std::uint64_t wireBytes{0}; //!< of it with its framing: the frames of WebSocket; of an answer
                                //!< to a poll its line in the content
    ns3::Time said{0};          //!< by the author
    ns3::Time published{0};     //!< by the server
    ns3::Time received{0};
};

/** What one client's following and saying took in all. */
struct MessageTotals
{
    std::uint64_t heard{0};
    std::uint64_t said{0};
    std::uint64_t requests{0};     //!< polls, requests to say something, opening handshakes
    std::uint64_t emptyAnswers{0}; //!< polls that brought nothing
    std::uint64_t failures{0};     //!< requests that failed, connections that were lost
    std::uint64_t bytesUp{0}; //!< header sections (compressed where the version does so), contents,
                              //!< frames
    std::uint64_t bytesDown{0};
};

} // namespace pagewire

#endif
