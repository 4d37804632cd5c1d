// SPDX-License-Identifier: GPL-2.0-only
#include "node/faulty-body.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pagewire
{

namespace
{

using Kind = ServerFault::Kind;

constexpr std::uint64_t NANOSECONDS = 1'000'000'000;
constexpr std::uint64_t PORTIONS_PER_SECOND = 10;

} // namespace

FaultyBody::FaultyBody(std::unique_ptr<BodySource> whole,
                       const ServerFault& fault,
                       std::function<void()> breakOff)
    : m_whole(std::move(whole)),
      m_fault(fault),
      m_breakOff(std::move(breakOff)),
      m_limit(fault.kind == Kind::SLOW ? 0 : fault.bytes)
{
    m_whole->SetWaker([this] { m_waker ? m_waker() : void(); });
}

FaultyBody::~FaultyBody()
{
    m_event.Cancel();
}

std::optional<std::uint64_t>
FaultyBody::Length() const
{
    return m_whole->Length();
}

std::size_t
FaultyBody::Read(char* data, std::size_t max)
{
    Begin();
    const auto room = std::min<std::uint64_t>(max, m_limit - m_given);
    const std::size_t size = m_whole->Read(data, static_cast<std::size_t>(room));
    m_given += size;
    if (m_given == m_limit && !m_whole->AtEnd() && m_fault.kind != Kind::SLOW)
    {
        Strike();
    }
    return size;
}

bool
FaultyBody::AtEnd() const
{
    return m_whole->AtEnd();
}

HeaderFields
FaultyBody::Trailers() const
{
    return m_whole->Trailers();
}

void
FaultyBody::SetWaker(std::function<void()> waker)
{
    m_waker = std::move(waker);
}

void
FaultyBody::Begin()
{
    if (!std::exchange(m_begun, true))
    {
        m_start = ns3::Simulator::Now();
        if (m_fault.kind == Kind::SLOW)
        {
            ScheduleTick();
        }
    }
}

void
FaultyBody::Strike()
{
    if (std::exchange(m_struck, true))
    {
        return;
    }
    if (m_fault.kind != Kind::STALL)
    {
        m_event = ns3::Simulator::ScheduleNow([breakOff = m_breakOff] { breakOff(); });
    }
    else if (m_fault.time.IsStrictlyPositive())
    {
        m_event = ns3::Simulator::Schedule(m_fault.time, &FaultyBody::Resume, this);
    }
}

void
FaultyBody::Resume()
{
    m_limit = std::numeric_limits<std::uint64_t>::max();
    if (m_waker)
    {
        m_waker();
    }
}

/** \return the position where the next portion of slow content ends */
std::uint64_t
FaultyBody::NextPortion() const
{
    const std::uint64_t portion = std::max<std::uint64_t>(m_fault.bytes / PORTIONS_PER_SECOND, 1);
    return std::min(m_limit + portion, m_whole->Length().value_or(m_limit + portion));
}

void
FaultyBody::ScheduleTick()
{
    const std::uint64_t rate = std::max<std::uint64_t>(m_fault.bytes, 1);
    const ns3::Time due =
        m_start + ns3::NanoSeconds((NextPortion() * NANOSECONDS + rate - 1) / rate);
    m_event = ns3::Simulator::Schedule(due - ns3::Simulator::Now(), &FaultyBody::Tick, this);
}

void
FaultyBody::Tick()
{
    m_limit = NextPortion();
    if (m_limit < m_whole->Length().value_or(std::numeric_limits<std::uint64_t>::max()))
    {
        ScheduleTick();
    }
    if (m_waker)
    {
        m_waker();
    }
}

} // namespace pagewire
