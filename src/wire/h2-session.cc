// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-session.h"

#include "transport/refusal.h"
#include "wire/h2-callbacks.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

/** Bytes read from the stream below in one go. */
constexpr std::size_t READ_SIZE = 65536;

/** Bytes collected for one Write at most, where the stream below does not tell of its low-water
 * mark. */
constexpr std::size_t WRITE_SIZE = 65536;

/** How long a peer that broke the protocol may take to close its side before it is reset. */
const ns3::Time LINGER = ns3::Seconds(5);

/** \return whether the frame carries END_STREAM (RFC 9113 sections 6.1 and 6.2) */
bool
EndsMessage(const std::uint8_t* frame, std::size_t size)
{
    constexpr std::size_t TYPE = 3;
    constexpr std::size_t FLAGS = 4;
    return size > FLAGS && (frame[TYPE] == NGHTTP2_DATA || frame[TYPE] == NGHTTP2_HEADERS) &&
           (frame[FLAGS] & NGHTTP2_FLAG_END_STREAM) != 0;
}

} // namespace

H2Session::H2Session(std::unique_ptr<ByteStream> stream, const H2Options& options, Role role)
    : m_stream(std::move(stream)),
      m_options(options),
      m_self(std::make_shared<H2Session*>(this)),
      m_native(H2Callbacks::NewSession(*this, options, role)),
      m_readWalk(role == Role::SERVER ? H2FrameWalk::PREFACE : 0),
      m_sentWalk(role == Role::CLIENT ? H2FrameWalk::PREFACE : 0),
      m_sendWatch(*m_stream)
{
    m_stream->SetListener(this);
    m_lowWater = m_stream->SetUnsentLowWater(m_options.sendAhead / 2);
}

H2Session::~H2Session()
{
    m_stream->SetListener(nullptr);
    nghttp2_session_del(m_native);
}

void
H2Session::Wake()
{
    if (m_pumping)
    {
        m_again = true;
    }
    else if (!m_wakeScheduled)
    {
        m_wakeScheduled = true;
        ns3::Simulator::ScheduleNow([token = Token()] {
            if (const auto self = token.lock())
            {
                (*self)->m_wakeScheduled = false;
                (*self)->Pump();
            }
        });
    }
}

void
H2Session::Resume(std::int32_t id)
{
    m_sendWatch.Resume(id);
    // An error only says that nothing was deferred.
    nghttp2_session_resume_data(m_native, id);
    Wake();
}

void
H2Session::Consume(std::int32_t id, std::size_t bytes)
{
    if (bytes > 0)
    {
        nghttp2_session_consume(m_native, id, bytes);
        Wake();
    }
}

void
H2Session::Reset(std::int32_t id, std::uint32_t code)
{
    nghttp2_submit_rst_stream(m_native, NGHTTP2_FLAG_NONE, id, code);
    Wake();
}

void
H2Session::Adopt(std::unique_ptr<H2Stream> stream)
{
    const std::int32_t id = stream->Id();
    m_streams[id] = std::move(stream);
}

H2Stream*
H2Session::Find(std::int32_t id) const
{
    const auto found = m_streams.find(id);
    return found == m_streams.end() ? nullptr : found->second.get();
}

void
H2Session::Retire(H2Stream& stream)
{
    stream.ConsumeRest();
    m_sendWatch.End(stream.Id());
    const auto found = m_streams.find(stream.Id());
    m_retired.push_back(std::move(found->second));
    m_streams.erase(found);
    Wake();
}

void
H2Session::MarkHanded(std::int32_t id, bool wholeRequest, std::size_t more)
{
    m_marks.push_back({m_made + more, id, wholeRequest});
}

std::string
H2Session::ErrorName(std::uint32_t code)
{
    return nghttp2_http2_strerror(code);
}

void
H2Session::Start(std::string alreadyRead)
{
    m_started = true;
    m_in = std::move(alreadyRead);
    Wake();
}

void
H2Session::HandleOpen()
{
    m_started = true;
    OnOpen();
    Pump();
}

void
H2Session::HandleReadable()
{
    Pump();
}

void
H2Session::HandleWritable()
{
    Pump();
}

void
H2Session::HandleClosed(StreamEnd end)
{
    m_gone = true;
    if (m_reason.empty())
    {
        m_reason = DescribeEnd(*m_stream, end);
    }
    Pump();
}

void
H2Session::Pump()
{
    if (m_pumping)
    {
        m_again = true;
        return;
    }
    m_pumping = true;
    do
    {
        m_again = false;
        if (m_started && !m_gone)
        {
            Receive();
            Transmit();
            CloseIfOver();
        }
        if (m_gone)
        {
            Finish();
        }
        OnRest();
    } while (m_again);
    m_pumping = false;
    m_retired.clear();
}

void
H2Session::Receive()
{
    do
    {
        Feed(m_in);
        m_in.clear();
    } while (!m_gone && m_stream->Read(m_in, READ_SIZE) > 0);
    if (!m_gone && m_stream->AtEnd() && !m_shut)
    {
        // HTTP/2 knows no half-closed connection: nobody is left to read what we would send.
        if (!m_streams.empty())
        {
            Fail("closed by peer");
        }
        Shut();
    }
}

void
H2Session::Feed(std::string_view bytes)
{
    if (bytes.empty() || m_deaf)
    {
        return;
    }
    m_readWalk.Walk(bytes, [this](std::uint64_t end, std::uint32_t stream) {
        m_stream->ClaimRead(end, stream, 0);
    });
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    const ssize_t taken = nghttp2_session_mem_recv(m_native, data, bytes.size());
    if (taken < 0)
    {
        m_deaf = true;
        nghttp2_session_terminate_session(m_native, NGHTTP2_PROTOCOL_ERROR);
        Linger(std::string("protocol error: ") + nghttp2_strerror(static_cast<int>(taken)));
    }
}

std::size_t
H2Session::SendRoom() const
{
    if (!m_lowWater)
    {
        return WRITE_SIZE;
    }
    const std::size_t ahead = std::max<std::size_t>(m_options.sendAhead, 1);
    return ahead - std::min(ahead, m_stream->Unsent());
}

void
H2Session::Transmit()
{
    while (!m_gone && !m_shut)
    {
        const bool messageEnds = Fill();
        if (m_out.empty() || !Flush())
        {
            return;
        }
        if (messageEnds)
        {
            m_stream->Push();
        }
    }
}

/** Takes frames from nghttp2. \return whether it stopped behind the last frame of a message */
bool
H2Session::Fill()
{
    const std::size_t room = SendRoom();
    while (m_out.size() - m_outAt < room)
    {
        const std::uint8_t* data = nullptr;
        const ssize_t size = nghttp2_session_mem_send(m_native, &data);
        if (size < 0)
        {
            Linger(std::string("protocol error: ") + nghttp2_strerror(static_cast<int>(size)));
            Shut();
        }
        if (size <= 0)
        {
            return false;
        }
        m_out.append(reinterpret_cast<const char*>(data), size);
        m_made += size;
        if (m_options.separateMessages && EndsMessage(data, static_cast<std::size_t>(size)))
        {
            return true;
        }
    }
    return false;
}

bool
H2Session::Flush()
{
    const std::string_view rest = std::string_view(m_out).substr(m_outAt);
    const std::size_t taken = m_stream->Write(rest);
    m_sentWalk.Walk(rest.substr(0, taken), [this](std::uint64_t end, std::uint32_t stream) {
        m_stream->ClaimWritten(end, stream);
    });
    m_handed += taken;
    m_outAt += taken;
    const bool whole = taken == rest.size();
    if (whole)
    {
        m_out.clear();
        m_outAt = 0;
    }
    Settle();
    return whole;
}

void
H2Session::Settle()
{
    while (!m_marks.empty() && m_marks.front().offset <= m_handed)
    {
        const Mark mark = m_marks.front();
        m_marks.pop_front();
        OnHanded(mark.id, mark.wholeRequest);
    }
}

void
H2Session::Fail(const std::string& reason)
{
    if (m_reason.empty())
    {
        m_reason = reason;
    }
    OnBroken(m_reason);
}

void
H2Session::Break(const std::string& reason)
{
    if (!m_gone)
    {
        m_stream->Abort();
        m_gone = true;
        m_reason = m_reason.empty() ? reason : m_reason;
        Wake();
    }
}

void
H2Session::BreakInOrder(const std::string& reason)
{
    if (!Over())
    {
        Linger(reason);
        Shut();
        Wake();
    }
}

void
H2Session::Linger(const std::string& reason)
{
    Fail(reason);
    if (m_lingering)
    {
        return;
    }
    m_lingering = true;
    ns3::Simulator::Schedule(LINGER, [token = Token()] {
        if (const auto self = token.lock(); self && !(*self)->m_gone)
        {
            (*self)->m_stream->Abort();
            (*self)->m_gone = true;
            (*self)->Pump();
        }
    });
}

void
H2Session::CloseIfOver()
{
    const bool over = !nghttp2_session_want_read(m_native) &&
                      !nghttp2_session_want_write(m_native) && m_out.empty();
    if (m_gone || m_shut || !over)
    {
        return;
    }
    if (!m_reason.empty())
    {
        Linger(m_reason);
    }
    Shut();
}

void
H2Session::Shut()
{
    m_shut = true;
    m_deaf = true;
    m_stream->CloseWrite();
}

void
H2Session::Finish()
{
    if (!m_finished)
    {
        m_finished = true;
        Fail(m_reason);
        OnGone(m_reason);
    }
}

} // namespace pagewire
