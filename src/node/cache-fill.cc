// SPDX-License-Identifier: GPL-2.0-only
#include "node/cache-fill.h"

#include <array>
#include <string_view>
#include <utility>

namespace pagewire
{

CacheFill::CacheFill(std::unique_ptr<BodySource> body,
                     std::shared_ptr<StoredContent> content,
                     std::uint64_t offset,
                     std::function<void()> whole)
    : m_body(std::move(body)),
      m_content(std::move(content)),
      m_offset(offset),
      m_whole(std::move(whole))
{}

CacheFill::~CacheFill()
{
    if (m_body)
    {
        m_body->SetWaker(nullptr);
    }
}

void
CacheFill::Start()
{
    if (m_body)
    {
        m_body->SetWaker([this] { Pull(); });
    }
    Pull();
}

std::uint64_t
CacheFill::Octets() const
{
    return m_octets;
}

HeaderFields
CacheFill::Trailers() const
{
    return m_body ? m_body->Trailers() : HeaderFields();
}

void
CacheFill::Pull()
{
    if (m_ended || std::exchange(m_pulling, true))
    {
        return; // what was read lets more come, which the loop below takes
    }
    std::array<char, 65536> buffer;
    while (const std::size_t size = m_body ? m_body->Read(buffer.data(), buffer.size()) : 0)
    {
        const std::uint64_t at = m_offset + std::exchange(m_octets, m_octets + size);
        m_content->Write(at, std::string_view(buffer.data(), size));
    }
    m_pulling = false;
    if (!m_body || m_body->AtEnd())
    {
        m_ended = true;
        m_whole();
    }
}

} // namespace pagewire
