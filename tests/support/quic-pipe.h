// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_QUIC_PIPE_H
#define PAGEWIRE_TESTS_SUPPORT_QUIC_PIPE_H

#include "transport/quic-connection.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pagewire::test
{

/** How the two ends of a QUIC pipe are joined. */
struct QuicPipeOptions
{
    enum class Early
    {
        NONE,
        ACCEPTED,
        REJECTED
    };

    ns3::Time delay{ns3::MilliSeconds(10)};      //!< one way
    std::uint64_t streamWindow{1 << 20};         //!< octets of a stream, each way
    std::uint64_t connectionWindow{1 << 22};     //!< octets of all streams, each way
    std::uint64_t bidiStreams{100};              //!< of the client, open at a time
    std::uint64_t uniStreams{3};                 //!< of each end, in all
    std::size_t packet{1200};                    //!< octets of streams that go together
    std::uint64_t rate{0};                       //!< octets a second each way; 0: no limit
    Early early{Early::NONE};                    //!< 0-RTT
    std::function<ns3::Time(QuicStreamId)> hold; //!< how much later octets of a stream arrive
};

/** Octets of a stream that left together. */
struct QuicPipeWrite
{
    QuicStreamId stream;
    std::string bytes;
    bool fin;
};

/**
 * One of two QUIC connections joined back to back in virtual time, without packets, crypto and
 * loss: whatever one sends the other has a delay later, and knows it acknowledged two delays later.
 * The handshake takes a round trip. Fails the test where the application breaks the contract of
 * QuicConnection: octets that change before they are acknowledged, streams given though they are
 * blocked, octets consumed that never came, and so on.
 */
class QuicPipe : public std::enable_shared_from_this<QuicPipe>
{
  public:
    /** Both ends as connections, and themselves. */
    struct Pair
    {
        std::unique_ptr<QuicConnection> client;
        std::unique_ptr<QuicConnection> server;
        std::shared_ptr<QuicPipe> clientEnd;
        std::shared_ptr<QuicPipe> serverEnd;
    };

    static Pair MakePair(const QuicPipeOptions& options = {});

    QuicPipe(const QuicPipeOptions& options, bool client);

    void SetApplication(QuicApplication* application);
    void Open();
    QuicStreamId OpenBidi();
    QuicStreamId OpenUni();
    std::uint64_t BidiRoom() const;
    void Wake();
    void Consumed(QuicStreamId id, std::size_t bytes);
    void AllowStream();
    void ShutdownRead(QuicStreamId id, std::uint64_t code);
    void ShutdownWrite(QuicStreamId id, std::uint64_t code);
    void Close(std::uint64_t code, const std::string& reason);
    bool IsEarly() const;

    /** Vanishes without a word, as on an idle timeout. */
    void Vanish(const std::string& reason);

    std::vector<QuicPipeWrite> writes; //!< what was sent, in order; none of 0-RTT that was rejected
    std::vector<std::pair<QuicStreamId, std::uint64_t>> resets; //!< RESET_STREAM sent, and its code
    std::vector<std::pair<QuicStreamId, std::uint64_t>> stops;  //!< STOP_SENDING sent, and its code
    std::optional<std::uint64_t> closeCode;                     //!< that of our Close
    std::string closeReason;
    int migrations{0};

    /** \return what was sent on the stream */
    std::string Sent(QuicStreamId id) const;

    /** \return octets that came and were not consumed */
    std::uint64_t Unconsumed() const;

  private:
    /** Octets sent: where they are, and what they were. */
    struct Flight
    {
        std::string_view place;
        std::string copy;
    };

    struct Stream
    {
        std::uint64_t sendLimit{0};
        std::uint64_t sent{0};
        std::uint64_t received{0};
        std::uint64_t consumed{0};
        std::deque<Flight> flights;
        bool blocked{false};
        bool finSent{false};
        bool resetSent{false};
        bool sendOver{false};
        bool receiveOver{false};
        bool deaf{false}; //!< we have sent STOP_SENDING, or given up reading
        std::optional<std::uint64_t> code;
    };

    bool Alive() const;
    bool IsOwn(QuicStreamId id) const;
    void After(ns3::Time wait, const std::function<void(QuicPipe&)>& call);
    void ToPeer(ns3::Time wait, const std::function<void(QuicPipe&)>& call);
    Stream* StreamOf(QuicStreamId id);
    void BeReady();
    void BeDone();
    void Pump();
    std::size_t FillPacket();
    bool Offer(const QuicChunk& chunk, std::size_t& budget);
    void Transmit(const QuicChunk& chunk, std::size_t size, bool fin);
    void Arrive(QuicStreamId id, const std::string& bytes, bool fin, bool early);
    void Acknowledge(QuicStreamId id, std::size_t bytes, bool fin);
    void ArriveReset(QuicStreamId id, std::uint64_t code);
    void ArriveStop(QuicStreamId id, std::uint64_t code);
    void ArriveCredit(QuicStreamId id, std::size_t bytes);
    void Reject();
    void CloseIfOver(QuicStreamId id);
    void End(const std::string& reason);

    QuicPipeOptions m_options;
    bool m_client;
    std::weak_ptr<QuicPipe> m_peer;
    QuicApplication* m_application{nullptr};
    std::map<QuicStreamId, Stream> m_streams;
    std::map<QuicStreamId, Stream> m_over; //!< as late Consumed may come
    std::uint64_t m_bidiLimit;
    std::uint64_t m_bidiOpened{0};
    std::uint64_t m_bidiClosed{0}; //!< the peer's
    std::uint64_t m_bidiAllowed{0};
    std::uint64_t m_uniOpened{0};
    std::uint64_t m_sendLimit;
    std::uint64_t m_sent{0};
    ns3::Time m_busyUntil{0};
    std::vector<std::function<void(QuicPipe&)>> m_arrived; //!< before Open
    bool m_open{false};
    bool m_ready{false};
    bool m_early{false};
    bool m_waking{false};
    bool m_inside{false}; //!< in a call of Next or of what follows it
    bool m_closing{false};
    bool m_gone{false};
};

} // namespace pagewire::test

#endif
