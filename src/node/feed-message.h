// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FEED_MESSAGE_H
#define PAGEWIRE_NODE_FEED_MESSAGE_H

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** FeedMessage::author of what the server says by itself. */
constexpr std::string_view FEED_ITSELF = "-";

/** A message of a feed: one line of text that tells of itself and is filled up to its size. */
struct FeedMessage
{
    std::uint64_t number{0};         //!< in the feed, from 1; 0: not published yet
    std::string author{FEED_ITSELF}; //!< who said it: no white space, not empty
    ns3::Time said{0};               //!< the author said it
    ns3::Time published{0};          //!< the server had it and passed it on
    std::size_t size{0};             //!< octets of the line, without its end
};

/**
 * \return the line; longer than the size where that does not hold what it has to tell. The filling
 * is hexadecimal digits, which compression halves and no more; number, author and moment fix it
 */
std::string FormatFeedMessage(const FeedMessage& message);

/** \return the message that a line tells of; nothing if it is none */
std::optional<FeedMessage> ParseFeedMessage(std::string_view line);

} // namespace pagewire

#endif
