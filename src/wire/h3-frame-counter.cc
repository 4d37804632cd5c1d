// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-frame-counter.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Frame types (RFC 9114 section 7.2). */
constexpr std::uint64_t DATA = 0x00;
constexpr std::uint64_t HEADERS = 0x01;

} // namespace

void
H3FrameCounter::Count(std::string_view octets)
{
    while (!octets.empty())
    {
        std::size_t size = 1;
        if (m_part == Part::PAYLOAD)
        {
            size = static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), m_payloadLeft));
            Add(size);
            m_payloadLeft -= size;
            EndIfWhole();
        }
        else
        {
            TakeOctet(static_cast<std::uint8_t>(octets.front()));
        }
        octets.remove_prefix(size);
    }
}

void
H3FrameCounter::TakeOctet(std::uint8_t octet)
{
    ++m_frameHeader;
    if (!m_number.Take(octet))
    {
        return;
    }
    if (m_part == Part::TYPE)
    {
        m_type = m_number.Value();
        m_part = Part::LENGTH;
        return;
    }
    Add(m_frameHeader);
    m_frameHeader = 0;
    m_payloadLeft = m_number.Value();
    EndIfWhole();
}

void
H3FrameCounter::EndIfWhole()
{
    m_part = m_payloadLeft > 0 ? Part::PAYLOAD : Part::TYPE;
    m_sections += m_payloadLeft == 0 && m_type == HEADERS ? 1 : 0;
}

void
H3FrameCounter::Add(std::size_t octets)
{
    std::size_t& count = m_type == DATA ? m_data : m_type == HEADERS ? m_headers : m_others;
    count += octets;
}

} // namespace pagewire
