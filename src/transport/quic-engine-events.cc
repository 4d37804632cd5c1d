// SPDX-License-Identifier: GPL-2.0-only
// What happens to a QuicEngine: datagrams, timers, writing, and the end.
#include "transport/quic-engine.h"
#include "transport/udp-endpoint.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace pagewire
{

namespace
{

ngtcp2_tstamp
Timestamp()
{
    return static_cast<ngtcp2_tstamp>(ns3::Simulator::Now().GetNanoSeconds());
}

/** Errors that say something of one datagram, not of the connection. */
bool
IsHarmless(int error)
{
    return error == NGTCP2_ERR_DISCARD_PKT;
}

std::string
ErrorText(int error)
{
    return std::string("protocol error: ") + ngtcp2_strerror(error);
}

} // namespace

void
QuicEngine::Receive(const ns3::InetSocketAddress& local,
                    const ns3::InetSocketAddress& remote,
                    std::string_view payload,
                    Ecn ecn)
{
    ++m_counters.packetsReceived;
    m_counters.bytesReceived += payload.size() + UDP_IP_HEADER_BYTES;
    if (!CanCall() || payload.empty())
    {
        return;
    }
    int error = 0;
    {
        const Scope scope(*this);
        const QuicPath path(local, remote);
        ngtcp2_pkt_info info{};
        info.ecn = m_options.ecn ? static_cast<std::uint8_t>(ecn) : 0;
        m_inside = true;
        error = ngtcp2_conn_read_pkt(m_native,
                                     path.Get(),
                                     &info,
                                     QuicCloseError::Octets(payload),
                                     payload.size(),
                                     Timestamp());
        NoteArrivals();
        m_ledger.EndDatagram();
        TellStops();
        m_inside = false;
        if (error != 0 && !IsHarmless(error))
        {
            HandleReadError(error);
        }
    }
    FinishPending();
    if (std::exchange(m_awaitsApplication, false))
    {
        // In an event of its own, so that what the application does about what came (requests that
        // waited for the handshake, a response) leaves in the same datagrams.
        Wake();
    }
    else
    {
        Write();
    }
}

/** Tells the ledger what was received, before what of it can be read goes up. */
void
QuicEngine::NoteArrivals()
{
    if (!m_accounts.Received().empty())
    {
        m_ledger.Arrived(m_accounts.Received(), Now());
        m_accounts.ClearReceived();
    }
}

/** Tells the ledger what keeps back what is left to send. */
void
QuicEngine::NoteLimits()
{
    const bool full = ngtcp2_conn_get_cwnd_left(m_native) <
                      ngtcp2_conn_get_path_max_tx_udp_payload_size(m_native);
    m_ledger.SetLimits(full, ngtcp2_conn_get_max_data_left(m_native) == 0, Now());
}

/** Tells of the streams that the peer wants no more of, and that are still there. */
void
QuicEngine::TellStops()
{
    for (const QuicStop& stop : m_accounts.TakeStops())
    {
        // The frame may come again, with a packet that is a copy or sent again.
        const bool isThere = ngtcp2_conn_set_stream_user_data(m_native, stop.stream, this) == 0;
        if (isThere && m_stopped.insert(stop.stream).second)
        {
            m_application->HandleStopSending(stop.stream, stop.code);
        }
    }
}

void
QuicEngine::HandleReadError(int error)
{
    if (error == NGTCP2_ERR_DRAINING)
    {
        DescribePeersClose();
    }
    else if (error == NGTCP2_ERR_DROP_CONN || error == NGTCP2_ERR_RETRY)
    {
        End("refused");
    }
    else if (error == NGTCP2_ERR_RECV_VERSION_NEGOTIATION)
    {
        if (!OnVersions(m_offered))
        {
            End("no common version");
        }
    }
    else
    {
        CloseForError(error);
    }
}

void
QuicEngine::DescribePeersClose()
{
    if (m_reset)
    {
        End("stateless reset");
        return;
    }
    QuicCloseError error;
    error.Fetch(m_native);
    const std::string reason = error.Reason();
    if (!reason.empty())
    {
        End("closed by peer: " + reason);
        return;
    }
    if (error.IsApplication())
    {
        End(m_application->DescribeClose(error.Code()));
        return;
    }
    if (error.Code() == NGTCP2_NO_ERROR)
    {
        End("graceful");
        return;
    }
    std::ostringstream text;
    text << "closed by peer: transport error 0x" << std::hex << error.Code();
    End(text.str());
}

void
QuicEngine::CloseForError(int error)
{
    if (m_pendingClose)
    {
        return; // the application's own reason comes first
    }
    QuicCloseError close;
    if (error == NGTCP2_ERR_CRYPTO)
    {
        close.SetAlert(ngtcp2_conn_get_tls_alert(m_native));
        CloseWith(close, m_handshakeDone ? ErrorText(error) : "handshake failed");
        return;
    }
    close.SetLibraryError(error);
    CloseWith(close, ErrorText(error));
}

void
QuicEngine::CloseWith(const QuicCloseError& error, const std::string& reason)
{
    ngtcp2_path_storage path;
    ngtcp2_path_storage_zero(&path);
    const ngtcp2_ssize size =
        error.Write(m_native, &path.path, m_buffer.data(), m_buffer.size(), Timestamp());
    if (size > 0)
    {
        m_farewell.assign(reinterpret_cast<const char*>(m_buffer.data()),
                          static_cast<std::size_t>(size));
        ++m_counters.packetsSent;
        m_counters.bytesSent += m_farewell.size() + UDP_IP_HEADER_BYTES;
        Transmit(path.path, m_farewell, Ecn::NOT_ECT);
    }
    End(reason);
}

void
QuicEngine::Close(std::uint64_t code, const std::string& reason)
{
    if (!m_pendingClose && !m_over)
    {
        m_pendingClose = PendingClose{code, reason};
        if (!m_inside)
        {
            FinishPending();
        }
    }
}

void
QuicEngine::Fail(std::uint64_t code, const std::string& reason)
{
    Close(code, reason);
}

void
QuicEngine::FinishPending()
{
    if (!m_pendingClose || m_over)
    {
        return;
    }
    const PendingClose pending = *m_pendingClose;
    if (!m_native)
    {
        End(pending.reason.empty() ? "graceful" : pending.reason);
        return;
    }
    const Scope scope(*this);
    QuicCloseError error;
    error.SetApplication(pending.code, pending.reason);
    CloseWith(error, pending.reason.empty() ? "graceful" : pending.reason);
}

void
QuicEngine::End(const std::string& reason)
{
    if (m_over)
    {
        return;
    }
    m_over = true;
    StopAlarms();
    ns3::Simulator::ScheduleNow([token = std::weak_ptr<QuicEngine*>(m_self), reason] {
        if (const auto self = token.lock())
        {
            (*self)->m_application->HandleClosed(reason);
        }
    });
}

void
QuicEngine::Write()
{
    if (m_inside)
    {
        m_writeAgain = true;
        return;
    }
    const ngtcp2_tstamp now = Timestamp();
    ngtcp2_tstamp due = UINT64_MAX;
    do
    {
        m_writeAgain = false;
        // A time of the pacer's that is over would hide the others.
        if (m_paced && CanCall() && ngtcp2_conn_get_expiry(m_native) <= now)
        {
            m_paced = false;
            HandleExpiry(now);
        }
        if (!CanCall())
        {
            return;
        }
        if (m_streamsToAllow > 0 && m_handshakeDone)
        {
            ngtcp2_conn_extend_max_streams_bidi(m_native, std::exchange(m_streamsToAllow, 0));
        }
        {
            const Scope scope(*this);
            due = WriteLoop(now);
        }
        FinishPending();
    } while (m_writeAgain);
    NoteWindow();
    Arm(due);
}

/** Sends as many datagrams as the pacer lets go at once. \return when to look again */
ngtcp2_tstamp
QuicEngine::WriteLoop(ngtcp2_tstamp now)
{
    const std::size_t quantum = ngtcp2_conn_get_send_quantum(m_native);
    std::size_t left =
        std::max<std::size_t>(1, quantum / ngtcp2_conn_get_max_tx_udp_payload_size(m_native));
    m_inside = true;
    Written written = Written::MORE;
    while (written == Written::MORE && left > 0 && !m_pendingClose)
    {
        written = WriteOne(now);
        --left;
    }
    m_inside = false;
    if (!CanCall())
    {
        return UINT64_MAX;
    }
    NoteLimits();
    // Who has nothing more to send, or no room in the window, need not look again when the pacer
    // would let the next datagram go: whatever changes that writes, too. A pacer that held
    // something back is in the first of the two times.
    const bool more = written == Written::MORE;
    const ngtcp2_tstamp others = more ? 0 : ngtcp2_conn_get_expiry(m_native);
    ngtcp2_conn_update_pkt_tx_time(m_native, now);
    return more ? ngtcp2_conn_get_expiry(m_native) : others;
}

/** \return whether a call after a datagram of this size would find nothing to send. To know it
 * spares every other call: an acknowledgement is mostly all that there is, and data mostly fill the
 * window. What validates a path is not smaller than 1200 octets, and probes come two at a time. */
bool
QuicEngine::IsLast(std::size_t size) const
{
    if (!m_handshakeDone || m_probing)
    {
        return false;
    }
    return m_chunk.stream < 0 ? size < NGTCP2_MAX_UDP_PAYLOAD_SIZE
                              : ngtcp2_conn_get_cwnd_left(m_native) == 0;
}

/** Asks the application what goes next. Without credit of the connection that is only the end of a
 * stream, which needs none (RFC 9000 section 4.1). */
void
QuicEngine::NextChunk(std::uint64_t credit)
{
    m_chunk.stream = -1;
    m_chunk.fin = false;
    m_chunk.count = 0;
    if (m_ready)
    {
        m_application->Next(m_chunk);
    }
    if (credit == 0 && m_chunk.Size() > 0)
    {
        m_chunk.stream = -1;
        m_chunk.fin = false;
        m_chunk.count = 0;
    }
}

/** Fills and sends one datagram, if there is anything to send. */
QuicEngine::Written
QuicEngine::WriteOne(ngtcp2_tstamp now)
{
    // ngtcp2 is not to be asked for it while a datagram is being filled.
    std::uint64_t credit = ngtcp2_conn_get_max_data_left(m_native);
    for (;;)
    {
        QuicChunk& chunk = m_chunk;
        NextChunk(credit);
        std::array<ngtcp2_vec, QuicChunk::MOST_PIECES> pieces;
        for (std::size_t i = 0; i < chunk.count; ++i)
        {
            pieces[i] = {const_cast<std::uint8_t*>(QuicCloseError::Octets(chunk.pieces[i])),
                         chunk.pieces[i].size()};
        }
        const std::uint32_t flags =
            NGTCP2_WRITE_STREAM_FLAG_MORE | (chunk.fin ? NGTCP2_WRITE_STREAM_FLAG_FIN : 0U);
        ngtcp2_path_storage path;
        ngtcp2_path_storage_zero(&path);
        ngtcp2_pkt_info info{};
        ngtcp2_ssize taken = -1;
        const ngtcp2_ssize size = ngtcp2_conn_writev_stream(m_native,
                                                            &path.path,
                                                            &info,
                                                            m_buffer.data(),
                                                            m_buffer.size(),
                                                            &taken,
                                                            flags,
                                                            chunk.stream,
                                                            pieces.data(),
                                                            chunk.count,
                                                            now);
        credit -= chunk.stream >= 0 && taken > 0 ? static_cast<std::uint64_t>(taken) : 0;
        if (!Settle(chunk, taken, size))
        {
            continue;
        }
        if (size <= 0)
        {
            m_probing = false;
            if (size < 0)
            {
                m_inside = false;
                CloseForError(static_cast<int>(size));
            }
            return Written::LAST;
        }
        m_paced = true;
        ++m_counters.packetsSent;
        m_counters.bytesSent += static_cast<std::uint64_t>(size) + UDP_IP_HEADER_BYTES;
        Transmit(path.path,
                 std::string_view(reinterpret_cast<const char*>(m_buffer.data()),
                                  static_cast<std::size_t>(size)),
                 m_options.ecn ? static_cast<Ecn>(info.ecn) : Ecn::NOT_ECT);
        return IsLast(static_cast<std::size_t>(size)) ? Written::LAST : Written::MORE;
    }
}

/** Tells the application what became of its chunk. \return whether the datagram is finished */
bool
QuicEngine::Settle(const QuicChunk& chunk, ngtcp2_ssize taken, ngtcp2_ssize result)
{
    switch (result)
    {
    case NGTCP2_ERR_STREAM_DATA_BLOCKED:
        m_ledger.SetBlocked(chunk.stream, true, Now());
        m_application->HandleBlocked(chunk.stream);
        return false;
    case NGTCP2_ERR_STREAM_SHUT_WR:
    case NGTCP2_ERR_STREAM_NOT_FOUND:
        m_application->HandleShut(chunk.stream);
        return false;
    default:
        break;
    }
    if (taken >= 0 && chunk.stream >= 0)
    {
        const auto size = static_cast<std::size_t>(taken);
        const bool end = chunk.fin && size == chunk.Size();
        if (end)
        {
            m_ledger.SetReady(chunk.stream, false, Now());
        }
        m_application->HandleTaken(chunk.stream, size, end);
    }
    return result != NGTCP2_ERR_WRITE_MORE;
}

void
QuicEngine::Arm(ngtcp2_tstamp expiry)
{
    if (!CanCall() || expiry == UINT64_MAX)
    {
        return;
    }
    const ngtcp2_tstamp now = Timestamp();
    const ngtcp2_tstamp at = std::max(expiry, now + 1);
    // One that goes off too early looks again: that is cheaper than to move it each time. A later
    // one stays for what comes after: pacing and the timers of loss take turns.
    if (m_alarms[0].at <= at || m_alarms[1].at <= at)
    {
        return;
    }
    const std::size_t index = m_alarms[0].at == UINT64_MAX ? 0 : 1;
    Alarm& alarm = m_alarms[index];
    alarm.event.Remove();
    alarm.at = at;
    alarm.event =
        ns3::Simulator::Schedule(ns3::NanoSeconds(at - now), [this, index] { HandleAlarm(index); });
}

void
QuicEngine::StopAlarms()
{
    for (Alarm& alarm : m_alarms)
    {
        alarm.event.Remove();
        alarm.at = UINT64_MAX;
    }
}

void
QuicEngine::HandleAlarm(std::size_t index)
{
    m_alarms[index].at = UINT64_MAX;
    if (!CanCall())
    {
        return;
    }
    const ngtcp2_tstamp expiry = ngtcp2_conn_get_expiry(m_native);
    if (expiry > Timestamp())
    {
        Arm(expiry);
        return;
    }
    m_paced = false;
    HandleExpiry(Timestamp());
    Write();
}

void
QuicEngine::HandleExpiry(ngtcp2_tstamp now)
{
    const Scope scope(*this);
    const std::size_t before = StatisticsOf(m_native).pto_count;
    m_inside = true;
    const int error = ngtcp2_conn_handle_expiry(m_native, now);
    m_inside = false;
    if (StatisticsOf(m_native).pto_count > before)
    {
        ++m_counters.timeouts;
        m_probing = true;
    }
    if (error == NGTCP2_ERR_IDLE_CLOSE)
    {
        End("idle timeout");
    }
    else if (error == NGTCP2_ERR_HANDSHAKE_TIMEOUT)
    {
        End("handshake timeout");
    }
    else if (error != 0)
    {
        CloseForError(error);
    }
}

} // namespace pagewire
