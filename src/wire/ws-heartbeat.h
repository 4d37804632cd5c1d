// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_HEARTBEAT_H
#define PAGEWIRE_WIRE_WS_HEARTBEAT_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** The pings of one end that are not answered yet, and those that it sends by itself. */
class WsHeartbeat
{
  public:
    /** \param interval between pings of its own, 0 for none; \param wait for the answer of any */
    WsHeartbeat(ns3::Time interval, ns3::Time wait);
    ~WsHeartbeat();

    WsHeartbeat(const WsHeartbeat&) = delete;
    WsHeartbeat& operator=(const WsHeartbeat&) = delete;

    /** Who sends the pings, and who hears that the oldest one was not answered in time. */
    void OnPing(std::function<void(std::string payload)> send);
    void OnSilence(std::function<void()> hear);

    /** Starts, or goes on after a pause. */
    void Start();

    /** Nothing is read for a while: answers that do not come in say nothing. */
    void Pause();

    /** For good. */
    void Stop();

    /** A ping leaves. */
    void NotePing(std::string payload);

    /** \return the time since the latest ping with this payload; nothing if there was none. Earlier
     * ones count as answered, too (RFC 6455 section 5.5.3). */
    std::optional<ns3::Time> NotePong(std::string_view payload);

  private:
    struct Ping
    {
        std::string payload;
        ns3::Time sent;
    };

    void ScheduleBeat();
    void Watch();

    ns3::Time m_interval;
    ns3::Time m_wait;
    std::function<void(std::string)> m_send;
    std::function<void()> m_silence;
    bool m_running{false};
    ns3::Time m_since{0}; //!< running since then
    bool m_stopped{false};
    std::uint64_t m_beats{0};
    std::deque<Ping> m_unanswered; //!< oldest first
    ns3::EventId m_beat;
    ns3::EventId m_watch;
};

} // namespace pagewire

#endif
