// SPDX-License-Identifier: GPL-2.0-only
#include "node/stream-relay.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

StreamRelay::Side::Side(StreamRelay& owner, std::unique_ptr<ByteStream> own)
    : relay(owner),
      stream(std::move(own))
{}

void
StreamRelay::Side::HandleOpen()
{}

void
StreamRelay::Side::HandleReadable()
{
    relay.Pump(relay.Other(*this));
}

void
StreamRelay::Side::HandleWritable()
{
    relay.Pump(*this);
}

void
StreamRelay::Side::HandleClosed(StreamEnd end)
{
    relay.Closed(*this, end);
}

StreamRelay::StreamRelay(std::unique_ptr<ByteStream> client,
                         std::unique_ptr<ByteStream> target,
                         Over over)
    : m_client(*this, std::move(client)),
      m_target(*this, std::move(target)),
      m_over(std::move(over))
{}

StreamRelay::~StreamRelay()
{
    m_client.stream->SetListener(nullptr);
    m_target.stream->SetListener(nullptr);
}

void
StreamRelay::Start()
{
    m_client.stream->SetListener(&m_client);
    m_target.stream->SetListener(&m_target);
    m_client.stream->ClaimNone();
    m_target.stream->ClaimNone();
    Pump(m_target);
    Pump(m_client);
}

void
StreamRelay::Abort()
{
    m_isOver = true;
    m_client.stream->Abort();
    m_target.stream->Abort();
}

StreamRelay::Side&
StreamRelay::Other(const Side& side)
{
    return &side == &m_client ? m_target : m_client;
}

void
StreamRelay::Pump(Side& to)
{
    if (std::exchange(to.busy, true))
    {
        to.again = true;
        return;
    }
    Side& from = Other(to);
    do
    {
        to.again = false;
        while (!m_isOver && CarrySome(from, to))
        {}
    } while (to.again && !m_isOver);
    to.busy = false;
    if (!m_isOver && !to.ended && to.waiting.Size() == 0 && from.stream->AtEnd())
    {
        to.ended = true;
        to.stream->CloseWrite();
    }
}

/** \return whether there may be more to carry, and room for it */
bool
StreamRelay::CarrySome(Side& from, Side& to)
{
    const std::size_t room = to.stream->WriteRoom();
    const std::size_t before = to.waiting.Size();
    const std::size_t most = std::max(std::min(room + 1, RELAY_HELD_BYTES), before);
    const std::size_t want = most - before;
    const std::size_t got = want > 0 ? from.stream->ReadTo(to.waiting, want) : 0;
    if (to.waiting.Size() == 0)
    {
        return false;
    }
    to.taken += to.stream->WriteFrom(to.waiting);
    return got == want && to.waiting.Size() == 0;
}

void
StreamRelay::Closed(Side& side, StreamEnd end)
{
    side.closed = true;
    Side& other = Other(side);
    if (m_isOver)
    {
        return;
    }
    if (end != StreamEnd::GRACEFUL)
    {
        m_isOver = true;
        if (!other.closed)
        {
            other.stream->Abort();
        }
        m_over(end);
        return;
    }
    // In order, but it may still be read.
    Pump(other);
    if (!m_isOver && other.closed)
    {
        m_isOver = true;
        m_over(StreamEnd::GRACEFUL);
    }
}

} // namespace pagewire
