// SPDX-License-Identifier: GPL-2.0-only
#include "node/polling-way.h"

#include "node/feed-answer.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

namespace
{

PoolOptions
PoolOptionsOf(const MessageWayOptions& options)
{
    PoolOptions pool;
    pool.protocol = options.protocol;
    pool.connectionsPerOrigin = 2; // one that polls, one that says
    pool.h1 = options.codecs.h1;
    pool.h2 = options.codecs.h2;
    pool.h3 = options.codecs.h3;
    pool.fallback = false;
    pool.alternatives = std::make_shared<AlternativeServices>();
    pool.alternatives->TellAll();
    return pool;
}

} // namespace

PollingWay::PollingWay(Connector& connector,
                       const MessageWayOptions& options,
                       MessageWayOwner& owner)
    : m_options(options),
      m_owner(owner),
      m_pool(connector, PoolOptionsOf(options), *this)
{
    if (options.fromBeginning)
    {
        m_position = 0;
    }
}

PollingWay::~PollingWay()
{
    m_next.Cancel();
    for (ns3::EventId& retry : m_retries)
    {
        retry.Cancel();
    }
}

void
PollingWay::Start()
{
    Poll();
}

void
PollingWay::Say(std::string line)
{
    Request request = MakeRequest("POST", "/say");
    request.fields.Add("Content-Type", "text/plain; charset=utf-8");
    ++m_totals.requests;
    const auto place = m_says.emplace(m_says.end());
    *place = std::make_unique<FeedRequest>(
        m_pool,
        m_options.origin,
        ++m_lastRequest,
        request,
        line,
        [this, place, line](const FeedReply& reply) { HandleSaid(place, line, reply); });
}

void
PollingWay::Stop()
{
    m_stopped = true;
    m_next.Cancel();
    m_poll.reset();
    if (m_says.empty())
    {
        m_pool.Close();
    }
}

void
PollingWay::Finish(const std::string& reason)
{
    m_stopped = true;
    m_next.Cancel();
    m_poll.reset();
    m_says.clear();
    m_pool.Finish(reason);
}

MessageTotals
PollingWay::Totals() const
{
    return m_totals;
}

void
PollingWay::HandleConnectionOpened(const ConnectionRecord& record)
{
    m_owner.HandleConnectionOpened(record);
}

void
PollingWay::HandleConnectionClosed(const ConnectionRecord& record)
{
    m_owner.HandleConnectionClosed(record);
}

ResponseReceiver*
PollingWay::HandlePush(PooledConnection&, const Request&, ClientExchange&)
{
    return nullptr;
}

Request
PollingWay::MakeRequest(const std::string& method, const std::string& target) const
{
    Request request;
    request.method = method;
    request.scheme = m_options.origin.scheme;
    request.authority = m_options.origin.Authority();
    request.target = target;
    return request;
}

void
PollingWay::Poll()
{
    m_polled = ns3::Simulator::Now();
    std::string target = m_options.way == MESSAGES_BY_LONG_POLLING ? "/wait" : "/poll";
    if (m_position)
    {
        target += "?after=" + std::to_string(*m_position);
    }
    ++m_totals.requests;
    m_poll = std::make_unique<FeedRequest>(m_pool,
                                           m_options.origin,
                                           ++m_lastRequest,
                                           MakeRequest("GET", target),
                                           std::nullopt,
                                           [this](const FeedReply& reply) { HandlePolled(reply); });
}

void
PollingWay::HandlePolled(const FeedReply& reply)
{
    Count(reply);
    m_owner.HandleRequestDone(reply.record);
    const ns3::Time now = ns3::Simulator::Now();
    const auto position = FeedPositionOf("?after=" + reply.response.fields.Combined(FEED_POSITION));
    if (reply.failure || reply.response.status != 200 || !position)
    {
        ++m_totals.failures;
        PollAt(now + m_options.retryWait);
        return;
    }
    m_position = position;
    m_totals.emptyAnswers += reply.content.empty() ? 1 : 0;
    const bool waits = m_options.way == MESSAGES_BY_LONG_POLLING;
    PollAt(waits ? now : std::max(now, m_polled + m_options.interval));
    Hear(reply.content);
}

void
PollingWay::Hear(std::string_view lines)
{
    std::size_t at = 0;
    for (std::size_t end = 0; !m_stopped; at = end + 1)
    {
        end = lines.find('\n', at);
        if (end == std::string_view::npos)
        {
            return;
        }
        m_owner.HandleHeard(lines.substr(at, end - at), end + 1 - at);
    }
}

void
PollingWay::HandleSaid(Requests::iterator request, const std::string& line, const FeedReply& reply)
{
    Count(reply);
    m_owner.HandleRequestDone(reply.record);
    const bool again = reply.failure && reply.failure->surelyUnprocessed && !m_stopped;
    if (reply.failure || reply.response.status != 204)
    {
        ++m_totals.failures;
    }
    if (again)
    {
        m_retries.push_back(
            ns3::Simulator::Schedule(m_options.retryWait, [this, text = line] { Say(text); }));
    }
    m_says.erase(request);
    if (m_stopped && m_says.empty())
    {
        m_pool.Close();
    }
}

void
PollingWay::Count(const FeedReply& reply)
{
    m_totals.bytesUp += reply.bytesUp;
    m_totals.bytesDown += reply.bytesDown;
}

void
PollingWay::PollAt(ns3::Time moment)
{
    m_next = ns3::Simulator::Schedule(moment - ns3::Simulator::Now(), [this] { Poll(); });
}

} // namespace pagewire
