// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-stream.h"

#include "wire/h2-fields.h"
#include "wire/h2-session.h"

#include <algorithm>

namespace pagewire
{

H2Stream::H2Stream(H2Session& session, std::int32_t id)
    : m_session(session),
      m_id(id)
{}

std::int32_t
H2Stream::Id() const
{
    return m_id;
}

void
H2Stream::SetId(std::int32_t id)
{
    m_id = id;
}

H2Session&
H2Stream::Session() const
{
    return m_session;
}

void
H2Stream::SetBody(std::unique_ptr<BodySource> body)
{
    m_body = std::move(body);
    if (m_body)
    {
        // The source may outlive us and wake nobody.
        m_body->SetWaker([token = m_session.Token(), id = m_id] {
            if (const auto session = token.lock())
            {
                (*session)->Resume(id);
            }
        });
    }
}

std::ptrdiff_t
H2Stream::ReadBody(std::uint8_t* data, std::size_t max, std::uint32_t& flags)
{
    if (m_held)
    {
        return NGHTTP2_ERR_DEFERRED;
    }
    std::size_t size = 0;
    while (size < max && !m_body->AtEnd())
    {
        const std::size_t part = m_body->Read(reinterpret_cast<char*>(data) + size, max - size);
        if (part == 0)
        {
            break;
        }
        size += part;
    }
    if (!m_body->AtEnd())
    {
        constexpr std::ptrdiff_t deferred = NGHTTP2_ERR_DEFERRED;
        return size > 0 ? static_cast<std::ptrdiff_t>(size) : deferred;
    }
    flags |= NGHTTP2_DATA_FLAG_EOF;
    const HeaderFields trailers = m_body->Trailers();
    const FieldBlock block(trailers);
    if (!block.Lines().empty())
    {
        flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
        const std::vector<nghttp2_nv> fields = H2Fields(block);
        nghttp2_submit_trailer(m_session.Native(), m_id, fields.data(), fields.size());
    }
    return static_cast<std::ptrdiff_t>(size);
}

void
H2Stream::Hold()
{
    m_held = true;
}

void
H2Stream::Release()
{
    if (m_held)
    {
        m_held = false;
        m_session.Resume(m_id);
    }
}

void
H2Stream::Received(std::size_t bytes)
{
    m_unconsumed += bytes;
}

void
H2Stream::ConsumeReceived(std::size_t bytes)
{
    const std::size_t size = std::min(bytes, m_unconsumed);
    m_unconsumed -= size;
    m_session.Consume(m_id, size);
}

void
H2Stream::ConsumeRest()
{
    ConsumeReceived(m_unconsumed);
}

} // namespace pagewire
