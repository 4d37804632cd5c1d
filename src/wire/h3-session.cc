// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-session.h"

#include "wire/h3-callbacks.h"
#include "wire/h3-codes.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

H3Session::H3Session(std::unique_ptr<QuicConnection> quic, const H3Options& options, Role role)
    : m_quic(std::move(quic)),
      m_options(options),
      m_role(role),
      m_self(std::make_shared<H3Session*>(this)),
      m_native(H3Callbacks::NewConnection(*this, options, role))
{
    m_quic->SetApplication(this);
}

H3Session::~H3Session()
{
    m_quic->SetApplication(nullptr);
    // QUIC points into what nghttp3 and the streams hold.
    m_quic.reset();
    nghttp3_conn_del(m_native);
}

void
H3Session::Wake()
{
    if (!m_broken)
    {
        m_quic->Wake();
    }
}

void
H3Session::Resume(QuicStreamId id)
{
    if (id >= 0)
    {
        // An error only says that the stream is over.
        nghttp3_conn_resume_stream(m_native, id);
        if (m_blocked.count(id) > 0)
        {
            nghttp3_conn_block_stream(m_native, id); // which it forgets with that
        }
        SetReady(id, true);
        Wake();
    }
}

void
H3Session::Consume(QuicStreamId id, std::size_t bytes)
{
    if (bytes > 0 && !m_gone)
    {
        m_quic->Consumed(id, bytes);
    }
}

void
H3Session::Reset(QuicStreamId id, std::uint64_t code)
{
    if (m_bound && !m_broken)
    {
        nghttp3_conn_shutdown_stream_read(m_native, id);
        nghttp3_conn_shutdown_stream_write(m_native, id);
        m_quic->Shutdown(id, code);
        Wake();
    }
}

void
H3Session::StopReading(QuicStreamId id, std::uint64_t code)
{
    if (m_bound && !m_broken)
    {
        nghttp3_conn_shutdown_stream_read(m_native, id);
        m_quic->ShutdownRead(id, code);
        Wake();
    }
}

void
H3Session::StopWriting(QuicStreamId id, std::uint64_t code)
{
    if (m_bound && !m_broken)
    {
        nghttp3_conn_shutdown_stream_write(m_native, id);
        m_quic->ShutdownWrite(id, code);
        Wake();
    }
}

void
H3Session::Adopt(std::unique_ptr<H3Stream> stream)
{
    const QuicStreamId id = stream->Id();
    m_streams[id] = std::move(stream);
}

H3Stream*
H3Session::Find(QuicStreamId id) const
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second.get();
}

H3Stream*
H3Session::FindKept(QuicStreamId id) const
{
    const auto found = m_kept.find(id);
    return found == m_kept.end() ? Find(id) : found->second.get();
}

void
H3Session::Retire(H3Stream& stream)
{
    stream.ConsumeRest();
    stream.Detach();
    const auto found = m_streams.find(stream.Id());
    std::unique_ptr<H3Stream> owned = std::move(found->second);
    m_streams.erase(found);
    if (stream.closed || !m_bound)
    {
        Trash(std::move(owned));
    }
    else
    {
        m_kept[stream.Id()] = std::move(owned);
    }
    Later();
}

void
H3Session::Trash(std::unique_ptr<H3Stream> stream)
{
    stream->Detach();
    m_trash.push_back(std::move(stream));
    Later();
}

void
H3Session::Note(QuicStreamId id, Mark mark)
{
    m_marks.emplace_back(id, mark);
    Later();
}

void
H3Session::Later()
{
    if (m_later)
    {
        return;
    }
    m_later = true;
    ns3::Simulator::ScheduleNow([token = std::weak_ptr<H3Session*>(m_self)] {
        if (const auto self = token.lock())
        {
            (*self)->m_later = false;
            (*self)->Rest();
        }
    });
}

void
H3Session::Rest()
{
    m_trash.clear();
    Settle();
    OnRest();
}

void
H3Session::Settle()
{
    while (!m_marks.empty())
    {
        const auto [id, mark] = m_marks.front();
        m_marks.pop_front();
        if (H3Stream* stream = Find(id))
        {
            OnMark(*stream, mark);
        }
    }
}

void
H3Session::Close(const std::string& reason, const std::string& phrase, std::uint64_t code)
{
    if (!m_broken)
    {
        m_broken = true;
        m_reason = reason;
        m_quic->Close(code, phrase);
    }
}

void
H3Session::CloseInOrder()
{
    Close("graceful", "");
}

void
H3Session::Fail(std::uint64_t code, const std::string& what)
{
    if (!m_broken)
    {
        m_broken = true;
        m_reason = "protocol error: " + H3CodeName(code);
        m_quic->Fail(code, what);
        Break(m_reason);
    }
}

void
H3Session::Break(const std::string& reason)
{
    Settle();
    OnBroken(reason);
}

bool
H3Session::IsOwnControl(QuicStreamId id) const
{
    return std::find(m_control.begin(), m_control.end(), id) != m_control.end();
}

bool
H3Session::Bind()
{
    for (QuicStreamId& id : m_control)
    {
        id = m_quic->OpenUni();
        if (id < 0)
        {
            Fail(NGHTTP3_H3_STREAM_CREATION_ERROR, "no room for the control streams");
            return false;
        }
    }
    m_bound = true;
    nghttp3_conn_bind_control_stream(m_native, m_control[0]);
    nghttp3_conn_bind_qpack_streams(m_native, m_control[1], m_control[2]);
    m_quic->Wake();
    return true;
}

} // namespace pagewire
