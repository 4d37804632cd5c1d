// SPDX-License-Identifier: GPL-2.0-only
#include "node/feed-answer.h"

#include "http/date.h"
#include "node/response-fields.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <charconv>

namespace pagewire
{

namespace
{

constexpr std::size_t LONGEST_MESSAGE = 1048576; //!< octets that a client may say at once

} // namespace

std::optional<std::uint64_t>
FeedPositionOf(std::string_view target)
{
    constexpr std::string_view NAME = "?after=";
    const std::size_t query = target.find(NAME);
    if (query == std::string_view::npos)
    {
        return std::nullopt;
    }
    const std::string_view digits = target.substr(query + NAME.size());
    std::uint64_t position = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, position);
    return error == std::errc() && stop == end ? std::optional(position) : std::nullopt;
}

FeedAnswer::FeedAnswer(const FeedContext& context,
                       ServerExchange& exchange,
                       std::uint32_t connection)
    : m_context(context),
      m_exchange(exchange)
{
    m_record.connection = connection;
    m_record.exchange = exchange.Number();
    m_record.request = exchange.GetRequest();
    m_record.protocol = exchange.GetProtocol();
    m_record.received = ns3::Simulator::Now();
}

FeedAnswer::~FeedAnswer()
{
    m_hold.Cancel();
    m_context.feed.Unsubscribe(*this);
}

void
FeedAnswer::Start()
{
    m_context.received(m_record);
    const std::string& target = m_record.request.target;
    m_position = FeedPositionOf(target).value_or(m_context.feed.Last());
    StartByPath(std::string_view(target).substr(0, target.find('?')));
}

void
FeedAnswer::StartByPath(std::string_view path)
{
    const bool says = path == "/say";
    if (!says && path != "/poll" && path != "/wait")
    {
        Respond(404);
    }
    else if (m_record.request.method != (says ? "POST" : "GET"))
    {
        Respond(405);
    }
    else if (says && m_exchange.HasBody())
    {
        m_exchange.SetBodyReceiver(this);
    }
    else if (says)
    {
        AnswerToSaying();
    }
    else if (path == "/wait" && m_position >= m_context.feed.Last())
    {
        Wait();
    }
    else
    {
        AnswerWithNews();
    }
}

void
FeedAnswer::HandlePublished()
{
    AnswerWithNews();
}

void
FeedAnswer::HandleEnd()
{
    AnswerWithNews();
}

void
FeedAnswer::HandleBody(std::string_view bytes)
{
    m_record.requestBodyBytes += bytes.size();
    const std::size_t room = LONGEST_MESSAGE + 1 - m_said.size();
    m_said += bytes.substr(0, room);
    m_exchange.Consumed(bytes.size());
}

void
FeedAnswer::HandleComplete(const HeaderFields&)
{
    AnswerToSaying();
}

void
FeedAnswer::Wait()
{
    m_context.feed.Subscribe(*this);
    m_hold = ns3::Simulator::Schedule(m_context.hold, [this] { AnswerWithNews(); });
}

void
FeedAnswer::AnswerWithNews()
{
    m_hold.Cancel();
    m_context.feed.Unsubscribe(*this);
    std::string lines = m_context.feed.LinesAfter(m_position);
    m_position = std::max(m_position, m_context.feed.Last());
    Respond(200, std::move(lines));
}

void
FeedAnswer::AnswerToSaying()
{
    m_record.complete = ns3::Simulator::Now();
    if (m_said.size() > LONGEST_MESSAGE)
    {
        Respond(413);
        return;
    }
    const auto message = ParseFeedMessage(m_said);
    if (!message)
    {
        Respond(400);
        return;
    }
    m_context.publish(*message);
    Respond(204);
}

void
FeedAnswer::Respond(int status, std::string content)
{
    const auto now = ns3::Simulator::Now();
    Response response;
    response.status = status;
    response.fields.Add("Date", FormatHttpDate(VIRTUAL_EPOCH + now.GetNanoSeconds() / 1000000000));
    if (status == 200)
    {
        response.fields.Add("Content-Type", "text/plain; charset=utf-8");
        response.fields.Add("Cache-Control", "no-store");
        response.fields.Add(std::string(FEED_POSITION), std::to_string(m_position));
    }
    else if (status == 405)
    {
        const bool says = m_record.request.target.substr(0, 4) == "/say";
        response.fields.Add("Allow", says ? "POST" : "GET");
    }
    m_record.complete = m_record.complete.value_or(m_record.received);
    m_record.responded = now;
    m_record.response = response;
    m_record.responseBodyBytes = content.size();
    m_context.sent(m_record);
    auto body = std::make_unique<StringBody>(std::move(content));
    m_exchange.Respond(response, std::move(body)); // may be the end of this object
}

} // namespace pagewire
