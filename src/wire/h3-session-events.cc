// SPDX-License-Identifier: GPL-2.0-only
// What QUIC tells an H3Session, and asks of it.
#include "wire/h3-callbacks.h"
#include "wire/h3-codes.h"
#include "wire/h3-session.h"

#include <algorithm>
#include <cassert>

#include "ns3/simulator.h"

namespace pagewire
{

namespace
{

/** \return whether a client has opened the stream for a request (RFC 9114 section 6.1) */
bool
IsRequestStream(QuicStreamId id)
{
    return (id & 3) == 0;
}

} // namespace

void
H3Session::HandleReady()
{
    m_ready = true;
    if (!m_broken && Bind())
    {
        OnReady();
        Later();
    }
}

void
H3Session::HandleHandshakeDone()
{
    if (m_ready && !m_bound && !m_broken && Bind())
    {
        OnStreamRoom();
        Later();
    }
}

void
H3Session::HandleEarlyDataRejected()
{
    if (m_broken || !m_bound)
    {
        return;
    }
    Settle();
    m_bound = false;
    OnEarlyDataRejected();
    for (auto& [id, stream] : m_kept)
    {
        Trash(std::move(stream));
    }
    m_kept.clear();
    m_sections.clear();
    m_next = {};
    m_control.fill(-1);
    m_controlSent = 0;
    m_controlAcked = 0;
    nghttp3_conn_del(m_native);
    m_native = H3Callbacks::NewConnection(*this, m_options, m_role);
}

void
H3Session::NotePeers(QuicStreamId id)
{
    if (m_role == Role::SERVER && IsRequestStream(id))
    {
        m_peers.insert(id);
    }
}

void
H3Session::HandleStreamData(QuicStreamId id, std::string_view bytes, bool fin)
{
    Settle();
    if (m_broken)
    {
        return;
    }
    NotePeers(id);
    if (H3Stream* stream = Find(id))
    {
        stream->gotFin = stream->gotFin || fin;
        stream->received.Count(bytes);
    }
    if (!IsRequestStream(id) && m_settings.Take(id, bytes))
    {
        OnSettings(m_settings.ConnectProtocol());
    }
    m_content = 0;
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    const nghttp3_ssize used =
        nghttp3_conn_read_stream(m_native, id, data, bytes.size(), fin ? 1 : 0);
    if (used >= 0)
    {
        Consume(id, static_cast<std::size_t>(used));
    }
    else
    {
        HandleReadError(id, static_cast<int>(used), bytes.size());
    }
    if (H3Stream* stream = Find(id))
    {
        const bool blocked = stream->received.Sections() > stream->sections;
        if (blocked && !stream->blockedSince)
        {
            stream->blockedSince = ns3::Simulator::Now();
        }
    }
    // QPACK's acknowledgements, at least.
    Wake();
    if (!IsRequestStream(id))
    {
        Later(); // it may have been GOAWAY; what request streams bring asks for this itself
    }
}

/** nghttp3 gives the stream up. */
void
H3Session::EndIfMalformed(QuicStreamId id, std::uint64_t code)
{
    H3Stream* stream = Find(id);
    if (stream && code == NGHTTP3_H3_MESSAGE_ERROR)
    {
        OnMalformed(*stream);
    }
}

void
H3Session::HandleReadError(QuicStreamId id, int error, std::size_t bytes)
{
    const bool malformed =
        error == NGHTTP3_ERR_MALFORMED_HTTP_HEADER || error == NGHTTP3_ERR_MALFORMED_HTTP_MESSAGING;
    if (!malformed || !IsRequestStream(id))
    {
        Fail(H3CodeOf(error), nghttp3_strerror(error));
        return;
    }
    // An error of the stream alone (RFC 9114 section 4.1.2): field sections change no state of
    // QPACK, so that the others go on.
    Consume(id, bytes - std::min(bytes, m_content));
    m_sections.erase(id);
    Reset(id, NGHTTP3_H3_MESSAGE_ERROR);
    if (H3Stream* stream = Find(id))
    {
        OnMalformed(*stream);
    }
}

/** A section of the stream is decoded; it may have waited for another stream's octets (RFC 9204
 * section 2.1.2). */
void
H3Session::NoteDecoded(H3Stream& stream)
{
    ++stream.sections;
    if (stream.blockedSince)
    {
        m_quic->NoteHeld(stream.Id(), *stream.blockedSince, ns3::Simulator::Now());
        stream.blockedSince.reset();
    }
}

void
H3Session::EndSection(QuicStreamId id, bool trailers, bool end)
{
    FieldSection section = std::move(m_sections[id]);
    m_sections.erase(id);
    if (H3Stream* stream = Find(id))
    {
        NoteDecoded(*stream);
    }
    if (section.Octets() > m_options.maxFieldSection)
    {
        OnTooLarge(id, section);
    }
    else if (!trailers)
    {
        OnHeaders(id, section, end);
    }
    else if (H3Stream* stream = Find(id))
    {
        OnTrailers(*stream, section);
    }
}

void
H3Session::HandleAcked(QuicStreamId id, std::uint64_t bytes)
{
    if (m_broken)
    {
        return;
    }
    nghttp3_conn_add_ack_offset(m_native, id, bytes);
    if (id == m_control[0])
    {
        m_controlAcked += bytes;
        if (m_controlAcked == m_controlSent)
        {
            OnControlAcked();
        }
    }
}

void
H3Session::HandleReset(QuicStreamId id, std::uint64_t code)
{
    Settle();
    if (m_broken)
    {
        return;
    }
    // A stream of which nothing came before is over with this: no end of it will be told.
    nghttp3_conn_shutdown_stream_read(m_native, id);
    if (H3Stream* stream = Find(id))
    {
        OnReset(*stream, code);
    }
    Wake();
    Later();
}

void
H3Session::HandleStopSending(QuicStreamId id, std::uint64_t)
{
    Settle();
    if (m_broken)
    {
        return;
    }
    if (IsOwnControl(id))
    {
        Fail(NGHTTP3_H3_CLOSED_CRITICAL_STREAM, "a control stream is not wanted");
        return;
    }
    NotePeers(id);
    nghttp3_conn_shutdown_stream_write(m_native, id);
    if (H3Stream* stream = Find(id))
    {
        OnStopSending(*stream);
    }
    Later();
}

void
H3Session::HandleStreamClosed(QuicStreamId id, std::optional<std::uint64_t> code)
{
    Settle();
    if (m_broken)
    {
        return;
    }
    m_blocked.erase(id);
    const std::uint64_t why = code.value_or(NGHTTP3_H3_NO_ERROR);
    if (H3Stream* stream = Find(id))
    {
        stream->closed = true;
        // A response that waits for QPACK may yet become whole; a code then speaks of the request.
        if (m_role == Role::SERVER || !stream->gotFin)
        {
            OnStreamClosed(*stream, why);
        }
    }
    m_kept.erase(id);
    m_peers.erase(id);
    if (nghttp3_conn_close_stream(m_native, id, why) == NGHTTP3_ERR_H3_CLOSED_CRITICAL_STREAM)
    {
        Fail(NGHTTP3_H3_CLOSED_CRITICAL_STREAM, "a control stream was closed");
        return;
    }
    m_sections.erase(id);
    if (IsRequestStream(id))
    {
        OnStreamForgotten();
    }
    Later();
}

void
H3Session::HandleStreamRoom()
{
    if (!m_broken)
    {
        OnStreamRoom();
        Later();
    }
}

void
H3Session::HandleUnblocked(QuicStreamId id)
{
    if (!m_broken)
    {
        m_blocked.erase(id);
        nghttp3_conn_unblock_stream(m_native, id);
        Wake();
    }
}

void
H3Session::Next(QuicChunk& chunk)
{
    chunk = {};
    if (m_broken || !m_bound)
    {
        return;
    }
    std::array<nghttp3_vec, QuicChunk::MOST_PIECES> pieces;
    QuicStreamId id = -1;
    int fin = 0;
    const nghttp3_ssize count =
        nghttp3_conn_writev_stream(m_native, &id, &fin, pieces.data(), pieces.size());
    if (count < 0)
    {
        Fail(H3CodeOf(static_cast<int>(count)), nghttp3_strerror(static_cast<int>(count)));
        return;
    }
    chunk.stream = id;
    chunk.fin = fin != 0;
    chunk.count = static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < chunk.count; ++i)
    {
        chunk.pieces[i] = {reinterpret_cast<const char*>(pieces[i].base), pieces[i].len};
    }
    m_next = chunk;
}

void
H3Session::CountSent(H3Stream& stream, std::size_t bytes)
{
    for (std::size_t i = 0; i < m_next.count && bytes > 0; ++i)
    {
        std::string_view& piece = m_next.pieces[i];
        const std::size_t size = std::min(bytes, piece.size());
        stream.sent.Count(piece.substr(0, size));
        piece.remove_prefix(size);
        bytes -= size;
    }
    assert(bytes == 0);
}

void
H3Session::HandleTaken(QuicStreamId id, std::size_t bytes, bool fin)
{
    if (m_broken)
    {
        return;
    }
    assert(id == m_next.stream);
    if (H3Stream* stream = Find(id))
    {
        CountSent(*stream, bytes);
        if (!stream->started)
        {
            stream->started = true;
            Note(id, Mark::STARTED);
        }
        if (fin)
        {
            stream->sentEnd = true;
            Note(id, Mark::WHOLE);
        }
    }
    nghttp3_conn_add_write_offset(m_native, id, bytes);
    if (id == m_control[0])
    {
        m_controlSent += bytes;
        Later();
    }
}

void
H3Session::HandleBlocked(QuicStreamId id)
{
    if (!m_broken)
    {
        m_blocked.insert(id);
        nghttp3_conn_block_stream(m_native, id);
    }
}

void
H3Session::HandleShut(QuicStreamId id)
{
    m_blocked.erase(id);
    if (!m_broken)
    {
        nghttp3_conn_shutdown_stream_write(m_native, id);
    }
}

std::string
H3Session::DescribeClose(std::uint64_t code) const
{
    return code == NGHTTP3_H3_NO_ERROR ? "graceful" : "closed by peer: " + H3CodeName(code);
}

void
H3Session::HandleClosed(std::string_view reason)
{
    m_broken = true;
    m_gone = true;
    if (m_reason.empty())
    {
        m_reason = reason;
    }
    Break(m_reason);
    OnGone(m_reason);
}

} // namespace pagewire
