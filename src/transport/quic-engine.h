// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_ENGINE_H
#define PAGEWIRE_TRANSPORT_QUIC_ENGINE_H

#include "transport/gnutls-environment.h"
#include "transport/ngtcp2-names.h"
#include "transport/quic-accounts.h"
#include "transport/quic-connection.h"
#include "transport/quic-context.h"
#include "transport/quic-ledger.h"
#include "transport/quic-tls.h"
#include "transport/window-monitor.h"

#include "base/seed.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * What both ends of a QUIC connection share: ngtcp2 between datagrams and the application's
 * streams, driven by virtual time. Reading, writing and timers never run inside each other; what
 * the application asks for in between happens when they are done.
 */
class QuicEngine : public QuicConnection
{
  public:
    ~QuicEngine() override;

    QuicEngine(const QuicEngine&) = delete;
    QuicEngine& operator=(const QuicEngine&) = delete;

    void SetApplication(QuicApplication* application) override;
    QuicStreamId OpenBidi() override;
    QuicStreamId OpenUni() override;
    std::uint64_t BidiRoom() const override;
    void SetReady(QuicStreamId stream, bool ready) override;
    void NoteHeld(QuicStreamId stream, ns3::Time from, ns3::Time to) override;
    void Wake() override;
    void Consumed(QuicStreamId stream, std::size_t bytes) override;
    void AllowStream() override;
    void Shutdown(QuicStreamId stream, std::uint64_t code) override;
    void ShutdownRead(QuicStreamId stream, std::uint64_t code) override;
    void ShutdownWrite(QuicStreamId stream, std::uint64_t code) override;
    void Close(std::uint64_t code, const std::string& reason) override;
    void Fail(std::uint64_t code, const std::string& reason) override;
    void Migrate() override;
    bool IsEarly() const override;
    TransportInfo Transport() const override;

    /** The datagram that is received next has waited in these queues. */
    void NoteWaits(const QueueWaitTag& tag);

    /** A datagram came for this connection. */
    void Receive(const ns3::InetSocketAddress& local,
                 const ns3::InetSocketAddress& remote,
                 std::string_view payload,
                 Ecn ecn);

    /** \return the last datagram of a connection that was closed from here, empty otherwise; it
     * answers what still comes (RFC 9000 section 10.2.1) */
    const std::string& Farewell() const
    {
        return m_farewell;
    }

    /** \return three probe timeouts: how long a closed connection is remembered */
    ns3::Time Lingering() const;

  protected:
    QuicEngine(const QuicOptions& options, std::uint64_t seed, bool server);

    /** ngtcp2, GnuTLS and what they call are used inside of one of these. */
    class Scope
    {
      public:
        explicit Scope(QuicEngine& engine);
        ~Scope();

        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        GnutlsScope m_gnutls;
        QuicAccountsScope m_accounts;
    };

    ngtcp2_conn* Native() const
    {
        return m_native;
    }

    const QuicOptions& Options() const
    {
        return m_options;
    }

    SeededBytes& Random()
    {
        return m_random;
    }

    QuicApplication* Application() const
    {
        return m_application;
    }

    QuicTls* Tls() const
    {
        return m_tls.get();
    }

    bool IsOver() const
    {
        return m_over;
    }

    /** \return settings and transport parameters as the options say; the round trip is that of an
     * earlier connection where one is remembered */
    ngtcp2_settings Settings(const std::optional<ns3::Time>& rememberedRtt);
    ngtcp2_transport_params Parameters() const;

    /** \return a connection ID of this end's own, which no other connection has */
    ngtcp2_cid NewCid(std::size_t size);

    /** Tells the monitor of the node from now on where the congestion control stands. */
    void TellWindows(ns3::Ptr<ns3::Node> node);

    /** Where the qlog of the connection goes. Named before Adopt. */
    void SetQlog(const QlogSink& sink, const ngtcp2_cid& original, bool server);

    /** Takes over a connection that was made with Settings, Parameters and this as user data. */
    void Adopt(ngtcp2_conn* connection, std::unique_ptr<QuicTls> tls);

    /** Sends what there is to send, and sets the timer. */
    void Write();

    /** What was sent so far is void, and nothing of it will be sent again as it was. */
    void StartAgain();

    /** HandleReady, once. */
    void TellReady();

    /** \return the smoothed round trip; none before a sample */
    std::optional<ns3::Time> SmoothedRtt() const;

    /** It is over: tells the application in an event of its own. */
    void End(const std::string& reason);

    /** Hands a datagram down. */
    virtual void Transmit(const ngtcp2_path& path, std::string_view payload, Ecn ecn) = 0;

    /** \return whether the connection ID means a connection of this end already */
    virtual bool IsTaken(const ngtcp2_cid& cid) const;

    /** The peer may use this connection ID of ours from now on, or no longer. */
    virtual void OnCid(const ngtcp2_cid& cid);
    virtual void OnCidRetired(const ngtcp2_cid& cid);

    /** Writes the stateless reset token of one of our connection IDs. */
    virtual void MakeResetToken(std::uint8_t* token, const ngtcp2_cid& cid) = 0;

    /** Keys for 1-RTT data to the peer are there. */
    virtual void OnSendingKey();
    virtual void OnHandshakeDone() = 0;
    virtual void OnHandshakeConfirmed();
    virtual void OnToken(std::string_view token);

    /** A Version Negotiation packet offers these. \return whether it goes on with one of them */
    virtual bool OnVersions(const std::vector<std::uint32_t>& versions);

  private:
    friend class QuicCallbacks;

    /** Something that waits until ngtcp2 is at rest. */
    struct PendingClose
    {
        std::uint64_t code;
        std::string reason;
    };

    /** When to look whether something is due. */
    struct Alarm
    {
        ns3::EventId event;
        ngtcp2_tstamp at{UINT64_MAX}; //!< UINT64_MAX: it is not set
    };

    /** What is left to send after a datagram. */
    enum class Written
    {
        MORE, //!< perhaps something
        LAST  //!< nothing, for now
    };

    bool CanCall() const
    {
        return m_native && !m_over;
    }

    ngtcp2_tstamp WriteLoop(ngtcp2_tstamp now);
    void NextChunk(std::uint64_t credit);
    Written WriteOne(ngtcp2_tstamp now);
    bool IsLast(std::size_t size) const;
    bool Settle(const QuicChunk& chunk, ngtcp2_ssize taken, ngtcp2_ssize result);
    void NoteArrivals();
    void NoteLimits();
    void NoteWindow();
    void TellStops();
    void HandleReadError(int error);
    void FinishPending();
    void CloseWith(const QuicCloseError& error, const std::string& reason);
    void CloseForError(int error);
    void DescribePeersClose();
    void Arm(ngtcp2_tstamp expiry);
    void StopAlarms();
    void HandleAlarm(std::size_t index);
    void HandleExpiry(ngtcp2_tstamp now);
    void HandleHandshakeDone();
    ns3::Time Now() const;

    QuicOptions m_options;
    SeededBytes m_random;
    bool m_server;
    QuicAccounts m_accounts;
    mutable QuicLedger m_ledger; //!< brought up to date when it is asked
    ngtcp2_conn* m_native{nullptr};
    std::unique_ptr<QuicTls> m_tls;
    QuicApplication* m_application{nullptr};
    std::shared_ptr<QuicEngine*> m_self; //!< locks as long as this lives
    QlogSink m_qlog;
    std::string m_qlogName;
    std::vector<std::uint8_t> m_buffer; //!< of the datagram being written
    std::set<QuicStreamId> m_stopped;   //!< which the peer wants no more of; those still there
    TlsInfo m_info;
    TcpCounters m_counters;
    WatchedWindow m_watched;
    std::string m_farewell;
    std::vector<std::uint32_t> m_offered; //!< versions, by a Version Negotiation packet
    std::optional<PendingClose> m_pendingClose;
    bool m_inside{false}; //!< ngtcp2 is reading, writing or handling a timer
    bool m_writeAgain{false};
    bool m_wakeScheduled{false};
    bool m_awaitsApplication{false}; //!< it was told something that it may do something about
    bool m_ready{false};
    bool m_handshakeDone{false};
    bool m_reset{false}; //!< a stateless reset came
    bool m_over{false};
    std::size_t m_streamsToAllow{0};
    bool m_paced{false};           //!< the pacer has set a time, which may be over
    bool m_probing{false};         //!< probes may be left to send after a timeout
    std::array<Alarm, 2> m_alarms; //!< one for what is near, one for what is further off
    QuicChunk m_chunk;             //!< the one being sent
};

} // namespace pagewire

#endif
