// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-stream.h"

#include "wire/h3-fields.h"
#include "wire/h3-session.h"

#include <algorithm>
#include <optional>

namespace pagewire
{

namespace
{

/** Octets of content in a DATA frame, at most; nghttp3 asks for more when less than 4096 octets are
 * unsent. */
constexpr std::size_t CHUNK = 16384;

} // namespace

H3Stream::H3Stream(H3Session& session, QuicStreamId id)
    : m_session(session),
      m_id(id),
      m_self(std::make_shared<H3Stream*>(this))
{}

void
H3Stream::SetBody(std::unique_ptr<BodySource> body)
{
    m_body = std::move(body);
    if (m_body)
    {
        // The source may outlive us and wake nobody.
        m_body->SetWaker([token = Token()] {
            if (const auto stream = token.lock())
            {
                (*stream)->m_session.Resume((*stream)->m_id);
            }
        });
    }
}

bool
H3Stream::HasContent() const
{
    return m_body && !(m_body->AtEnd() && m_body->Trailers().Empty());
}

std::int64_t
H3Stream::ContentLength() const
{
    const std::optional<std::uint64_t> length = m_body ? m_body->Length() : std::nullopt;
    return length ? static_cast<std::int64_t>(*length) : -1;
}

std::size_t
H3Stream::FillChunk(std::string& chunk)
{
    std::size_t size = 0;
    while (size < chunk.size() && !m_body->AtEnd())
    {
        const std::size_t part = m_body->Read(chunk.data() + size, chunk.size() - size);
        if (part == 0)
        {
            break;
        }
        size += part;
    }
    return size;
}

nghttp3_ssize
H3Stream::ReadBody(nghttp3_vec& piece, std::uint32_t& flags)
{
    if (m_held)
    {
        m_session.SetReady(m_id, false);
        return NGHTTP3_ERR_WOULDBLOCK;
    }
    std::string chunk(CHUNK, '\0');
    const std::size_t size = FillChunk(chunk);
    nghttp3_ssize pieces = 0;
    if (size > 0)
    {
        chunk.resize(size);
        chunk.shrink_to_fit();
        std::string& kept = m_chunks.emplace_back(std::move(chunk));
        piece = {reinterpret_cast<std::uint8_t*>(kept.data()), size};
        pieces = 1;
    }
    if (!m_body->AtEnd())
    {
        if (pieces == 0)
        {
            m_session.SetReady(m_id, false);
            return NGHTTP3_ERR_WOULDBLOCK;
        }
        return pieces;
    }
    flags |= NGHTTP3_DATA_FLAG_EOF;
    const HeaderFields trailers = m_body->Trailers();
    const FieldBlock block(trailers);
    const H3Fields fields(block);
    if (fields.Size() > 0)
    {
        flags |= NGHTTP3_DATA_FLAG_NO_END_STREAM;
        nghttp3_conn_submit_trailers(m_session.Native(), m_id, fields.Data(), fields.Size());
    }
    return pieces;
}

void
H3Stream::Acked(std::size_t bytes)
{
    m_ackedOfFirst += bytes;
    while (!m_chunks.empty() && m_chunks.front().size() <= m_ackedOfFirst)
    {
        m_ackedOfFirst -= m_chunks.front().size();
        m_chunks.pop_front();
    }
}

void
H3Stream::Hold()
{
    m_held = true;
}

void
H3Stream::Release()
{
    if (m_held)
    {
        m_held = false;
        m_session.Resume(m_id);
    }
}

void
H3Stream::Received(std::size_t bytes)
{
    gotContent = true;
    m_unconsumed += bytes;
}

void
H3Stream::ConsumeReceived(std::size_t bytes)
{
    const std::size_t size = std::min(bytes, m_unconsumed);
    m_unconsumed -= size;
    m_session.Consume(m_id, size);
}

void
H3Stream::ConsumeRest()
{
    ConsumeReceived(m_unconsumed);
}

void
H3Stream::Detach()
{
    m_self.reset();
}

} // namespace pagewire
