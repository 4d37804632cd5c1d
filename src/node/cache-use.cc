// SPDX-License-Identifier: GPL-2.0-only
#include "node/cache-use.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

using Action = CacheVerdict::Action;

CacheUse::CacheUse(BrowserCache& cache, CacheDecision decision)
    : m_cache(cache),
      m_decision(std::move(decision)),
      m_sent(cache.Now())
{}

CacheUse::~CacheUse() = default;

const CacheDecision&
CacheUse::Decision() const
{
    return m_decision;
}

void
CacheUse::NoteSent()
{
    m_sent = m_cache.Now();
}

Action
CacheUse::Receive(const Response& response)
{
    Abandon();
    m_written = 0;
    m_verdict = m_cache.Store().Receive(m_decision, response, m_sent, m_cache.Now());
    return m_verdict.action;
}

Action
CacheUse::Verdict() const
{
    return m_verdict.action;
}

void
CacheUse::Write(std::string_view bytes)
{
    if (m_verdict.action == Action::STORE || m_verdict.action == Action::COMPLETE)
    {
        m_verdict.stored->content->Write(m_verdict.part.offset + m_written, bytes);
        m_written += bytes.size();
    }
}

void
CacheUse::Commit(const HeaderFields& trailers)
{
    if (m_verdict.action == Action::STORE || m_verdict.action == Action::COMPLETE)
    {
        m_cache.Store().Commit(m_decision, m_verdict, trailers);
    }
    m_verdict = {};
}

void
CacheUse::Abandon()
{
    if (m_verdict.action == Action::STORE || m_verdict.action == Action::COMPLETE)
    {
        m_cache.Store().Abandon(m_decision, m_verdict);
    }
    m_verdict = {};
}

bool
CacheUse::Fail()
{
    return m_cache.Store().Fail(m_decision, m_cache.Now());
}

Response
CacheUse::Answer()
{
    m_answer = m_cache.Store().Answer(m_decision, m_cache.Now());
    m_read = 0;
    return m_answer.response;
}

std::size_t
CacheUse::Read(char* data, std::size_t max)
{
    if (!m_answer.content)
    {
        return 0;
    }
    const auto left =
        static_cast<std::size_t>(std::min<std::uint64_t>(max, m_answer.part.length - m_read));
    const std::size_t got =
        left > 0 ? m_answer.content->Read(m_answer.part.offset + m_read, data, left) : 0;
    m_read += got;
    return got;
}

} // namespace pagewire
