// SPDX-License-Identifier: GPL-2.0-only
#include "node/cache-front.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

std::string
UrlOf(const Request& request)
{
    return request.scheme + "://" + request.authority + request.target;
}

} // namespace

CacheFront::CacheFront(const CacheOptions& cache,
                       const CacheFrontOptions& options,
                       CacheOwner& owner)
    : m_cache(cache),
      m_options(options),
      m_clock(options.clockSkew),
      m_owner(owner)
{}

CacheFront::~CacheFront()
{
    Drop();
}

void
CacheFront::HandleRequest(ServerExchange& front, const CacheClient& client)
{
    // Content cannot be sent twice, and a GET that has some may mean anything by it.
    const bool odd = front.HasBody() && IsSafe(client.record.request.method);
    const CacheMode mode = odd ? CacheMode::NO_STORE : CacheMode::DEFAULT;
    CacheDecision decision = m_cache.Decide(client.record.request, Moment(), mode);
    if (odd)
    {
        decision.forward = decision.request; // other caches are to see for themselves
    }
    CachedRequest& request = Add(&front, client, std::move(decision));
    m_fronts[&front] = &request;
    Take(request, false);
}

bool
CacheFront::HandleGone(ServerExchange& front)
{
    const auto found = m_fronts.find(&front);
    if (found == m_fronts.end())
    {
        return false;
    }
    CachedRequest& request = *found->second;
    m_fronts.erase(found);
    LeaveFlight(request);
    request.HandleFrontGone();
    return true;
}

void
CacheFront::Drop()
{
    m_leave.Cancel();
    m_fronts.clear();
    m_flights.clear();
    m_requests.clear();
    m_leaving.clear();
}

std::size_t
CacheFront::Purge(std::string_view url)
{
    for (const auto& request : m_requests)
    {
        if (UrlOf(request->Decision().request) == url)
        {
            request->Doom();
        }
    }
    return m_cache.Purge(url);
}

std::size_t
CacheFront::PurgeTag(std::string_view tag)
{
    for (const auto& request : m_requests)
    {
        const CacheVerdict* const growing = request->Growing();
        const auto tags = growing ? growing->stored->response.fields.List("Cache-Tag")
                                  : std::vector<std::string>();
        if (std::find(tags.begin(), tags.end(), tag) != tags.end())
        {
            request->Doom();
        }
    }
    return m_cache.PurgeTag(tag);
}

HttpCache&
CacheFront::Store()
{
    return m_cache;
}

CacheMoment
CacheFront::Moment() const
{
    return m_clock.Now();
}

Response
CacheFront::Mark(Response response, const CacheTrace& trace) const
{
    if (m_options.cacheStatus)
    {
        response.fields.Add("Cache-Status", FormatCacheStatus(m_cache.Options().name, trace));
    }
    return response;
}

CachedRequest&
CacheFront::Add(ServerExchange* front, const CacheClient& client, CacheDecision decision)
{
    CachedRequestOwner& self = *this;
    m_requests.push_back(std::make_unique<CachedRequest>(front, client, std::move(decision), self));
    return *m_requests.back();
}

/** \param alone it does not wait for others */
void
CacheFront::Take(CachedRequest& request, bool alone)
{
    switch (request.Decision().action)
    {
    case CacheDecision::Action::ANSWER:
        request.Answer();
        break;
    case CacheDecision::Action::ANSWER_AND_VALIDATE:
        request.Answer();
        ValidateBehind(request);
        break;
    case CacheDecision::Action::REFUSE:
        request.Refuse();
        break;
    case CacheDecision::Action::FORWARD:
        SendOn(request, alone);
        break;
    }
}

void
CacheFront::SendOn(CachedRequest& request, bool alone)
{
    AskForWhole(request.Decision());
    if (alone || !MayCollapse(request.Decision()) || !Join(request))
    {
        request.Forward();
    }
}

/** At most once at a time for what is stored. */
void
CacheFront::ValidateBehind(const CachedRequest& request)
{
    const auto& stored = request.Decision().stored;
    const bool going = std::any_of(m_requests.begin(), m_requests.end(), [&](const auto& other) {
        return other->IsBackground() && other->Decision().stored == stored;
    });
    if (!going)
    {
        CacheClient client = request.Client();
        client.record.connection = 0;
        client.record.exchange = 0;
        SendOn(Add(nullptr, client, request.Decision()), true);
    }
}

void
CacheFront::AskForWhole(CacheDecision& decision) const
{
    if (m_options.rangeFill == RANGE_WHOLE && decision.storable && !decision.completes)
    {
        decision.forward.fields.Remove("Range");
        decision.forward.fields.Remove("If-Range");
    }
}

void
CacheFront::Send(CacheForward& forward)
{
    m_owner.HandleForward(forward);
}

bool
CacheFront::IsMadeUp(CacheForward& forward) const
{
    return m_owner.IsMadeUp(forward);
}

/** In an event of its own, since its handler may be calling. */
void
CacheFront::Release(std::unique_ptr<CacheForward> forward)
{
    forward->Detach();
    m_leaving.push_back(std::move(forward));
    if (m_leave.IsExpired())
    {
        m_leave = ns3::Simulator::ScheduleNow([this] { TellGone(); });
    }
}

void
CacheFront::TellGone()
{
    const auto leaving = std::exchange(m_leaving, {});
    for (const auto& forward : leaving)
    {
        m_owner.HandleForwardGone(*forward);
    }
}

void
CacheFront::HandleServed(const ServedRecord& record)
{
    m_owner.HandleServed(record);
}

void
CacheFront::HandleOver(CachedRequest& request)
{
    EndFlight(request);
    m_owner.HandleDecided(request.Record());
    const auto place = std::find_if(m_requests.begin(), m_requests.end(), [&](const auto& entry) {
        return entry.get() == &request;
    });
    DisposeLater(std::move(*place));
    m_requests.erase(place);
}

} // namespace pagewire
