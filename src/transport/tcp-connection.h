// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_CONNECTION_H
#define PAGEWIRE_TRANSPORT_TCP_CONNECTION_H

#include "transport/byte-stream.h"
#include "transport/node-power.h"
#include "transport/tcp-ack-policy.h"
#include "transport/tcp-endpoint.h"
#include "transport/tcp-keep-alive.h"
#include "transport/tcp-ledger.h"
#include "transport/tcp-monitor.h"
#include "transport/tcp-options.h"
#include "transport/tcp-receiver.h"
#include "transport/tcp-segment.h"
#include "transport/tcp-sender.h"
#include "transport/tcp-stream.h"
#include "transport/window-monitor.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/simple-ref-count.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * One end of a TCP connection (RFC 9293): handshake, closing, timers and the packets themselves;
 * TcpSender and TcpReceiver carry the data. Its place in the node keeps it alive as long as the
 * peer may still need an answer, even after the stream that used it has gone.
 */
class TcpConnection : public ns3::SimpleRefCount<TcpConnection>, private TcpSender::Host
{
  public:
    /** Hears that an accepted connection is established. */
    using Established = std::function<void(ns3::Ptr<TcpConnection>)>;

    TcpConnection(ns3::Ptr<ns3::Node> node, const TcpOptions& options);
    ~TcpConnection() override;

    /** Sends the SYN. */
    void Connect(const ns3::InetSocketAddress& remote);

    /** Answers a SYN that came in; \param octets its TCP octets
     * \param established is called later, unless the peer gives up */
    void Accept(const ns3::InetSocketAddress& local,
                const ns3::InetSocketAddress& remote,
                const TcpSegment& syn,
                std::uint32_t octets,
                Established established);

    /** An accepted connection begins to tell its listener what happens. */
    void Serve();

    void SetListener(ByteStreamListener* listener)
    {
        m_listener = listener;
    }

    // See ByteStream.
    std::size_t Write(std::string_view bytes);
    std::size_t WriteFrom(ByteQueue& queue);
    void Push();
    std::size_t WriteRoom() const;
    std::size_t Unsent() const;
    void SetUnsentLowWater(std::size_t bytes);
    std::size_t Read(std::string& buffer, std::size_t max);
    std::size_t ReadTo(ByteQueue& queue, std::size_t max);
    bool AtEnd() const;
    void CloseWrite();
    void Abort();

    /** Nobody uses it any more: what was written is still delivered, then it ends. */
    void Release();

    const TcpCounters& Counters() const
    {
        return m_counters;
    }

    const TcpEndpoint& Endpoint() const
    {
        return m_endpoint;
    }

    TcpLedger& Ledger()
    {
        return m_ledger;
    }

    ns3::Ptr<ns3::TcpSocketState> Tcb()
    {
        return m_sender.Recovery().Congestion().Tcb();
    }

  private:
    enum class State
    {
        IDLE,
        SYN_SENT,
        SYN_RECEIVED,
        OPEN,      //!< established, and all that follows until both directions are closed
        TIME_WAIT, //!< we closed first; the peer's FIN may come again
        CLOSED,
    };

    // TcpSender::Host
    void SendData(std::uint64_t begin,
                  std::string_view payload,
                  bool fin,
                  bool push,
                  bool again) override;
    void SendWindowProbe() override;
    void GiveUp() override;

    // Segments in.
    TcpReceive Receiving();
    void Receive(const TcpArrivedPacket& arrived);
    void ReceiveInSynSent(const TcpSegment& segment);
    void ReceiveInSynReceived(const TcpSegment& segment, const ns3::Packet& packet);
    void ReceiveInOpen(const TcpSegment& segment, const ns3::Packet& packet, const ns3::Time& now);
    void ReceiveInTimeWait(const TcpSegment& segment);
    void ReceiveReset(const TcpSegment& segment);
    bool ReceiveAck(const TcpSegment& segment, const ns3::Time& now);
    void ReceiveData(const TcpSegment& segment, const ns3::Packet& packet, const ns3::Time& now);
    void SampleReceiverRtt(const TcpSegment& segment, const ns3::Time& now);
    bool AckNow(TcpArrival arrival, const TcpSegment& segment, bool finished, const ns3::Time& now);
    void TakeOptions(const TcpSegment& syn);
    void Establish(const TcpSegment& segment);
    std::uint64_t ToPosition(std::uint32_t wire, std::uint32_t initial, std::uint64_t near) const;

    // Segments out.
    void SendSyn(bool again);
    void SendAck();
    void SendAbort();
    void SendReset(const TcpSegment& cause);
    TcpSegment MakeSegment(std::uint64_t position, std::uint8_t flags);
    void AttachSacks(TcpSegment& segment, std::size_t room);
    void Transmit(TcpSegment& segment, bool again);

    // Time.
    void Rearm();
    std::optional<ns3::Time> NextDeadline() const;
    void Expire();
    void ExpireSyn();
    void ExpireKeepAlive(const ns3::Time& now);
    void ScheduleFlush();
    void Flush();

    // After a call from above.
    void Written(std::size_t taken, bool all, const ns3::Time& now);
    void WasRead(std::size_t size);

    // The end.
    void CloseIfOver();
    void Finish(StreamEnd end, const char* why);
    void Crash();
    void Tell();

    /** \return where it stands, in the terms of RFC 9293 */
    TcpState StateNow() const;
    /** Tells the node's monitor if the state is another one. */
    void Note(const char* why);
    /** Tells the node's other monitor where the congestion control stands. */
    void NoteWindow();

    bool WantsToTellWritable() const;

    TcpOptions m_options;
    TcpEndpoint m_endpoint;
    TcpSender m_sender;
    TcpReceiver m_receiver;
    TcpAckPolicy m_acks;
    TcpKeepAlive m_keepAlive;
    TcpCounters m_counters;
    TcpLedger m_ledger;
    ByteStreamListener* m_listener{nullptr};
    Established m_established;
    ns3::Ptr<TcpMonitor> m_monitor;     //!< null: nobody wants to know the states
    TcpState m_noted{TcpState::CLOSED}; //!< the last that it was told
    WatchedWindow m_watched;

    State m_state{State::IDLE};
    std::uint32_t m_initial{0};     //!< our initial sequence number
    std::uint32_t m_peerInitial{0}; //!< the peer's
    bool m_active{false};           //!< we sent the first SYN
    bool m_sack{false};
    bool m_timestamps{false};
    bool m_scaled{false};     //!< both sides shift their windows
    int m_windowShift;        //!< of those that we offer
    int m_peerWindowShift{0}; //!< of those that the peer offers
    std::uint32_t m_peerMss{536};
    std::uint32_t m_recentTimestamp{0};
    std::uint32_t m_sampledEcho{0};    //!< the last echo that gave the receiver a round-trip time
    std::uint64_t m_toldNext{0};       //!< what we acknowledged last
    std::uint64_t m_windowSequence{0}; //!< position of the segment that told the window
    std::uint64_t m_peerWindow{0};

    ns3::Time m_synSent{0};
    ns3::Time m_synTimeout;
    std::uint32_t m_synRepeats{0};
    std::uint32_t m_synTimeouts{0};
    bool m_closedFirst{false}; //!< we closed before the peer's FIN came

    std::optional<ns3::Time> m_stateDeadline; //!< of the SYN, or of the wait at the end
    std::optional<ns3::Time> m_timerAt;       //!< when m_timer fires
    ns3::EventId m_timer;
    ns3::EventId m_flush;
    bool m_flushing{false}; //!< m_flush is to come
    ns3::EventId m_opening;

    bool m_serving{false};  //!< the listener has heard HandleOpen
    bool m_released{false}; //!< there is no stream any more
    bool m_tellReadable{false};
    bool m_telling{false};
    bool m_wantRoom{false};
    bool m_aboveLowWater{false};
    std::size_t m_lowWater{0};
    std::optional<StreamEnd> m_end;
    CrashWatch m_crashWatch;
};

} // namespace pagewire

#endif
