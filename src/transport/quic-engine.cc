// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-engine.h"

#include "base/hex.h"
#include "transport/quic-callbacks.h"
#include "transport/udp-endpoint.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>
#include <sstream>
#include <utility>

namespace pagewire
{

namespace
{

/** How often another connection ID is drawn where one is taken. */
constexpr int MOST_DRAWS = 1000;

ngtcp2_cc_algo
Algorithm(QuicCongestionControl control)
{
    switch (control)
    {
    case QuicCongestionControl::RENO:
        return NGTCP2_CC_ALGO_RENO;
    case QuicCongestionControl::BBR:
        return NGTCP2_CC_ALGO_BBR;
    case QuicCongestionControl::CUBIC:
        break;
    }
    return NGTCP2_CC_ALGO_CUBIC;
}

std::uint64_t
Nanoseconds64(ns3::Time time)
{
    return static_cast<std::uint64_t>(time.GetNanoSeconds());
}

} // namespace

QuicEngine::Scope::Scope(QuicEngine& engine)
    : m_gnutls(engine.m_random),
      m_accounts(engine.m_accounts)
{}

QuicEngine::Scope::~Scope() = default;

QuicEngine::QuicEngine(const QuicOptions& options, std::uint64_t seed, bool server)
    : m_options(options),
      m_random(seed),
      m_server(server),
      m_self(std::make_shared<QuicEngine*>(this)),
      m_buffer(options.maxUdpPayload)
{}

QuicEngine::~QuicEngine()
{
    StopAlarms();
    const Scope scope(*this);
    ngtcp2_conn_del(m_native);
    m_tls.reset();
}

ns3::Time
QuicEngine::Now() const
{
    return ns3::Simulator::Now();
}

ngtcp2_settings
QuicEngine::Settings(const std::optional<ns3::Time>& rememberedRtt)
{
    ngtcp2_settings settings;
    ngtcp2_settings_default(&settings);
    settings.cc_algo = Algorithm(m_options.congestionControl);
    settings.initial_ts = Nanoseconds64(Now());
    settings.initial_rtt = Nanoseconds64(rememberedRtt.value_or(m_options.initialRtt));
    settings.max_tx_udp_payload_size = m_options.maxUdpPayload;
    settings.rand_ctx.native_handle = &m_random;
    settings.max_window = m_options.maxConnectionWindow;
    settings.max_stream_window = m_options.maxStreamWindow;
    settings.ack_thresh = m_options.ackThreshold;
    settings.handshake_timeout = Nanoseconds64(m_options.handshakeTimeout);
    settings.no_pmtud = m_options.pmtud ? 0 : 1;
    if (m_qlog)
    {
        settings.qlog.write = &QuicCallbacks::Qlog;
    }
    return settings;
}

ngtcp2_transport_params
QuicEngine::Parameters() const
{
    ngtcp2_transport_params parameters;
    ngtcp2_transport_params_default(&parameters);
    parameters.initial_max_stream_data_bidi_local = m_options.streamWindow;
    parameters.initial_max_stream_data_bidi_remote = m_options.streamWindow;
    parameters.initial_max_stream_data_uni = m_options.streamWindow;
    parameters.initial_max_data = m_options.connectionWindow;
    parameters.initial_max_streams_bidi = m_server ? m_options.maxStreams : 0;
    // The control stream and two of QPACK, and some that a peer may reserve (RFC 9114 section 6.2).
    parameters.initial_max_streams_uni = 8;
    parameters.max_idle_timeout = Nanoseconds64(m_options.idleTimeout);
    parameters.max_ack_delay = Nanoseconds64(m_options.maxAckDelay);
    parameters.active_connection_id_limit = 7;
    return parameters;
}

ngtcp2_cid
QuicEngine::NewCid(std::size_t size)
{
    ngtcp2_cid cid{};
    cid.datalen = size;
    // Of very short ones there may be none left.
    for (int attempts = 0; attempts == 0 || (attempts < MOST_DRAWS && IsTaken(cid)); ++attempts)
    {
        m_random.Fill(cid.data, cid.datalen);
    }
    return cid;
}

void
QuicEngine::TellWindows(ns3::Ptr<ns3::Node> node)
{
    m_watched = WatchedWindow(node, true);
}

void
QuicEngine::NoteWindow()
{
    if (!m_watched.IsWatched())
    {
        return;
    }
    const QuicStatistics statistics = StatisticsOf(m_native);
    const ngtcp2_path* path = ngtcp2_conn_get_path(m_native);
    WindowState state;
    state.window = statistics.cwnd;
    state.inFlight = statistics.bytes_in_flight;
    if (statistics.ssthresh != UINT64_MAX)
    {
        state.threshold = statistics.ssthresh;
    }
    state.smoothedRtt = SmoothedRtt();
    m_watched.Tell(FromSockaddr(path->local), FromSockaddr(path->remote), state);
}

void
QuicEngine::SetQlog(const QlogSink& sink, const ngtcp2_cid& original, bool server)
{
    m_qlog = sink;
    m_qlogName = ToHex(original.data, original.datalen) + (server ? "-server" : "-client");
}

void
QuicEngine::Adopt(ngtcp2_conn* connection, std::unique_ptr<QuicTls> tls)
{
    ngtcp2_conn_del(m_native);
    m_native = connection;
    m_tls = std::move(tls);
    m_tls->Bind(connection);
    if (m_info.handshakeStart.IsZero())
    {
        m_info.handshakeStart = Now();
    }
}

void
QuicEngine::StartAgain()
{
    m_accounts = {};
}

void
QuicEngine::SetApplication(QuicApplication* application)
{
    m_application = application;
}

QuicStreamId
QuicEngine::OpenBidi()
{
    std::int64_t stream = -1;
    const bool opened = CanCall() && ngtcp2_conn_open_bidi_stream(m_native, &stream, nullptr) == 0;
    return opened ? stream : -1;
}

QuicStreamId
QuicEngine::OpenUni()
{
    std::int64_t stream = -1;
    const bool opened = CanCall() && ngtcp2_conn_open_uni_stream(m_native, &stream, nullptr) == 0;
    return opened ? stream : -1;
}

std::uint64_t
QuicEngine::BidiRoom() const
{
    return CanCall() && m_ready ? ngtcp2_conn_get_streams_bidi_left(m_native) : 0;
}

void
QuicEngine::Wake()
{
    if (m_inside)
    {
        m_writeAgain = true;
    }
    else if (!m_wakeScheduled)
    {
        m_wakeScheduled = true;
        ns3::Simulator::ScheduleNow([token = std::weak_ptr<QuicEngine*>(m_self)] {
            if (const auto self = token.lock())
            {
                (*self)->m_wakeScheduled = false;
                (*self)->Write();
            }
        });
    }
}

void
QuicEngine::Consumed(QuicStreamId stream, std::size_t bytes)
{
    if (CanCall() && bytes > 0)
    {
        // Of a stream that is over only the connection's window takes notice.
        ngtcp2_conn_extend_max_stream_offset(m_native, stream, bytes);
        ngtcp2_conn_extend_max_offset(m_native, bytes);
        Wake();
    }
}

void
QuicEngine::AllowStream()
{
    if (CanCall())
    {
        // When ngtcp2 fills no packet, and not alone in one of 0-RTT, which would be too short for
        // it.
        ++m_streamsToAllow;
        Wake();
    }
}

void
QuicEngine::Shutdown(QuicStreamId stream, std::uint64_t code)
{
    if (CanCall())
    {
        ngtcp2_conn_shutdown_stream(m_native, stream, code);
        Wake();
    }
}

void
QuicEngine::ShutdownRead(QuicStreamId stream, std::uint64_t code)
{
    if (CanCall())
    {
        ngtcp2_conn_shutdown_stream_read(m_native, stream, code);
        Wake();
    }
}

void
QuicEngine::ShutdownWrite(QuicStreamId stream, std::uint64_t code)
{
    if (CanCall())
    {
        ngtcp2_conn_shutdown_stream_write(m_native, stream, code);
        Wake();
    }
}

void
QuicEngine::SetReady(QuicStreamId stream, bool ready)
{
    m_ledger.SetReady(stream, ready, Now());
}

void
QuicEngine::NoteHeld(QuicStreamId stream, ns3::Time from, ns3::Time to)
{
    m_ledger.NoteHeld(stream, from, to);
}

void
QuicEngine::NoteWaits(const QueueWaitTag& tag)
{
    m_ledger.NoteWaits(tag);
}

void
QuicEngine::Migrate()
{}

bool
QuicEngine::IsEarly() const
{
    return m_ready && !m_handshakeDone && !m_server;
}

TransportInfo
QuicEngine::Transport() const
{
    TransportInfo info;
    if (m_native)
    {
        const ngtcp2_path* path = ngtcp2_conn_get_path(m_native);
        info.local = FromSockaddr(path->local);
        info.remote = FromSockaddr(path->remote);
    }
    info.counters = m_counters;
    info.counters.retransmissions = m_accounts.Retransmissions();
    info.counters.smoothedRtt = SmoothedRtt().value_or(ns3::Time(0));
    info.stalls = m_ledger.Stalls(Now());
    info.tls = m_info;
    return info;
}

std::optional<ns3::Time>
QuicEngine::SmoothedRtt() const
{
    if (!m_native)
    {
        return std::nullopt;
    }
    const QuicStatistics statistics = StatisticsOf(m_native);
    return statistics.first_rtt_sample_ts != UINT64_MAX
             ? std::optional<ns3::Time>(ns3::NanoSeconds(statistics.smoothed_rtt))
             : std::nullopt;
}

ns3::Time
QuicEngine::Lingering() const
{
    // After an idle timeout or an error of the path there is nothing to keep (RFC 9000
    // section 10.1).
    const bool lingers = m_native && (ngtcp2_conn_is_in_closing_period(m_native) ||
                                      ngtcp2_conn_is_in_draining_period(m_native));
    return lingers ? ns3::NanoSeconds(3 * ngtcp2_conn_get_pto(m_native)) : ns3::Time(0);
}

void
QuicEngine::TellReady()
{
    if (!m_ready && !m_over)
    {
        m_ready = true;
        // Nothing is written before whoever waits for this has had its turn.
        const bool inside = std::exchange(m_inside, true);
        m_awaitsApplication = true;
        m_application->HandleReady();
        m_inside = inside;
    }
}

void
QuicEngine::HandleHandshakeDone()
{
    m_handshakeDone = true;
    m_info.handshakeEnd = Now();
    m_info.resumed = m_tls->Resumed();
    m_info.earlyData = m_tls->EarlyDataAccepted();
    m_info.cipher = m_tls->Cipher();
    OnHandshakeDone();
    TellReady();
    m_awaitsApplication = true;
    m_application->HandleHandshakeDone();
}

bool
QuicEngine::IsTaken(const ngtcp2_cid&) const
{
    return false;
}

void
QuicEngine::OnCid(const ngtcp2_cid&)
{}

void
QuicEngine::OnCidRetired(const ngtcp2_cid&)
{}

void
QuicEngine::OnSendingKey()
{}

void
QuicEngine::OnHandshakeConfirmed()
{}

void
QuicEngine::OnToken(std::string_view)
{}

bool
QuicEngine::OnVersions(const std::vector<std::uint32_t>&)
{
    return false;
}

} // namespace pagewire
