// SPDX-License-Identifier: GPL-2.0-only
#include "node/feed.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

const FeedMessage&
Feed::Publish(FeedMessage message)
{
    message.number = Last() + 1;
    message.published = ns3::Simulator::Now();
    m_messages.push_back(message);
    Tell(&FeedReader::HandlePublished);
    return At(message.number);
}

void
Feed::End()
{
    Tell(&FeedReader::HandleEnd);
}

std::uint64_t
Feed::Last() const
{
    return m_messages.size();
}

const FeedMessage&
Feed::At(std::uint64_t number) const
{
    assert(number > 0 && number <= Last());
    return m_messages[number - 1];
}

std::string
Feed::LinesAfter(std::uint64_t number) const
{
    std::string lines;
    while (number < Last())
    {
        lines += FormatFeedMessage(At(++number)) + "\n";
    }
    return lines;
}

void
Feed::Subscribe(FeedReader& reader)
{
    m_readers.push_back(&reader);
}

void
Feed::Unsubscribe(FeedReader& reader)
{
    m_readers.erase(std::remove(m_readers.begin(), m_readers.end(), &reader), m_readers.end());
}

void
Feed::Tell(void (FeedReader::*news)())
{
    const std::vector<FeedReader*> readers = m_readers; // they come and go while they are told
    for (FeedReader* reader : readers)
    {
        if (std::find(m_readers.begin(), m_readers.end(), reader) != m_readers.end())
        {
            (reader->*news)();
        }
    }
}

} // namespace pagewire
