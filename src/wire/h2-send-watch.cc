// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-send-watch.h"

namespace pagewire
{

namespace
{

std::uint64_t
ExchangeOf(std::int32_t id)
{
    return static_cast<std::uint64_t>(id);
}

} // namespace

H2SendWatch::H2SendWatch(ByteStream& below)
    : m_below(below)
{}

void
H2SendWatch::Begin(std::int32_t id)
{
    m_messages[id] = {};
    m_below.SetReady(ExchangeOf(id), true);
}

void
H2SendWatch::Pause(std::int32_t id)
{
    if (m_messages.count(id) > 0)
    {
        m_below.SetReady(ExchangeOf(id), false);
    }
}

void
H2SendWatch::Resume(std::int32_t id)
{
    const auto found = m_messages.find(id);
    if (found != m_messages.end())
    {
        m_below.SetReady(ExchangeOf(id), true);
        found->second.told = false; // a pause ends the account of what blocked it
        Tell(id, found->second);
    }
}

void
H2SendWatch::End(std::int32_t id)
{
    const auto found = m_messages.find(id);
    if (found == m_messages.end())
    {
        return;
    }
    m_closed -= found->second.closed ? 1 : 0;
    found->second.closed = false;
    found->second.content = false;
    Tell(id, found->second);
    m_below.SetReady(ExchangeOf(id), false);
    m_messages.erase(found);
}

void
H2SendWatch::HeadersMade(std::int32_t id, nghttp2_session* session)
{
    const auto found = m_messages.find(id);
    if (found != m_messages.end())
    {
        const std::int32_t window = nghttp2_session_get_stream_remote_window_size(session, id);
        found->second.content = true;
        found->second.closed = window == 0;
        m_closed += found->second.closed ? 1 : 0;
        Tell(id, found->second);
    }
}

void
H2SendWatch::ContentMade(std::int32_t id, std::int32_t connection, std::int32_t stream)
{
    const auto found = m_messages.find(id);
    if (found != m_messages.end() && stream <= 0 && !found->second.closed)
    {
        found->second.closed = true;
        ++m_closed;
        Tell(id, found->second);
    }
    if (connection <= 0 && !m_connectionClosed)
    {
        m_connectionClosed = true;
        for (auto& [other, message] : m_messages)
        {
            Tell(other, message);
        }
    }
}

void
H2SendWatch::WindowsChanged(nghttp2_session* session)
{
    if (m_closed == 0 && !m_connectionClosed)
    {
        return;
    }
    m_connectionClosed = nghttp2_session_get_remote_window_size(session) <= 0;
    for (auto& [id, message] : m_messages)
    {
        if (message.closed && nghttp2_session_get_stream_remote_window_size(session, id) > 0)
        {
            message.closed = false;
            --m_closed;
        }
        Tell(id, message);
    }
}

void
H2SendWatch::Tell(std::int32_t id, Message& message)
{
    const bool blocked = message.content && (message.closed || m_connectionClosed);
    if (blocked != message.told)
    {
        message.told = blocked;
        m_below.SetBlocked(ExchangeOf(id), blocked);
    }
}

} // namespace pagewire
