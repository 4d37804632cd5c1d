// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_RECEIVER_H
#define PAGEWIRE_TRANSPORT_TCP_RECEIVER_H

#include "transport/byte-queue.h"
#include "transport/tcp-receive-window.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** How a segment that came in fits what was there. */
enum class TcpArrival
{
    IN_ORDER,     //!< it brought the next octets, nothing is missing after them
    GAP_FILLED,   //!< it brought the next octets, and others after them that had waited
    OUT_OF_ORDER, //!< something before it is missing
    DUPLICATE,    //!< all of it was there, or it lies outside the window
};

/**
 * The receiving half of a connection: puts the octets in order, keeps them until they are read, and
 * says what is to be acknowledged. Positions are counted as by TcpSender.
 */
class TcpReceiver
{
  public:
    struct Range
    {
        std::uint64_t begin{0};
        std::uint64_t end{0};
    };

    /** \param window how many octets are kept unread or out of order, at most */
    explicit TcpReceiver(const TcpReceiveWindow& window);

    TcpReceiveWindow& Window()
    {
        return m_window;
    }

    /** Lets the window grow for a segment with so many octets. \return whether it did */
    bool Grow(std::size_t octets)
    {
        return m_window.Received(octets, m_queue.Size() + m_waitingBytes);
    }

    /** Takes the octets of a segment; \param fin the FIN follows them */
    TcpArrival Accept(std::uint64_t begin, std::string_view payload, bool fin);

    /** \return the first position that has not arrived, the FIN's counted */
    std::uint64_t Next() const
    {
        return m_next;
    }

    bool FinReceived() const
    {
        return m_fin && m_next > *m_fin;
    }

    bool HasGap() const
    {
        return !m_waiting.empty();
    }

    std::size_t Unread() const
    {
        return m_queue.Size();
    }

    /** Moves at most max octets to the buffer, a string or a ByteQueue. \return how many */
    template <typename Buffer>
    std::size_t Read(Buffer& buffer, std::size_t max, ns3::Time now)
    {
        const std::size_t size = std::min(max, m_queue.Size());
        m_queue.MoveTo(buffer, size);
        WasRead(size, now);
        return size;
    }

    /** \return octets to offer from Next() on; remembers them as offered. \param mss the window
     * moves by no less */
    std::uint64_t Offer(std::uint32_t mss);

    /** \return what Offer would give */
    std::uint64_t WindowToOffer(std::uint32_t mss) const;

    /** \return what is left of the window offered last */
    std::uint64_t Offered() const
    {
        return m_offeredEnd - std::min(m_next, m_offeredEnd);
    }

    /** \return what was received out of order, the latest first (RFC 2018), after a duplicate that
     * was not yet told (RFC 2883) */
    std::vector<Range> TakeSacks(std::size_t most);

    /** Forgets what was received out of order; nothing more is taken. */
    void Stop();

  private:
    void Store(std::uint64_t begin, std::string_view payload);
    void NoteBlock(std::uint64_t begin, std::uint64_t end);
    bool TakeWaiting();
    void WasRead(std::size_t size, ns3::Time now);

    ByteQueue m_queue;
    std::map<std::uint64_t, std::string> m_waiting;  //!< by position, apart from each other
    std::map<std::uint64_t, std::uint64_t> m_blocks; //!< the same, adjoining ones merged
    std::vector<std::uint64_t> m_recent;             //!< begins of blocks, the latest first
    std::optional<Range> m_duplicate;
    std::optional<std::uint64_t> m_fin; //!< position of the FIN
    TcpReceiveWindow m_window;
    std::size_t m_waitingBytes{0};
    std::uint64_t m_next{1};
    std::uint64_t m_offeredEnd{1};
};

} // namespace pagewire

#endif
