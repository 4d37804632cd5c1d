// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-output.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

namespace pagewire
{

namespace
{

/** Unsent octets below us at which we stop, and those at which we go on: enough for any burst that
 * one acknowledgment sets free, little enough that memory stays flat. */
constexpr std::size_t HIGH_WATER = 65536;
constexpr std::size_t LOW_WATER = 32768;

/** Octets of "4000\r\n" and "\r\n" around a chunk of a block's size. */
constexpr std::size_t CHUNK_OVERHEAD = 8;

std::string
Hex(std::size_t number)
{
    std::array<char, 16> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, 16).ptr;
    return std::string(text.data(), end);
}

/** Reads from the source to the end of the buffer. */
std::size_t
AppendFrom(BodySource& source, std::string& buffer, std::size_t max)
{
    const std::size_t before = buffer.size();
    buffer.resize(before + max);
    const std::size_t size = source.Read(&buffer[before], max);
    buffer.resize(before + size);
    return size;
}

} // namespace

H1Content::H1Content(std::unique_ptr<BodySource> source, H1Framing framing)
    : m_source(std::move(source)),
      m_framing(framing)
{
    assert(m_source || framing == H1Framing::NONE);
    if (framing == H1Framing::NONE)
    {
        m_state = State::DONE;
    }
    else if (framing == H1Framing::LENGTH)
    {
        m_left = m_source->Length().value();
        m_state = m_left == 0 ? State::DONE : State::MORE;
    }
}

void
H1Content::Produce(std::string& buffer, std::size_t fill)
{
    m_starved = false;
    while (m_state == State::MORE && !m_starved && buffer.size() < fill)
    {
        const std::size_t room = fill - buffer.size();
        if (m_framing == H1Framing::CHUNKED)
        {
            ProduceChunk(buffer, room > CHUNK_OVERHEAD ? room - CHUNK_OVERHEAD : 1);
        }
        else
        {
            ProducePlain(buffer, room);
        }
        CheckEnd(buffer);
    }
}

H1Content::State
H1Content::GetState() const
{
    return m_state;
}

void
H1Content::ProduceChunk(std::string& buffer, std::size_t max)
{
    std::string data;
    const std::size_t size = AppendFrom(*m_source, data, max);
    m_starved = size == 0;
    if (size > 0)
    {
        buffer += Hex(size) + "\r\n" + data + "\r\n";
    }
}

void
H1Content::ProducePlain(std::string& buffer, std::size_t max)
{
    const bool known = m_framing == H1Framing::LENGTH;
    const auto most = known ? static_cast<std::size_t>(std::min<std::uint64_t>(max, m_left)) : max;
    const std::size_t size = AppendFrom(*m_source, buffer, most);
    m_starved = size == 0;
    m_left -= known ? size : 0;
}

void
H1Content::CheckEnd(std::string& buffer)
{
    if (m_framing == H1Framing::LENGTH && m_left == 0)
    {
        m_state = State::DONE;
    }
    else if (m_source->AtEnd())
    {
        m_state = m_framing == H1Framing::LENGTH ? State::BROKEN : State::DONE;
        if (m_framing == H1Framing::CHUNKED)
        {
            buffer += "0\r\n";
            for (const HeaderField& field : m_source->Trailers())
            {
                buffer += field.name + ": " + field.value + "\r\n";
            }
            buffer += "\r\n";
        }
    }
}

H1Output::H1Output(ByteStream& stream)
    : m_stream(stream)
{}

void
H1Output::Open()
{
    m_tellsLow = m_stream.SetUnsentLowWater(LOW_WATER);
}

std::string&
H1Output::Pending()
{
    return m_pending;
}

bool
H1Output::Flush()
{
    if (!m_pending.empty())
    {
        const std::size_t size = m_stream.Write(m_pending);
        m_taken += size;
        m_pending.erase(0, size);
    }
    return m_pending.empty() && !(m_tellsLow && m_stream.Unsent() >= HIGH_WATER);
}

void
H1Output::Claim(std::uint64_t end, std::uint64_t exchange)
{
    m_stream.ClaimWritten(std::min(end, m_taken), exchange);
}

void
H1Output::SetReady(std::uint64_t exchange, bool ready)
{
    m_stream.SetReady(exchange, ready);
}

std::uint64_t
H1Output::Produced() const
{
    return m_taken + m_pending.size();
}

std::uint64_t
H1Output::Taken() const
{
    return m_taken;
}

} // namespace pagewire
