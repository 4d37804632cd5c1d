// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-stream.h"

#include "transport/exchange-stalls.h"

#include <utility>

namespace pagewire
{

SocksStream::SocksStream(std::unique_ptr<ByteStream> below,
                         const SocksOptions& options,
                         SocksCommand command,
                         const HostPort& to)
    : m_below(std::move(below)),
      m_negotiation(options, command, to)
{
    m_below->SetListener(this);
}

SocksStream::~SocksStream()
{
    m_below->SetListener(nullptr);
}

std::string
SocksStream::Refusal() const
{
    return m_trouble.empty() ? m_negotiation.Trouble() : m_trouble;
}

void
SocksStream::SetListener(ByteStreamListener* listener)
{
    m_listener = listener;
}

void
SocksStream::Open()
{
    m_below->Open();
}

std::size_t
SocksStream::Write(std::string_view bytes)
{
    return m_state == State::OPEN ? m_below->Write(bytes) : 0;
}

void
SocksStream::Push()
{
    m_below->Push();
}

std::size_t
SocksStream::WriteRoom() const
{
    return m_state == State::OPEN ? m_below->WriteRoom() : 0;
}

std::size_t
SocksStream::Unsent() const
{
    return m_output.size() + m_below->Unsent();
}

bool
SocksStream::SetUnsentLowWater(std::size_t bytes)
{
    return m_below->SetUnsentLowWater(bytes);
}

std::size_t
SocksStream::Read(std::string& buffer, std::size_t max)
{
    return m_state == State::OPEN ? m_below->Read(buffer, max) : 0;
}

bool
SocksStream::AtEnd() const
{
    return m_state == State::OPEN && m_below->AtEnd();
}

void
SocksStream::CloseWrite()
{
    m_closeWanted = true;
    if (m_state == State::OPEN)
    {
        m_below->CloseWrite();
    }
}

void
SocksStream::Abort()
{
    m_state = State::OVER;
    m_listener = nullptr;
    m_below->Abort();
}

std::string_view
SocksStream::Alpn() const
{
    return m_below->Alpn();
}

ByteStream*
SocksStream::Below() const
{
    return m_below.get();
}

void
SocksStream::ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable)
{
    m_below->ClaimRead(end + m_bytesRead, exchange, usable > 0 ? usable + m_bytesRead : 0);
}

void
SocksStream::ClaimWritten(std::uint64_t end, std::uint64_t exchange)
{
    m_below->ClaimWritten(end + m_bytesWritten, exchange);
}

void
SocksStream::HandleOpen()
{
    m_state = State::NEGOTIATING;
    m_output = m_negotiation.Begin();
    Step();
}

void
SocksStream::HandleReadable()
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
SocksStream::HandleWritable()
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
SocksStream::HandleClosed(StreamEnd end)
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
SocksStream::Step()
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
SocksStream::Negotiate()
{
    std::string octets;
    const std::size_t size = m_below->Read(octets, m_negotiation.Missing());
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
    m_output += m_negotiation.Take(octets);
    switch (m_negotiation.GetState())
    {
    case SocksClientNegotiation::State::GRANTED:
        Granted();
        break;
    case SocksClientNegotiation::State::REFUSED:
        m_below->CloseWrite();
        End(StreamEnd::REFUSED);
        break;
    case SocksClientNegotiation::State::MALFORMED:
        m_below->Abort();
        End(StreamEnd::PROTOCOL);
        break;
    default:
        break;
    }
    return true;
}

void
SocksStream::Flush()
{
    const std::size_t taken = m_below->Write(m_output);
    m_output.erase(0, taken);
    m_bytesWritten += taken;
}

void
SocksStream::Granted()
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
SocksStream::End(StreamEnd end)
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
