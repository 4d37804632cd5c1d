// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-heartbeat.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

WsHeartbeat::WsHeartbeat(ns3::Time interval, ns3::Time wait)
    : m_interval(interval),
      m_wait(wait)
{}

WsHeartbeat::~WsHeartbeat()
{
    Pause();
}

void
WsHeartbeat::OnPing(std::function<void(std::string payload)> send)
{
    m_send = std::move(send);
}

void
WsHeartbeat::OnSilence(std::function<void()> hear)
{
    m_silence = std::move(hear);
}

void
WsHeartbeat::Start()
{
    if (m_running || m_stopped)
    {
        return;
    }
    m_running = true;
    m_since = ns3::Simulator::Now();
    ScheduleBeat();
    Watch();
}

void
WsHeartbeat::Pause()
{
    m_running = false;
    m_beat.Cancel();
    m_watch.Cancel();
}

void
WsHeartbeat::Stop()
{
    Pause();
    m_stopped = true;
}

void
WsHeartbeat::NotePing(std::string payload)
{
    m_unanswered.push_back({std::move(payload), ns3::Simulator::Now()});
    if (m_running && m_unanswered.size() == 1)
    {
        Watch();
    }
}

std::optional<ns3::Time>
WsHeartbeat::NotePong(std::string_view payload)
{
    const auto ping = std::find_if(m_unanswered.rbegin(),
                                   m_unanswered.rend(),
                                   [payload](const Ping& p) { return p.payload == payload; });
    if (ping == m_unanswered.rend())
    {
        return std::nullopt; // unasked for, which is allowed
    }
    const ns3::Time roundTrip = ns3::Simulator::Now() - ping->sent;
    m_unanswered.erase(m_unanswered.begin(), ping.base());
    if (m_running)
    {
        Watch();
    }
    return roundTrip;
}

void
WsHeartbeat::ScheduleBeat()
{
    if (m_interval.IsStrictlyPositive())
    {
        m_beat = ns3::Simulator::Schedule(m_interval, [this] {
            ScheduleBeat();
            m_send("beat " + std::to_string(++m_beats));
        });
    }
}

/** Sets the alarm for the oldest ping. */
void
WsHeartbeat::Watch()
{
    m_watch.Cancel();
    if (!m_unanswered.empty())
    {
        // After a pause the wait begins anew.
        const ns3::Time from = std::max(m_unanswered.front().sent, m_since);
        const ns3::Time left = from + m_wait - ns3::Simulator::Now();
        m_watch = ns3::Simulator::Schedule(left, [this] { m_silence(); });
    }
}

} // namespace pagewire
