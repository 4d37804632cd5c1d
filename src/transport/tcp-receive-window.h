// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_RECEIVE_WINDOW_H
#define PAGEWIRE_TRANSPORT_TCP_RECEIVE_WINDOW_H

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>

namespace pagewire
{

/**
 * How many octets a receiver is ready to hold, tuned as by Linux (dynamic right-sizing): the limit
 * follows what the application reads in a round trip, with room for a sender that doubles its rate,
 * and the window moves up to the limit with the segments that come in.
 */
class TcpReceiveWindow
{
  public:
    /**
     * \param initial octets offered at first, and limit; \param most the largest limit
     * \param mss octets of a full segment
     */
    TcpReceiveWindow(std::size_t initial, std::size_t most, std::uint32_t mss);

    /** \return the octets to hold at most */
    std::size_t Size() const
    {
        return m_size;
    }

    /** A segment with so many octets came in order; \param used octets held now. \return whether
     * the window has grown */
    bool Received(std::size_t octets, std::size_t used);

    /** The time from sending something to receiving what it caused. */
    void SampleRtt(ns3::Time rtt);

    /** The application has read; \param total octets so far \param outOfOrder octets from the first
     * missing one to the last received */
    void Read(std::uint64_t total, std::size_t outOfOrder, ns3::Time now);

  private:
    std::size_t m_most;
    std::uint32_t m_mss;
    std::size_t m_size;  //!< offered, with what is unread
    std::size_t m_limit; //!< of m_size
    std::size_t m_space; //!< the most that was read in a round trip
    ns3::Time m_rtt{0};
    ns3::Time m_roundStart{0};
    std::uint64_t m_roundTotal{0};
};

} // namespace pagewire

#endif
