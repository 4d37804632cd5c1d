// SPDX-License-Identifier: GPL-2.0-only
#include "node/background-fetches.h"

#include "node/fetch.h"
#include "transport/dispose-later.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

constexpr int LEAST_URGENT = 7; // RFC 9218 section 4.1: background tasks

/** Where their turns begin, behind those of what a page or program asks for itself. */
constexpr std::uint64_t FIRST_TURN = std::uint64_t{1} << 40;

} // namespace

BackgroundFetches::BackgroundFetches() = default;

BackgroundFetches::~BackgroundFetches() = default;

void
BackgroundFetches::SetObserver(Observer observer)
{
    m_observer = std::move(observer);
}

void
BackgroundFetches::Start(const FetchContext& context, FetchTask task, const CacheDecision& decision)
{
    task.turn = FIRST_TURN + m_started++;
    task.priority.urgency = LEAST_URGENT;
    FetchOwner& self = *this;
    const FetchContext own{context.pool,
                           context.options,
                           context.protocol,
                           context.coalesce,
                           self,
                           context.cache};
    m_fetches.push_back(std::make_unique<Fetch>(own, std::move(task)));
    m_fetches.back()->StartValidation(decision);
}

void
BackgroundFetches::Stop(const std::string& reason)
{
    while (!m_fetches.empty())
    {
        m_fetches.front()->Stop(RequestStatus::TIMEOUT, reason);
    }
}

void
BackgroundFetches::Drop()
{
    m_observer = nullptr;
    m_fetches.clear();
}

bool
BackgroundFetches::IsIdle() const
{
    return m_fetches.empty();
}

void
BackgroundFetches::HandleDone(Fetch& fetch)
{
    const auto place = std::find_if(m_fetches.begin(), m_fetches.end(), [&](const auto& member) {
        return member.get() == &fetch;
    });
    std::unique_ptr<Fetch> done = std::move(*place);
    m_fetches.erase(place);
    if (m_observer)
    {
        m_observer(done->Record());
    }
    DisposeLater(std::move(done));
}

} // namespace pagewire
