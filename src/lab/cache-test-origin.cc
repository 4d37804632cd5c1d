// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-origin.h"

#include "http/conditional.h"
#include "lab/cache-test-fields.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** \return the newest value of a field among the responses sent; empty if there is none */
std::string
NewestValue(const std::vector<CacheTestArrival>& arrivals, const char* name)
{
    for (auto arrival = arrivals.rbegin(); arrival != arrivals.rend(); ++arrival)
    {
        if (const auto value = arrival->response.fields.Find(name))
        {
            return std::string(*value);
        }
    }
    return "";
}

/** \return whether the request asks by the validator that an earlier response had */
bool
HasValidator(CacheTestType type,
             const Request& request,
             const std::vector<CacheTestArrival>& arrivals,
             HttpSeconds now)
{
    if (type == CacheTestType::ETAG_VALIDATED)
    {
        const std::string tag = NewestValue(arrivals, "ETag");
        const std::vector<std::string> asked = request.fields.List("If-None-Match");
        return std::any_of(asked.begin(), asked.end(), [&](const std::string& member) {
            return EntityTagsMatchWeakly(member, tag);
        });
    }
    const auto asked = request.fields.Find("If-Modified-Since");
    const auto moment = asked ? ParseHttpDate(*asked, now) : std::nullopt;
    return moment && moment == ParseHttpDate(NewestValue(arrivals, "Last-Modified"), now);
}

ScriptedAnswer
UnknownTest(HttpSeconds now)
{
    return {{404, {{"Date", FormatHttpDate(now)}, {"Content-Type", "text/plain"}}},
            "this is no request of a test\n"};
}

void
AddMissing(HeaderFields& fields, const char* name, const std::string& value)
{
    if (!fields.Has(name))
    {
        fields.Add(name, value);
    }
}

ScriptedAnswer
Worded(const CacheTest& test, const CacheTestRequest& asked, const CacheTestArrival& arrival)
{
    ScriptedAnswer answer;
    answer.response = arrival.response;
    answer.content = asked.responseContent.value_or(test.id);
    if (const auto length = LeadingNumber(arrival.response.fields.Combined("Content-Length")))
    {
        // What would stand behind that length is no content to those who read the message.
        const auto size = static_cast<std::size_t>(std::max<std::int64_t>(*length, 0));
        answer.content.resize(std::min(answer.content.size(), size));
    }
    answer.pause = ns3::NanoSeconds(asked.responsePause.count());
    for (const CacheTestInterim& interim : asked.interim)
    {
        answer.interim.push_back({interim.status, CacheTestFields(interim.fields, asked, {})});
    }
    if (asked.disconnect)
    {
        answer.disconnectAfter = 0;
    }
    return answer;
}

} // namespace

CacheTestOrigin::CacheTestOrigin(const std::vector<CacheTestSuite>& suites)
{
    for (const CacheTestSuite& suite : suites)
    {
        for (const CacheTest& test : suite.tests)
        {
            m_states.emplace(test.id, State{&test, {}});
        }
    }
}

ScriptedAnswer
CacheTestOrigin::Answer(const Request& request, HttpSeconds now)
{
    const auto state = m_states.find(request.fields.Combined(TEST_ID));
    const auto number = LeadingNumber(request.fields.Combined(TEST_REQUEST)).value_or(0);
    if (state == m_states.end() || number < 1 ||
        static_cast<std::size_t>(number) > state->second.test->requests.size())
    {
        return UnknownTest(now);
    }
    const CacheTest& test = *state->second.test;
    std::vector<CacheTestArrival>& arrivals = state->second.arrivals;
    const CacheTestRequest& asked = test.requests[static_cast<std::size_t>(number) - 1];
    const std::string path = request.target.substr(0, request.target.find('?'));
    CacheTestArrival arrival{static_cast<std::size_t>(number), request};
    arrival.response = {asked.status, CacheTestFields(asked.responseFields, asked, {now, path})};
    if (asked.type == CacheTestType::ETAG_VALIDATED || asked.type == CacheTestType::LM_VALIDATED)
    {
        arrival.unconditional = !HasValidator(*asked.type, request, arrivals, now);
        arrival.response.status = arrival.unconditional ? 500 : 304;
    }
    HeaderFields& fields = arrival.response.fields;
    AddMissing(fields, "Date", FormatHttpDate(now));
    AddMissing(fields, "Content-Type", "text/plain");
    fields.Set(SERVER_COUNT, std::to_string(arrivals.size() + 1));
    fields.Set(CLIENT_COUNT, std::to_string(number));
    fields.Set(SERVER_NOW, FormatHttpDate(now));
    fields.Set(SERVER_URL, path);
    arrivals.push_back(std::move(arrival));
    return Worded(test, asked, arrivals.back());
}

const std::vector<CacheTestArrival>&
CacheTestOrigin::Arrivals(const std::string& id) const
{
    return m_states.at(id).arrivals;
}

const CacheTestArrival*
ArrivalOf(const std::vector<CacheTestArrival>& arrivals, std::size_t number)
{
    const auto found = std::find_if(arrivals.rbegin(), arrivals.rend(), [&](const auto& arrival) {
        return arrival.number == number;
    });
    return found == arrivals.rend() ? nullptr : &*found;
}

} // namespace pagewire
