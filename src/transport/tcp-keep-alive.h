// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_KEEP_ALIVE_H
#define PAGEWIRE_TRANSPORT_TCP_KEEP_ALIVE_H

#include "transport/tcp-options.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>

namespace pagewire
{

/**
 * When an idle connection asks whether its peer is still there (RFC 9293 section 3.8.4): by a
 * segment that any peer answers, first when nothing has been heard for TcpOptions::keepAliveTime,
 * then at each keepAliveInterval, and in vain for keepAliveProbes of them, as Linux does. While
 * data wait for their acknowledgement, retransmissions find out by themselves.
 */
class TcpKeepAlive
{
  public:
    /** What a deadline asks for. */
    enum class Verdict
    {
        WAIT,  //!< nothing yet
        PROBE, //!< send a probe
        DEAD,  //!< all probes went unanswered
    };

    explicit TcpKeepAlive(const TcpOptions& options);

    /** A segment of the peer came. */
    void Heard(ns3::Time now)
    {
        m_heard = true;
        m_unanswered = 0;
        m_next = now + m_time;
    }

    /** \return when to call Expire; none where it is switched off, or before anything was heard */
    std::optional<ns3::Time> Deadline() const;

    /** \param busy something that was written is not acknowledged yet */
    Verdict Expire(ns3::Time now, bool busy);

  private:
    ns3::Time m_time;
    ns3::Time m_interval;
    std::uint32_t m_probes;
    bool m_heard{false}; //!< anything, yet
    ns3::Time m_next{0};
    std::uint32_t m_unanswered{0}; //!< probes since anything was heard
};

} // namespace pagewire

#endif
