// SPDX-License-Identifier: GPL-2.0-only
#include "cache/model-origin.h"

#include "http/conditional.h"
#include "http/date.h"

namespace pagewire
{

namespace
{

/** \return what the content depends on besides its resource and version */
std::string
FooOf(int resource, const Request& request)
{
    return resource == ModelOrigin::RESOURCES - 1 ? request.fields.Combined("Foo") : "";
}

} // namespace

const std::vector<CachingPolicy>&
CachingPolicies()
{
    static const std::vector<CachingPolicy> POLICIES = [] {
        std::vector<CachingPolicy> policies{
            {"max-age=10", 10, 10},
            {"max-age=20, stale-while-revalidate=15", 20, 20, 15},
            {"max-age=5, stale-if-error=40", 5, 5, 0, 40},
            {"public, max-age=25", 25, 25, 0, 0, 10},
            {"max-age=100, immutable", 100, 100},
            {"s-maxage=15, max-age=5", 15, 5},
            {"max-age=10, must-revalidate", 10, 10},
            {"no-cache, max-age=100", 100, 100},
            {"private, max-age=30", 30, 30},
            {"no-store, max-age=50", 50, 50},
            {"max-age=5, must-revalidate, stale-while-revalidate=15, stale-if-error=40",
             5,
             5,
             15,
             40},
        };
        policies[3].forAuthorized = true;
        policies[5].forAuthorized = policies[5].sharedForbidsStale = true;
        policies[6].forAuthorized = true;
        policies[6].sharedForbidsStale = policies[6].privateForbidsStale = true;
        policies[7].noCache = true;
        policies[7].sharedForbidsStale = policies[7].privateForbidsStale = true;
        policies[8].isPrivate = true;
        policies[9].noStore = true;
        policies[10].forAuthorized = true;
        policies[10].sharedForbidsStale = policies[10].privateForbidsStale = true;
        return policies;
    }();
    return POLICIES;
}

ModelOrigin::ModelOrigin()
    : m_resources(RESOURCES, Resource{{{0, CacheScript::START - std::chrono::hours(1)}}, 0, 0})
{}

std::string
ModelOrigin::TargetOf(int resource)
{
    return "/" + std::to_string(resource);
}

std::string
ModelOrigin::BodyOf(int resource, std::size_t version, const std::string& foo)
{
    const std::string word =
        std::to_string(resource) + "." + std::to_string(version) + "." + foo + " ";
    std::string body;
    while (body.size() < 8 + 10 * (version / 2 % 2)) // so that some versions have the same size
    {
        body += word;
    }
    return body;
}

std::string
ModelOrigin::TagOf(int resource, std::size_t version, const std::string& foo)
{
    return "\"" + std::to_string(resource) + "-" + std::to_string(version) + "-" + foo + "\"";
}

HeaderFields
ModelOrigin::FieldsFor(int resource, const Request& request, CacheMoment now)
{
    const Resource& chosen = m_resources.at(static_cast<std::size_t>(resource));
    const CachingPolicy& policy = CachingPolicies().at(chosen.policy);
    const Version& version = chosen.versions.back();
    const std::string tag = TagOf(resource, chosen.versions.size() - 1, FooOf(resource, request));
    HeaderFields fields{{"Cache-Control", policy.control},
                        {"Date", FormatHttpDate(SecondsOf(now))},
                        {"Serial", std::to_string(m_records.size())}};
    if (version.validator <= 1)
    {
        fields.Add("ETag", version.validator == 0 ? tag : "W/" + tag);
    }
    if (version.validator == 0 || version.validator == 2)
    {
        fields.Add("Last-Modified", FormatHttpDate(SecondsOf(version.modified)));
    }
    if (policy.age > 0)
    {
        fields.Add("Age", std::to_string(policy.age));
    }
    if (resource == RESOURCES - 1)
    {
        fields.Add("Vary", "Foo");
    }
    const std::string control = request.fields.Combined("Cache-Control");
    m_records.push_back({now,
                         &policy,
                         request.fields.Has("Authorization"),
                         control.find("no-store") != std::string::npos});
    return fields;
}

NextAnswer
ModelOrigin::Select(int resource, const Request& request, const HeaderFields& fields) const
{
    const Resource& chosen = m_resources.at(static_cast<std::size_t>(resource));
    const std::string body = BodyOf(resource, chosen.versions.size() - 1, FooOf(resource, request));
    NextAnswer answer{{200, fields}, body};
    answer.response.fields.Set("Content-Length", std::to_string(body.size()));
    if (m_fault == Fault::IGNORE_CONDITIONS)
    {
        return answer;
    }
    const Preconditions preconditions = EvaluatePreconditions(request, &fields);
    if (preconditions != Preconditions::HOLD)
    {
        const bool failed = preconditions == Preconditions::FAIL;
        answer = {{failed ? 412 : 304, NotModifiedFields(fields)}};
        return answer;
    }
    RangeDecision range = DecideRange(request, fields, body.size());
    if (range.header && range.status == 206 && m_fault == Fault::WIDE_RANGE)
    {
        range.part = {0, body.size()};
        range.header->part = range.part;
    }
    if (range.header)
    {
        answer.response.status = range.status;
        answer.response.fields.Set("Content-Range", FormatContentRange(*range.header));
        answer.response.fields.Set("Content-Length", std::to_string(range.part.length));
        answer.body = body.substr(range.part.offset, range.part.length);
    }
    return answer;
}

std::optional<NextAnswer>
ModelOrigin::Respond(const Request& request, CacheMoment now)
{
    const int resource = std::stoi(request.target.substr(1));
    if (m_fault == Fault::SILENCE)
    {
        return std::nullopt;
    }
    if (m_fault == Fault::ERROR)
    {
        return NextAnswer{{503, {{"Content-Length", "5"}}}, "error"};
    }
    if (request.method == "POST")
    {
        m_resources.at(static_cast<std::size_t>(resource)).firstValid = m_records.size();
        return NextAnswer{{200, {{"Content-Length", "4"}}}, "done"};
    }
    NextAnswer answer = Select(resource, request, FieldsFor(resource, request, now));
    if (m_fault == Fault::TERSE && answer.response.status == 304)
    {
        answer.response.fields.Remove("Last-Modified");
    }
    if (request.method == "HEAD")
    {
        answer.body.clear();
    }
    else if (m_fault == Fault::BREAK)
    {
        answer.body.resize(answer.body.size() / 2);
        answer.breaks = true;
    }
    return answer;
}

void
ModelOrigin::Change(int resource, int validator, CacheMoment now)
{
    m_resources.at(static_cast<std::size_t>(resource)).versions.push_back({validator, now});
}

void
ModelOrigin::SetPolicy(int resource, int policy)
{
    m_resources.at(static_cast<std::size_t>(resource)).policy = static_cast<std::size_t>(policy);
}

void
ModelOrigin::SetFault(Fault fault)
{
    m_fault = fault;
}

const ModelOrigin::Record&
ModelOrigin::RecordOf(std::size_t serial) const
{
    return m_records.at(serial);
}

std::size_t
ModelOrigin::FirstValid(int resource) const
{
    return m_resources.at(static_cast<std::size_t>(resource)).firstValid;
}

bool
ModelOrigin::HadVersion(int resource,
                        const Request& request,
                        const Response& response,
                        const std::string& body) const
{
    const std::string foo = FooOf(resource, request);
    const auto tag = response.fields.Find("ETag");
    const auto range = ParseContentRange(response.fields.Combined("Content-Range"));
    const std::size_t versions = m_resources.at(static_cast<std::size_t>(resource)).versions.size();
    for (std::size_t version = 0; version < versions; ++version)
    {
        const std::string whole = BodyOf(resource, version, foo);
        const bool named = !tag || EntityTagsMatchWeakly(*tag, TagOf(resource, version, foo));
        const bool same = response.status == 206
                            ? range && range->part && range->size == whole.size() &&
                                  whole.substr(range->part->offset, range->part->length) == body
                            : whole == body;
        if (named && same)
        {
            return true;
        }
    }
    return false;
}

} // namespace pagewire
