// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h1-reader.h"

namespace pagewire
{

namespace
{

constexpr std::size_t DROP_AT_ONCE = 65536;

} // namespace

H1Reader::H1Reader(ByteStream& stream,
                   H1Parser::Kind kind,
                   std::size_t maxHeaderBytes,
                   std::string alreadyRead)
    : m_stream(stream),
      m_parser(kind, maxHeaderBytes),
      m_octets(std::move(alreadyRead))
{}

void
H1Reader::Start(bool noContent)
{
    m_parser.Start(noContent);
}

H1Parser::Event
H1Reader::Next(std::size_t max)
{
    for (;;)
    {
        const H1Parser::Event event = m_parser.Next(std::string_view(m_octets).substr(m_used));
        m_used += m_parser.Taken();
        m_position += m_parser.Taken();
        if (event != H1Parser::Event::NEED_MORE)
        {
            return event;
        }
        if (!Fill(max))
        {
            return m_stream.AtEnd() ? m_parser.NextAtEnd() : event;
        }
    }
}

std::string_view
H1Reader::NextRaw(std::size_t max)
{
    if (m_used == m_octets.size())
    {
        Fill(max);
    }
    const std::string_view octets = std::string_view(m_octets).substr(m_used, max);
    m_used += octets.size();
    m_position += octets.size();
    return octets;
}

bool
H1Reader::HasOctets()
{
    return m_used < m_octets.size() || Fill(1);
}

void
H1Reader::Drop()
{
    do
    {
        m_octets.clear();
        m_used = 0;
    } while (Fill(DROP_AT_ONCE));
}

std::uint64_t
H1Reader::Position() const
{
    return m_position;
}

H1Parser&
H1Reader::Parser()
{
    return m_parser;
}

bool
H1Reader::Fill(std::size_t max)
{
    m_octets.erase(0, m_used);
    m_used = 0;
    return m_stream.Read(m_octets, max) > 0;
}

} // namespace pagewire
