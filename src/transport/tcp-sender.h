// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_SENDER_H
#define PAGEWIRE_TRANSPORT_TCP_SENDER_H

#include "transport/byte-queue.h"
#include "transport/tcp-loss-recovery.h"
#include "transport/tcp-options.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * The sending half of a connection: holds what was written until it is acknowledged, cuts it into
 * segments and sends them as the two windows allow. Positions count octets from the SYN, which is
 * 0; the first octet of data is 1, and the FIN takes one after the last.
 */
class TcpSender : private TcpLossRecovery::Host
{
  public:
    /** What the sender asks of the connection around it. */
    class Host
    {
      public:
        virtual ~Host() = default;

        /** Sends octets; \param fin the FIN follows them \param push with them ends what was
         * written at once */
        virtual void SendData(std::uint64_t begin,
                              std::string_view payload,
                              bool fin,
                              bool push,
                              bool again) = 0;

        /** Sends an empty segment with an old position, which any peer answers: it tells its
         * window, or at least that it is there. */
        virtual void SendWindowProbe() = 0;

        /** Retransmissions have run out. */
        virtual void GiveUp() = 0;
    };

    TcpSender(const TcpOptions& options, Host& host);

    /**
     * The handshake is done.
     * \param sack both sides can SACK; \param mss what the peer takes in one segment
     * \param initialWindow segments; \param peerWindow octets
     */
    void Start(bool sack, std::uint32_t mss, std::uint32_t initialWindow, std::uint64_t peerWindow);

    /** \return how many octets were taken, from the front */
    std::size_t Write(std::string_view bytes, const ns3::Time& now);

    /** The same of the octets in a queue, which they leave. */
    std::size_t WriteFrom(ByteQueue& queue, const ns3::Time& now);

    std::size_t Room() const;

    /** \return whether there is so much room that it is worth telling a writer who waits for it */
    bool HasGoodRoom() const
    {
        return 3 * Room() >= m_capacity; // as Linux: rather some at once than a little often
    }

    /** \return octets not yet sent once */
    std::size_t Unsent() const
    {
        return static_cast<std::size_t>(m_end - std::min(m_recovery.Next(), m_end));
    }

    /** \return whether anything is on its way or still to be sent, the FIN too */
    bool IsBusy() const
    {
        return HasUnsent() || m_recovery.Outstanding() > 0;
    }

    /** \return whether some of it waits because the congestion window is full */
    bool WaitsForCongestion() const
    {
        return Unsent() > 0 && m_recovery.Quota() == 0;
    }

    /** \return whether some of it waits because the peer's window is closed, or too small to be
     * worth a segment */
    bool WaitsForWindow() const;

    /** The FIN follows what was written. */
    void Close()
    {
        m_closed = true;
    }

    /** \return whether nothing may be written any more; the FIN may still be to come */
    bool IsClosed() const
    {
        return m_closed;
    }

    bool FinSent() const
    {
        return m_closed && m_recovery.Next() > m_end;
    }

    bool FinAcknowledged() const
    {
        return m_closed && m_recovery.Una() > m_end;
    }

    /**
     * Sends what may be sent.
     * \param all also a last segment that is not full; else it waits for more to be written
     */
    void Push(const ns3::Time& now, bool all);

    /** \param window octets that the peer takes from the acknowledged one on; nullopt: no news */
    void Acknowledge(const TcpAck& ack, std::optional<std::uint64_t> window, const ns3::Time& now);

    std::optional<ns3::Time> Deadline() const;
    void Expire(const ns3::Time& now);

    TcpLossRecovery& Recovery()
    {
        return m_recovery;
    }

    const TcpLossRecovery& Recovery() const
    {
        return m_recovery;
    }

    /** Forgets everything: the connection is over. */
    void Stop();

  private:
    void Retransmit(std::uint64_t begin, std::uint64_t end) override;
    bool SendNew() override;
    bool SendProbe() override;
    void GiveUp() override;

    void WillWrite(std::size_t size, const ns3::Time& now);
    bool HasUnsent() const;
    std::uint64_t NextSize() const;
    bool MayBePartial() const;
    void SendNext(std::uint64_t size);
    void Emit(std::uint64_t begin, std::uint64_t end, bool again);
    void GrowBuffer();
    void SetPersist(const ns3::Time& now);
    void Persist(const ns3::Time& now);

    Host& m_host;
    TcpLossRecovery m_recovery;
    ByteQueue m_queue;
    std::string m_scratch;
    std::size_t m_limit;    //!< of m_capacity
    std::size_t m_capacity; //!< octets in m_queue at most
    std::uint32_t m_mss;    //!< payload octets of a full segment
    bool m_noDelay;
    bool m_closed{false};
    bool m_all{true};                   //!< partial segments may go out
    std::uint64_t m_first{1};           //!< position of the front of m_queue
    std::uint64_t m_end{1};             //!< after the last octet written
    std::deque<std::uint64_t> m_pushes; //!< where each Write ended, of what is not yet sent
    std::uint64_t m_windowEnd{1};
    std::uint64_t m_largestWindow{0};
    ns3::Time m_now{0};
    ns3::Time m_lastSent{0};
    std::optional<ns3::Time> m_persist; //!< when to probe a closed window
    std::uint32_t m_persistBackOff{0};
};

} // namespace pagewire

#endif
