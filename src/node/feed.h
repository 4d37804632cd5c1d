// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FEED_H
#define PAGEWIRE_NODE_FEED_H

#include "node/feed-message.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** Someone who waits for messages of a feed. */
class FeedReader
{
  public:
    virtual ~FeedReader() = default;

    /** There are new messages. May subscribe and unsubscribe readers. */
    virtual void HandlePublished() = 0;

    /** Nothing more will be published. */
    virtual void HandleEnd() = 0;
};

/** All messages so far, numbered from 1, and those who want to hear of new ones. */
class Feed
{
  public:
    /** Gives the message its number and the present time as the time of publishing, and tells the
     * readers in the order of their subscription. \return the message as published */
    const FeedMessage& Publish(FeedMessage message);

    /** Tells the readers that nothing more comes. */
    void End();

    /** \return the number of the newest message; 0: there is none */
    std::uint64_t Last() const;

    /** \param number from 1 to Last() */
    const FeedMessage& At(std::uint64_t number) const;

    /** \return the lines of all messages with a higher number, a line feed after each */
    std::string LinesAfter(std::uint64_t number) const;

    void Subscribe(FeedReader& reader);

    /** Nothing happens if it was not subscribed. */
    void Unsubscribe(FeedReader& reader);

  private:
    void Tell(void (FeedReader::*news)());

    std::vector<FeedMessage> m_messages;
    std::vector<FeedReader*> m_readers;
};

} // namespace pagewire

#endif
