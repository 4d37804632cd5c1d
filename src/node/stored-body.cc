// SPDX-License-Identifier: GPL-2.0-only
#include "node/stored-body.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

StoredBody::StoredBody(std::shared_ptr<StoredContent> content,
                       std::uint64_t offset,
                       std::optional<std::uint64_t> length)
    : m_content(std::move(content)),
      m_offset(offset),
      m_length(length)
{}

StoredBody::~StoredBody()
{
    SetWaker(nullptr);
}

std::optional<std::uint64_t>
StoredBody::Length() const
{
    return m_length;
}

std::size_t
StoredBody::Read(char* data, std::size_t max)
{
    if (m_length)
    {
        max = static_cast<std::size_t>(std::min<std::uint64_t>(max, *m_length - m_read));
    }
    const std::size_t size = max > 0 ? m_content->Read(m_offset + m_read, data, max) : 0;
    m_read += size;
    return size;
}

bool
StoredBody::AtEnd() const
{
    if (m_length)
    {
        return m_read == *m_length;
    }
    return !m_content->IsGrowing() && !m_content->IsBroken() &&
           m_content->HeldFrom(m_offset + m_read).length == 0;
}

HeaderFields
StoredBody::Trailers() const
{
    return m_content->Trailers();
}

void
StoredBody::SetWaker(std::function<void()> waker)
{
    if (m_watcher)
    {
        m_content->Unwatch(*m_watcher);
        m_watcher.reset();
    }
    if (waker && m_content->IsGrowing())
    {
        m_watcher = m_content->Watch(std::move(waker));
    }
}

} // namespace pagewire
