// SPDX-License-Identifier: GPL-2.0-only
#include "wire/body-source.h"

#include "base/pattern.h"

#include <algorithm>

namespace pagewire
{

HeaderFields
BodySource::Trailers() const
{
    return {};
}

void
BodySource::SetWaker(std::function<void()>)
{}

PatternBody::PatternBody(std::uint64_t size, std::uint64_t offset)
    : m_position(offset),
      m_end(offset + size),
      m_size(size)
{}

std::optional<std::uint64_t>
PatternBody::Length() const
{
    return m_size;
}

std::size_t
PatternBody::Read(char* data, std::size_t max)
{
    const auto total = static_cast<std::size_t>(std::min<std::uint64_t>(max, m_end - m_position));
    FillPattern(data, total, m_position);
    m_position += total;
    return total;
}

bool
PatternBody::AtEnd() const
{
    return m_position == m_end;
}

StringBody::StringBody(std::string bytes)
    : m_bytes(std::move(bytes))
{}

std::optional<std::uint64_t>
StringBody::Length() const
{
    return m_bytes.size();
}

std::size_t
StringBody::Read(char* data, std::size_t max)
{
    const std::size_t size = m_bytes.copy(data, max, m_position);
    m_position += size;
    return size;
}

bool
StringBody::AtEnd() const
{
    return m_position == m_bytes.size();
}

} // namespace pagewire
