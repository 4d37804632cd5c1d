// SPDX-License-Identifier: GPL-2.0-only
#include "wire/body-source.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace pagewire
{

namespace
{

constexpr std::size_t PERIOD = 26;

/** The alphabet over and over, so that whole blocks can be copied from any phase of it. */
const std::array<char, 4096 + PERIOD>&
PatternBlock()
{
    static const auto BLOCK = [] {
        std::array<char, 4096 + PERIOD> block{};
        for (std::size_t i = 0; i < block.size(); ++i)
        {
            block[i] = static_cast<char>('a' + i % PERIOD);
        }
        return block;
    }();
    return BLOCK;
}

} // namespace

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
    const auto& block = PatternBlock();
    for (std::size_t done = 0; done < total;)
    {
        const auto phase = static_cast<std::size_t>(m_position % PERIOD);
        const std::size_t size = std::min(total - done, block.size() - phase);
        std::memcpy(data + done, block.data() + phase, size);
        done += size;
        m_position += size;
    }
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
