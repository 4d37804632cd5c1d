// SPDX-License-Identifier: GPL-2.0-only
#include "support/pipe-stream.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire::test
{

namespace
{

/** Owns a PipeStream through a shared pointer, so that events in flight can tell that it is gone.
 */
class Handle : public ByteStream
{
  public:
    explicit Handle(std::shared_ptr<PipeStream> stream)
        : m_stream(std::move(stream))
    {}

    ~Handle() override
    {
        m_stream->SetListener(nullptr);
    }

    void SetListener(ByteStreamListener* listener) override
    {
        m_stream->SetListener(listener);
    }

    void Open() override
    {
        m_stream->Open();
    }

    std::size_t Write(std::string_view bytes) override
    {
        return m_stream->Write(bytes);
    }

    std::size_t WriteRoom() const override
    {
        return m_stream->WriteRoom();
    }

    std::size_t Unsent() const override
    {
        return m_stream->Unsent();
    }

    bool SetUnsentLowWater(std::size_t bytes) override
    {
        return m_stream->SetUnsentLowWater(bytes);
    }

    std::size_t Read(std::string& buffer, std::size_t max) override
    {
        return m_stream->Read(buffer, max);
    }

    bool AtEnd() const override
    {
        return m_stream->AtEnd();
    }

    void CloseWrite() override
    {
        m_stream->CloseWrite();
    }

    void Abort() override
    {
        m_stream->Abort();
    }

    std::string_view Alpn() const override
    {
        return m_stream->Alpn();
    }

    ByteStream* Below() const override
    {
        return nullptr;
    }

  private:
    std::shared_ptr<PipeStream> m_stream;
};

} // namespace

std::pair<std::unique_ptr<ByteStream>, std::unique_ptr<ByteStream>>
PipeStream::MakePair(const PipeOptions& options)
{
    const auto near = std::make_shared<PipeStream>(options);
    const auto far = std::make_shared<PipeStream>(options);
    near->m_peer = far;
    far->m_peer = near;
    far->m_accepting = true;
    return {std::make_unique<Handle>(near), std::make_unique<Handle>(far)};
}

PipeStream::PipeStream(const PipeOptions& options)
    : m_options(options),
      m_credit(options.window)
{}

void
PipeStream::SetListener(ByteStreamListener* listener)
{
    m_listener = listener;
}

void
PipeStream::Open()
{
    const ns3::Time wait = m_accepting ? ns3::Time(0) : 2 * m_options.delay;
    ns3::Simulator::Schedule(wait, [self = shared_from_this()] {
        if (self->m_closed)
        {
            return;
        }
        self->m_open = true;
        if (self->m_listener)
        {
            self->m_listener->HandleOpen();
        }
        if (self->m_listener && (!self->m_received.empty() || self->m_gotEnd))
        {
            self->m_listener->HandleReadable();
        }
    });
}

std::size_t
PipeStream::Write(std::string_view bytes)
{
    const std::size_t size = std::min(bytes.size(), WriteRoom());
    m_wantRoom = size < bytes.size();
    for (std::size_t at = 0; at < size; at += m_options.chunk)
    {
        SendAtRate(bytes.substr(at, std::min(m_options.chunk, size - at)));
    }
    m_credit -= size;
    return size;
}

std::size_t
PipeStream::WriteRoom() const
{
    return m_open && !m_wroteEnd && !m_closed ? m_credit : 0;
}

std::size_t
PipeStream::Unsent() const
{
    return m_unsent;
}

bool
PipeStream::SetUnsentLowWater(std::size_t bytes)
{
    m_lowWater = bytes;
    return true;
}

std::size_t
PipeStream::Read(std::string& buffer, std::size_t max)
{
    const std::size_t size = std::min(max, m_received.size());
    buffer.append(m_received, 0, size);
    m_received.erase(0, size);
    if (size > 0)
    {
        // Acknowledgements do not queue behind our own bytes.
        ns3::Simulator::Schedule(m_options.delay, [peer = m_peer, size] {
            if (const Self alive = peer.lock(); alive && !alive->m_closed)
            {
                alive->ArriveRoom(size);
            }
        });
    }
    return size;
}

bool
PipeStream::AtEnd() const
{
    return m_gotEnd && m_received.empty();
}

void
PipeStream::CloseWrite()
{
    if (!m_wroteEnd && !m_closed)
    {
        m_wroteEnd = true;
        SendToPeer(&PipeStream::ArriveEnd, "");
        CloseIfOver();
    }
}

void
PipeStream::Abort()
{
    if (!m_closed)
    {
        m_closed = true;
        m_listener = nullptr;
        SendToPeer(&PipeStream::ArriveReset, "");
    }
}

std::string_view
PipeStream::Alpn() const
{
    return {};
}

ByteStream*
PipeStream::Below() const
{
    return nullptr;
}

void
PipeStream::SendToPeer(void (PipeStream::*arrival)(const std::string&), const std::string& bytes)
{
    ns3::Simulator::Schedule(Backlog() + m_options.delay, [peer = m_peer, arrival, bytes] {
        if (const Self alive = peer.lock(); alive && !alive->m_closed)
        {
            ((*alive).*arrival)(bytes);
        }
    });
}

void
PipeStream::SendAtRate(std::string_view bytes)
{
    if (m_options.rate > 0)
    {
        const ns3::Time duration = ns3::NanoSeconds(1000000000 * bytes.size() / m_options.rate);
        m_busyUntil = std::max(m_busyUntil, ns3::Simulator::Now()) + duration;
        m_unsent += bytes.size();
        ns3::Simulator::Schedule(Backlog(), [self = shared_from_this(), size = bytes.size()] {
            self->Depart(size);
        });
    }
    SendToPeer(&PipeStream::ArriveBytes, std::string(bytes));
}

void
PipeStream::Depart(std::size_t size)
{
    const bool above = m_unsent > m_lowWater;
    m_unsent -= size;
    if (above && m_unsent <= m_lowWater && m_listener && !m_closed)
    {
        m_listener->HandleWritable();
    }
}

ns3::Time
PipeStream::Backlog() const
{
    return std::max(ns3::Time(0), m_busyUntil - ns3::Simulator::Now());
}

void
PipeStream::ArriveBytes(const std::string& bytes)
{
    m_received += bytes;
    if (m_listener && m_open)
    {
        m_listener->HandleReadable();
    }
}

void
PipeStream::ArriveEnd(const std::string&)
{
    m_gotEnd = true;
    if (m_listener && m_open)
    {
        m_listener->HandleReadable();
    }
    CloseIfOver();
}

void
PipeStream::ArriveReset(const std::string&)
{
    Finish(StreamEnd::RESET);
}

void
PipeStream::ArriveRoom(std::size_t size)
{
    m_credit += size;
    if (m_wantRoom && m_listener)
    {
        m_wantRoom = false;
        m_listener->HandleWritable();
    }
}

void
PipeStream::CloseIfOver()
{
    if (m_wroteEnd && m_gotEnd)
    {
        ns3::Simulator::Schedule(Backlog(), [self = shared_from_this()] {
            self->Finish(StreamEnd::GRACEFUL);
        });
    }
}

void
PipeStream::Finish(StreamEnd end)
{
    if (m_closed)
    {
        return;
    }
    m_closed = true;
    if (m_listener)
    {
        m_listener->HandleClosed(end);
    }
}

} // namespace pagewire::test
