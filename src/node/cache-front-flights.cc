// SPDX-License-Identifier: GPL-2.0-only
// Requests that wait for the response to another one (collapsed forwarding, RFC 9111 section 4).
#include "node/cache-front.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

bool
CacheFront::MayCollapse(const CacheDecision& decision) const
{
    // Who insists on the origin is not served with what somebody asked for earlier.
    const bool insists = decision.trace.forward == ForwardReason::REQUEST;
    return m_options.collapse && decision.storable && decision.request.method == "GET" &&
           !decision.forward.fields.Has("Range") && !insists;
}

/** \return whether the response may answer this one, too */
bool
CacheFront::Share(CachedRequest& waiting, const CacheVerdict& verdict) const
{
    const bool shared = m_cache.Share(waiting.Decision(), verdict, Moment());
    if (shared)
    {
        waiting.Answer();
    }
    return shared;
}

/** \return whether it is, or will be, served by another's response; if not, it is one that others
 * may wait for */
bool
CacheFront::Join(CachedRequest& request)
{
    std::vector<Flight>& flights = m_flights[request.Decision().key];
    for (Flight& flight : flights)
    {
        if (flight.leader->IsDoomed())
        {
            continue;
        }
        if (const CacheVerdict* const growing = flight.leader->Growing())
        {
            if (Share(request, *growing))
            {
                return true;
            }
            continue;
        }
        flight.waiting.push_back(&request);
        request.Later(m_options.collapseTimeout, [this, &request] {
            LeaveFlight(request);
            request.Forward();
        });
        return true;
    }
    flights.push_back({&request, {}});
    return false;
}

void
CacheFront::HandleStored(CachedRequest& request, const CacheVerdict& verdict)
{
    Flight* const flight = FlightOf(request);
    if (!flight)
    {
        return;
    }
    for (CachedRequest* const waiting : std::exchange(flight->waiting, {}))
    {
        if (!Share(*waiting, verdict))
        {
            DecideAnew(*waiting);
        }
    }
}

void
CacheFront::HandleNothingMore(CachedRequest& request)
{
    for (CachedRequest* const waiting : EndFlight(request))
    {
        DecideAnew(*waiting);
    }
}

/** Those that waited would find nobody, either, and would all find out at once. */
void
CacheFront::HandleFailed(CachedRequest& request)
{
    for (CachedRequest* const waiting : EndFlight(request))
    {
        if (m_cache.Fail(waiting->Decision(), Moment()))
        {
            waiting->Answer();
        }
        else
        {
            DecideAnew(*waiting);
        }
    }
}

/** In an event of its own, since the handler behind is calling. */
void
CacheFront::DecideAnew(CachedRequest& request)
{
    request.Later(ns3::Time(0), [this, &request] {
        request.Decision() = m_cache.Decide(request.Decision().request, Moment());
        Take(request, true);
    });
}

CacheFront::Flight*
CacheFront::FlightOf(const CachedRequest& leader)
{
    const auto place = m_flights.find(leader.Decision().key);
    if (place == m_flights.end())
    {
        return nullptr;
    }
    const auto found = std::find_if(place->second.begin(), place->second.end(), [&](const auto& f) {
        return f.leader == &leader;
    });
    return found == place->second.end() ? nullptr : &*found;
}

/** \return those that wait for it, if others could at all */
std::vector<CachedRequest*>
CacheFront::EndFlight(CachedRequest& leader)
{
    Flight* const flight = FlightOf(leader);
    if (!flight)
    {
        return {};
    }
    const std::vector<CachedRequest*> waiting = std::move(flight->waiting);
    const auto place = m_flights.find(leader.Decision().key);
    place->second.erase(place->second.begin() + (flight - place->second.data()));
    if (place->second.empty())
    {
        m_flights.erase(place);
    }
    return waiting;
}

void
CacheFront::LeaveFlight(const CachedRequest& waiting)
{
    const auto place = m_flights.find(waiting.Decision().key);
    if (place == m_flights.end())
    {
        return;
    }
    for (Flight& flight : place->second)
    {
        const auto end = std::remove(flight.waiting.begin(), flight.waiting.end(), &waiting);
        flight.waiting.erase(end, flight.waiting.end());
    }
}

} // namespace pagewire
