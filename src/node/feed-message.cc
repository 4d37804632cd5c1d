// SPDX-License-Identifier: GPL-2.0-only
#include "node/feed-message.h"

#include "base/hex.h"
#include "base/seed.h"

#include <charconv>

namespace pagewire
{

namespace
{

/** \return the next part before a space, which is cut off the line with it */
std::string_view
CutWord(std::string_view& line)
{
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size() + (word.size() < line.size() ? 1 : 0));
    return word;
}

template <typename Number>
bool
ReadNumber(std::string_view word, Number& number)
{
    const char* end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, number);
    return error == std::errc() && stop == end;
}

bool
ReadTime(std::string_view word, ns3::Time& time)
{
    std::int64_t nanoseconds = 0;
    const bool right = ReadNumber(word, nanoseconds) && nanoseconds >= 0;
    time = ns3::NanoSeconds(nanoseconds);
    return right;
}

} // namespace

std::string
FormatFeedMessage(const FeedMessage& message)
{
    std::string line = std::to_string(message.number) + " " + message.author + " " +
                       std::to_string(message.said.GetNanoSeconds()) + " " +
                       std::to_string(message.published.GetNanoSeconds()) + " ";
    const auto moment = static_cast<std::uint64_t>(message.said.GetNanoSeconds());
    SeededBytes filling(MixSeed(moment + message.number, message.author));
    while (line.size() < message.size)
    {
        std::uint8_t octets[32];
        filling.Fill(octets, sizeof octets);
        line.append(ToHex(octets, sizeof octets), 0, message.size - line.size());
    }
    return line;
}

std::optional<FeedMessage>
ParseFeedMessage(std::string_view line)
{
    FeedMessage message;
    message.size = line.size();
    const bool numbered = ReadNumber(CutWord(line), message.number);
    message.author = CutWord(line);
    const bool timed = ReadTime(CutWord(line), message.said);
    if (!numbered || message.author.empty() || !timed ||
        !ReadTime(CutWord(line), message.published))
    {
        return std::nullopt;
    }
    return message;
}

} // namespace pagewire
