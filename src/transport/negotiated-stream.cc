// SPDX-License-Identifier: GPL-2.0-only
#include "transport/negotiated-stream.h"

#include "transport/exchange-stalls.h"

#include <utility>

namespace pagewire
{

NegotiatedStream::NegotiatedStream(std::unique_ptr<ByteStream> below,
                                   std::unique_ptr<StreamNegotiation> negotiation)
    : m_below(std::move(below)),
      m_negotiation(std::move(negotiation))
{
    m_below->SetListener(this);
}

NegotiatedStream::~NegotiatedStream()
{
    m_below->SetListener(nullptr);
}

std::string
NegotiatedStream::Refusal() const
{
    return m_trouble.empty() ? m_negotiation->Trouble() : m_trouble;
}

void
NegotiatedStream::SetListener(ByteStreamListener* listener)
{
    m_listener = listener;
}

void
NegotiatedStream::Open()
{
    m_below->Open();
}

std::size_t
NegotiatedStream::Write(std::string_view bytes)
{
    return m_state == State::OPEN ? m_below->Write(bytes) : 0;
}

std::size_t
NegotiatedStream::WriteFrom(ByteQueue& queue)
{
    return m_state == State::OPEN ? m_below->WriteFrom(queue) : 0;
}

void
NegotiatedStream::Push()
{
    m_below->Push();
}

std::size_t
NegotiatedStream::WriteRoom() const
{
    return m_state == State::OPEN ? m_below->WriteRoom() : 0;
}

std::size_t
NegotiatedStream::Unsent() const
{
    return m_output.size() + m_below->Unsent();
}

bool
NegotiatedStream::SetUnsentLowWater(std::size_t bytes)
{
    return m_below->SetUnsentLowWater(bytes);
}

std::size_t
NegotiatedStream::Read(std::string& buffer, std::size_t max)
{
    return m_state == State::OPEN ? m_below->Read(buffer, max) : 0;
}

std::size_t
NegotiatedStream::ReadTo(ByteQueue& queue, std::size_t max)
{
    return m_state == State::OPEN ? m_below->ReadTo(queue, max) : 0;
}

bool
NegotiatedStream::AtEnd() const
{
    return m_state == State::OPEN && m_below->AtEnd();
}

void
NegotiatedStream::CloseWrite()
{
    m_closeWanted = true;
    if (m_state == State::OPEN)
    {
        m_below->CloseWrite();
    }
}

void
NegotiatedStream::Abort()
{
    m_state = State::OVER;
    m_listener = nullptr;
    m_below->Abort();
}

std::string_view
NegotiatedStream::Alpn() const
{
    return m_below->Alpn();
}

ByteStream*
NegotiatedStream::Below() const
{
    return m_below.get();
}

void
NegotiatedStream::ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable)
{
    m_below->ClaimRead(end + m_bytesRead, exchange, usable > 0 ? usable + m_bytesRead : 0);
}

void
NegotiatedStream::ClaimWritten(std::uint64_t end, std::uint64_t exchange)
{
    m_below->ClaimWritten(end + m_bytesWritten, exchange);
}

void
NegotiatedStream::HandleOpen()
{
    m_state = State::NEGOTIATING;
    m_output = m_negotiation->Begin();
    Step();
}

void
NegotiatedStream::HandleReadable()
{
    if (m_state == State::NEGOTIATING)
    {
        Step();
    }
    else if (m_state == State::OPEN && m_listener)
    {
        m_listener->HandleReadable();
    }
}

void
NegotiatedStream::HandleWritable()
{
    if (m_state == State::NEGOTIATING)
    {
        Step();
    }
    else if (m_state == State::OPEN && m_listener)
    {
        m_listener->HandleWritable();
    }
}

void
NegotiatedStream::HandleClosed(StreamEnd end)
{
    m_belowClosed = true;
    if (m_state == State::NEGOTIATING && end == StreamEnd::GRACEFUL)
    {
        Step(); // the answer may have come with the end
    }
    else
    {
        End(end);
    }
}

void
NegotiatedStream::Step()
{
    m_again = true;
    if (std::exchange(m_busy, true))
    {
        return;
    }
    while (m_state == State::NEGOTIATING && std::exchange(m_again, false))
    {
        Flush();
        m_again = Negotiate() || m_again;
    }
    m_busy = false;
}

/** \return whether there was something to read */
bool
NegotiatedStream::Negotiate()
{
    std::string octets;
    const std::size_t size = m_below->Read(octets, m_negotiation->Missing());
    if (size == 0)
    {
        if (m_belowClosed || m_below->AtEnd())
        {
            m_trouble = "closed while negotiating";
            End(StreamEnd::PROTOCOL);
        }
        return false;
    }
    m_bytesRead += size;
    m_output += m_negotiation->Take(octets);
    switch (m_negotiation->GetProgress())
    {
    case StreamNegotiation::Progress::GRANTED:
        Granted();
        break;
    case StreamNegotiation::Progress::REFUSED:
        m_below->CloseWrite();
        End(StreamEnd::REFUSED);
        break;
    case StreamNegotiation::Progress::MALFORMED:
        m_below->Abort();
        End(StreamEnd::PROTOCOL);
        break;
    default:
        break;
    }
    return true;
}

void
NegotiatedStream::Flush()
{
    const std::size_t taken = m_below->Write(m_output);
    m_output.erase(0, taken);
    m_bytesWritten += taken;
}

void
NegotiatedStream::Granted()
{
    if (!m_output.empty())
    {
        m_trouble = "answered before it was asked";
        m_below->Abort();
        End(StreamEnd::PROTOCOL);
        return;
    }
    m_state = State::OPEN;
    m_below->ClaimRead(m_bytesRead, NO_EXCHANGE, 0);
    m_below->ClaimWritten(m_bytesWritten, NO_EXCHANGE);
    if (m_listener)
    {
        m_listener->HandleOpen();
    }
    if (m_closeWanted && m_state == State::OPEN)
    {
        m_below->CloseWrite();
    }
    // What the target sent at once may have come along with the answer.
    if (m_state == State::OPEN && m_listener)
    {
        m_listener->HandleReadable();
    }
    if (m_belowClosed)
    {
        End(StreamEnd::GRACEFUL);
    }
}

void
NegotiatedStream::End(StreamEnd end)
{
    if (m_state != State::OPEN) // what came before the end can still be read
    {
        m_state = State::OVER;
    }
    if (ByteStreamListener* const listener = std::exchange(m_listener, nullptr))
    {
        listener->HandleClosed(end);
    }
}

} // namespace pagewire
