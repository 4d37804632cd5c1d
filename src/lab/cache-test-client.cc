// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-client.h"

#include "lab/cache-test-fields.h"
#include "node/response-fields.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <string>
#include <utility>

namespace pagewire
{

namespace
{

/** How long a test waits where it says that time is to go by: what it calls fresh for two seconds
 * is stale then. */
const ns3::Time PAUSE = ns3::Seconds(3);

/** The Fetch Standard has a request with a condition of its own say no-cache, unless it says
 * anything itself: then directives that mean nothing leave it to the cache under test. */
void
SayNothingToCaches(HeaderFields& fields)
{
    bool conditional = fields.Has("If-None-Match") || fields.Has("If-Modified-Since");
    for (const char* const name : {"If-Match", "If-Unmodified-Since", "If-Range"})
    {
        conditional = conditional || fields.Has(name);
    }
    for (const char* const name : {"Cache-Control", "Pragma"})
    {
        if (conditional && !fields.Has(name))
        {
            fields.Add(name, "as-it-is");
        }
    }
}

} // namespace

CacheTestClient::CacheTestClient(HttpOrigin where,
                                 const CacheTest& test,
                                 const CacheTestOrigin& origin,
                                 FetchClient& client,
                                 Done done)
    : m_where(std::move(where)),
      m_test(test),
      m_origin(origin),
      m_client(client),
      m_done(std::move(done))
{}

void
CacheTestClient::Start()
{
    Ask();
}

void
CacheTestClient::Ask()
{
    m_client.Send(MakeRequest(), [this](const FetchResult& result) { HandleResult(result); });
}

FetchRequest
CacheTestClient::MakeRequest() const
{
    const CacheTestRequest& asked = m_test.requests[m_results.size()];
    FetchRequest request;
    request.url.origin = m_where;
    request.url.target = "/test/" + m_test.id + (asked.filename.empty() ? "" : "/") +
                         asked.filename + (asked.query.empty() ? "" : "?") + asked.query;
    request.method = asked.method;
    request.content = asked.requestContent;
    request.redirect = asked.redirect;
    request.mode = asked.mode;
    request.cache = asked.cache;
    HttpSeconds now = VirtualDate();
    if (asked.magicIms && !m_results.empty())
    {
        now = DateIn(m_results.back().response.fields, SERVER_NOW, now);
    }
    request.fields = CacheTestFields(asked.requestFields, asked, {now, ""});
    SayNothingToCaches(request.fields);
    request.fields.Set(TEST_ID, m_test.id);
    request.fields.Set(TEST_REQUEST, std::to_string(m_results.size() + 1));
    return request;
}

void
CacheTestClient::HandleResult(const FetchResult& result)
{
    const std::size_t index = m_results.size();
    m_results.push_back(result);
    if (const auto failure = CheckResponse(m_test, index, result, m_origin.Arrivals(m_test.id)))
    {
        m_done(failure);
        return;
    }
    if (m_results.size() == m_test.requests.size())
    {
        Conclude();
        return;
    }
    const bool pauses = m_test.requests[index].pauseAfter;
    ns3::Simulator::Schedule(pauses ? PAUSE : ns3::Time(0), [this] { Ask(); });
}

/** All responses are in: looks at what the origin got. */
void
CacheTestClient::Conclude()
{
    std::optional<CacheTestFailure> failure;
    for (std::size_t i = 0; i < m_results.size() && !failure; ++i)
    {
        failure = CheckArrival(m_test, i, m_results[i], m_origin.Arrivals(m_test.id));
    }
    m_done(failure);
}

} // namespace pagewire
