// SPDX-License-Identifier: GPL-2.0-only
#include "node/counted-body.h"

#include <utility>

namespace pagewire
{

CountedBody::CountedBody(std::unique_ptr<BodySource> body, std::shared_ptr<std::uint64_t> count)
    : m_body(std::move(body)),
      m_count(std::move(count))
{}

std::optional<std::uint64_t>
CountedBody::Length() const
{
    return m_body->Length();
}

std::size_t
CountedBody::Read(char* data, std::size_t max)
{
    const std::size_t size = m_body->Read(data, max);
    *m_count += size;
    return size;
}

bool
CountedBody::AtEnd() const
{
    return m_body->AtEnd();
}

HeaderFields
CountedBody::Trailers() const
{
    return m_body->Trailers();
}

void
CountedBody::SetWaker(std::function<void()> waker)
{
    m_body->SetWaker(std::move(waker));
}

} // namespace pagewire
