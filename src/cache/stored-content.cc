// SPDX-License-Identifier: GPL-2.0-only
#include "cache/stored-content.h"

#include "base/pattern.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

constexpr std::uint64_t PERIOD = 26;

} // namespace

void
StoredContent::Write(std::uint64_t offset, std::string_view octets)
{
    if (octets.empty())
    {
        return;
    }
    const auto phase = static_cast<std::uint64_t>(octets.front() - 'a');
    const bool pattern = octets.front() >= 'a' && octets.front() <= 'z' && IsPattern(octets, phase);
    Put(offset, {octets.size(), phase % PERIOD, pattern ? "" : std::string(octets)});
    Tell();
}

void
StoredContent::WritePattern(std::uint64_t offset, std::uint64_t length)
{
    Put(offset, {length, offset % PERIOD, ""});
    Tell();
}

/** Puts in what is not held of it. */
void
StoredContent::Put(std::uint64_t offset, Extent extent)
{
    while (extent.length > 0)
    {
        const std::uint64_t held = HeldFrom(offset).length;
        const auto next = m_extents.upper_bound(offset);
        const std::uint64_t room = next == m_extents.end() ? extent.length : next->first - offset;
        const std::uint64_t part = std::min(extent.length, held > 0 ? held : room);
        if (held == 0)
        {
            Extent put{part, extent.phase, extent.bytes.substr(0, part)};
            m_octets += part;
            if (!Prolong(offset, put))
            {
                m_extents.emplace(offset, std::move(put));
            }
        }
        offset += part;
        extent.length -= part;
        extent.phase = (extent.phase + part) % PERIOD;
        extent.bytes.erase(0, part);
    }
}

/** \return whether it went onto the extent that ends where it begins */
bool
StoredContent::Prolong(std::uint64_t offset, const Extent& extent)
{
    auto before = m_extents.lower_bound(offset);
    if (before == m_extents.begin())
    {
        return false;
    }
    --before;
    Extent& last = before->second;
    const bool alike = last.bytes.empty() == extent.bytes.empty();
    const bool inPhase =
        !extent.bytes.empty() || (last.phase + last.length) % PERIOD == extent.phase;
    if (before->first + last.length != offset || !alike || !inPhase)
    {
        return false;
    }
    last.length += extent.length;
    last.bytes += extent.bytes;
    return true;
}

void
StoredContent::Add(const StoredContent& other)
{
    for (const auto& [offset, extent] : other.m_extents)
    {
        Put(offset, extent);
    }
    m_size = m_size ? m_size : other.m_size;
    Tell();
}

void
StoredContent::Finish(std::optional<std::uint64_t> size, const HeaderFields& trailers)
{
    m_size = size ? size : m_size;
    m_trailers = trailers;
    m_growing = false;
    Tell();
}

void
StoredContent::Break()
{
    m_growing = false;
    m_broken = true;
    Tell();
}

void
StoredContent::SetSize(std::uint64_t size)
{
    m_size = size;
}

bool
StoredContent::IsGrowing() const
{
    return m_growing;
}

bool
StoredContent::IsBroken() const
{
    return m_broken;
}

std::optional<std::uint64_t>
StoredContent::Size() const
{
    return m_size;
}

const HeaderFields&
StoredContent::Trailers() const
{
    return m_trailers;
}

std::uint64_t
StoredContent::Octets() const
{
    return m_octets;
}

bool
StoredContent::Holds(const ByteRange& part) const
{
    return HeldFrom(part.offset).length >= part.length;
}

bool
StoredContent::IsComplete() const
{
    return m_size && Holds({0, *m_size});
}

ByteRange
StoredContent::HeldFrom(std::uint64_t offset) const
{
    std::uint64_t end = offset;
    auto next = m_extents.upper_bound(offset);
    if (next != m_extents.begin())
    {
        const auto& [begin, extent] = *std::prev(next);
        end = std::max(end, begin + extent.length);
    }
    for (; next != m_extents.end() && next->first == end; ++next)
    {
        end += next->second.length;
    }
    return {offset, end - offset};
}

std::optional<std::uint64_t>
StoredContent::NextHeld(std::uint64_t offset) const
{
    const auto next = m_extents.upper_bound(offset);
    return next == m_extents.end() ? std::nullopt : std::make_optional(next->first);
}

std::size_t
StoredContent::Read(std::uint64_t offset, char* data, std::size_t max) const
{
    const auto next = m_extents.upper_bound(offset);
    if (next == m_extents.begin())
    {
        return 0;
    }
    const auto& [begin, extent] = *std::prev(next);
    const std::uint64_t into = offset - begin;
    if (into >= extent.length)
    {
        return 0;
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(max, extent.length - into));
    if (extent.bytes.empty())
    {
        FillPattern(data, size, extent.phase + into);
    }
    else
    {
        extent.bytes.copy(data, size, static_cast<std::size_t>(into));
    }
    return size;
}

std::size_t
StoredContent::Watch(Watcher watcher)
{
    m_watchers[++m_lastWatcher] = std::move(watcher);
    return m_lastWatcher;
}

void
StoredContent::Unwatch(std::size_t number)
{
    m_watchers.erase(number);
}

/** A watcher may take itself or others away. */
void
StoredContent::Tell()
{
    const std::size_t last = m_lastWatcher;
    for (auto next = m_watchers.begin(); next != m_watchers.end() && next->first <= last;)
    {
        const std::size_t number = next->first;
        const Watcher watcher = next->second;
        watcher();
        next = m_watchers.upper_bound(number);
    }
}

} // namespace pagewire
