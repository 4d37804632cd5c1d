// SPDX-License-Identifier: GPL-2.0-only
#include "wire/tunnel-end.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** What the codec reads. */
class TunnelSource : public BodySource
{
  public:
    explicit TunnelSource(std::shared_ptr<TunnelOutbox> out)
        : m_out(std::move(out))
    {}

    ~TunnelSource() override
    {
        m_out->wakeCodec = nullptr;
    }

    std::optional<std::uint64_t> Length() const override
    {
        return std::nullopt;
    }

    std::size_t Read(char* data, std::size_t max) override
    {
        const std::size_t size = std::min(max, m_out->octets.Size());
        m_out->octets.MoveTo(data, size);
        if (size > 0 && m_out->taken)
        {
            m_out->taken();
        }
        return size;
    }

    bool AtEnd() const override
    {
        return m_out->ended && m_out->octets.Size() == 0;
    }

    void SetWaker(std::function<void()> waker) override
    {
        m_out->wakeCodec = std::move(waker);
    }

  private:
    std::shared_ptr<TunnelOutbox> m_out;
};

void
Wake(const TunnelOutbox& out)
{
    if (out.wakeCodec)
    {
        out.wakeCodec();
    }
}

} // namespace

TunnelEnd::TunnelEnd()
    : m_out(std::make_shared<TunnelOutbox>())
{
    m_out->taken = [this] { NoteTaken(); };
}

TunnelEnd::~TunnelEnd()
{
    m_writable.Cancel();
    m_out->taken = nullptr;
}

void
TunnelEnd::SetListener(ByteStreamListener* listener)
{
    m_listener = listener;
}

std::size_t
TunnelEnd::Write(std::string_view bytes)
{
    const std::size_t size = std::min(bytes.size(), WriteRoom());
    m_out->octets.Append(bytes.substr(0, size));
    NoteWritten(size, bytes.size());
    return size;
}

std::size_t
TunnelEnd::WriteFrom(ByteQueue& queue)
{
    const std::size_t wanted = queue.Size();
    const std::size_t size = std::min(wanted, WriteRoom());
    queue.MoveTo(m_out->octets, size);
    NoteWritten(size, wanted);
    return size;
}

void
TunnelEnd::NoteWritten(std::size_t size, std::size_t wanted)
{
    m_short = m_short || size < wanted;
    m_above = m_above || (m_lowWater && m_out->octets.Size() > *m_lowWater);
    if (size > 0)
    {
        Wake(*m_out);
    }
}

std::size_t
TunnelEnd::WriteRoom() const
{
    const bool closed = m_out->ended || m_end;
    return closed ? 0 : TUNNEL_WINDOW - std::min(TUNNEL_WINDOW, m_out->octets.Size());
}

std::size_t
TunnelEnd::Unsent() const
{
    return m_out->octets.Size();
}

bool
TunnelEnd::SetUnsentLowWater(std::size_t bytes)
{
    m_lowWater = bytes;
    return true;
}

std::size_t
TunnelEnd::Read(std::string& buffer, std::size_t max)
{
    return TakeInto(buffer, max);
}

std::size_t
TunnelEnd::ReadTo(ByteQueue& queue, std::size_t max)
{
    return TakeInto(queue, max);
}

template <typename Buffer>
std::size_t
TunnelEnd::TakeInto(Buffer& buffer, std::size_t max)
{
    const std::size_t size = std::min(max, m_in.Size());
    m_in.MoveTo(buffer, size);
    if (size > 0 && !m_end)
    {
        Consumed(size);
    }
    TellClosed();
    return size;
}

bool
TunnelEnd::AtEnd() const
{
    return m_ended && m_in.Size() == 0;
}

void
TunnelEnd::CloseWrite()
{
    if (!m_out->ended && !m_end)
    {
        m_out->ended = true;
        Wake(*m_out);
    }
}

void
TunnelEnd::Abort()
{
    m_listener = nullptr;
    if (!m_end)
    {
        m_end = StreamEnd::RESET;
        GiveUp();
    }
}

void
TunnelEnd::HandleGone()
{
    End(m_ended && m_out->ended && m_out->octets.Size() == 0 ? StreamEnd::GRACEFUL
                                                             : StreamEnd::RESET);
}

std::unique_ptr<BodySource>
TunnelEnd::MakeSource()
{
    return std::make_unique<TunnelSource>(m_out);
}

void
TunnelEnd::Receive(std::string_view bytes)
{
    m_in.Append(bytes);
    if (m_listener)
    {
        m_listener->HandleReadable();
    }
}

void
TunnelEnd::ReceiveEnd()
{
    m_ended = true;
    if (m_listener)
    {
        m_listener->HandleReadable();
    }
}

void
TunnelEnd::End(StreamEnd end)
{
    if (!m_end)
    {
        m_end = end;
        TellClosed();
    }
}

/** In an event of its own: the codec is in the middle of sending. */
void
TunnelEnd::NoteTaken()
{
    const bool low = m_above && m_out->octets.Size() <= *m_lowWater;
    if ((!m_short && !low) || m_writable.IsRunning())
    {
        return;
    }
    m_writable = ns3::Simulator::ScheduleNow([this] {
        m_short = false;
        m_above = m_lowWater && m_out->octets.Size() > *m_lowWater;
        if (m_listener && !m_end)
        {
            m_listener->HandleWritable();
        }
    });
}

/** Tells of the end in an event of its own, once everything that came was read. */
void
TunnelEnd::TellClosed()
{
    if (!m_end || !m_listener || (*m_end == StreamEnd::GRACEFUL && !AtEnd()))
    {
        return;
    }
    m_writable.Cancel();
    m_writable = ns3::Simulator::ScheduleNow([this] {
        if (ByteStreamListener* const listener = std::exchange(m_listener, nullptr))
        {
            listener->HandleClosed(*m_end);
        }
    });
}

} // namespace pagewire
