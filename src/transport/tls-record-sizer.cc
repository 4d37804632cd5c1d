// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-record-sizer.h"

#include "base/error.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr std::uint32_t LARGEST_RECORD = 16384; // RFC 8446 section 5.1

std::uint64_t
DivideUp(std::uint64_t value, std::uint64_t by)
{
    return (value + by - 1) / by;
}

void
CheckSize(std::uint32_t size)
{
    if (size == 0 || size > LARGEST_RECORD)
    {
        throw InputError("a TLS record cannot hold " + std::to_string(size) +
                         " bytes: 1 to 16384 are possible");
    }
}

} // namespace

TlsRecordSizer::TlsRecordSizer(const TlsRecordSize& options)
    : m_options(options)
{
    CheckSize(options.small);
    CheckSize(options.large);
}

std::uint64_t
TlsRecordSizer::SentSinceIdle(ns3::Time now) const
{
    return now - m_last > m_options.idle ? 0 : m_sent;
}

std::size_t
TlsRecordSizer::Next(ns3::Time now) const
{
    const bool small = m_options.dynamic && SentSinceIdle(now) < m_options.warmUp;
    return small ? m_options.small : m_options.large;
}

void
TlsRecordSizer::Made(std::size_t bytes, ns3::Time now)
{
    m_sent = SentSinceIdle(now) + bytes;
    m_last = now;
}

std::size_t
TlsRecordSizer::PlaintextFor(std::size_t room, std::size_t overhead, ns3::Time now) const
{
    const std::uint64_t sent = SentSinceIdle(now);
    std::uint64_t small = 0;
    if (m_options.dynamic && sent < m_options.warmUp)
    {
        const std::uint64_t left = DivideUp(m_options.warmUp - sent, m_options.small);
        const std::uint64_t fitting = DivideUp(room, m_options.small + overhead);
        small = std::clamp<std::uint64_t>(fitting, 1, left);
        room -= std::min<std::size_t>(room, small * (m_options.small + overhead));
    }
    std::uint64_t large = DivideUp(room, m_options.large + overhead);
    if (small == 0)
    {
        large = std::max<std::uint64_t>(large, 1);
    }
    return small * m_options.small + large * m_options.large;
}

} // namespace pagewire
