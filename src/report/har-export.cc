// SPDX-License-Identifier: GPL-2.0-only
#include "report/har-export.h"

#include "http/protocol.h"
#include "http/status.h"
#include "node/response-fields.h"
#include "report/request-timings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace pagewire
{

namespace
{

using Json = nlohmann::ordered_json;

std::string
PageId(std::uint32_t visit)
{
    return "page_" + std::to_string(visit);
}

double
Milliseconds(ns3::Time time)
{
    return static_cast<double>(time.GetNanoSeconds()) / 1e6;
}

Json
Part(const std::optional<ns3::Time>& time)
{
    return time ? Json(Milliseconds(*time)) : Json(-1);
}

Json
Fields(const HeaderFields& fields)
{
    Json list = Json::array();
    for (const HeaderField& field : fields)
    {
        list.push_back({{"name", field.name}, {"value", field.value}});
    }
    return list;
}

Json
QueryString(const std::string& target)
{
    Json list = Json::array();
    const auto mark = target.find('?');
    for (std::size_t at = mark; at != std::string::npos && at + 1 < target.size();)
    {
        const auto next = target.find('&', at + 1);
        const std::string pair =
            target.substr(at + 1, next == std::string::npos ? next : next - at - 1);
        const auto equals = std::min(pair.find('='), pair.size());
        list.push_back({{"name", pair.substr(0, equals)},
                        {"value", equals < pair.size() ? pair.substr(equals + 1) : ""}});
        at = next;
    }
    return list;
}

/** The names that Chrome gives to the levels it maps to these urgencies. */
const char*
PriorityName(const Priority& priority)
{
    constexpr std::array<const char*, 4> NAMES{"VeryHigh", "High", "Medium", "Low"};
    const auto urgency = static_cast<std::size_t>(std::max(priority.urgency, 0));
    return urgency < NAMES.size() ? NAMES[urgency] : "VeryLow";
}

std::string
UrlOf(const Page& page, const RequestRecord& record)
{
    const Resource& resource = page.resources.at(record.resource);
    const bool known = !record.request.authority.empty();
    return record.request.scheme + "://" +
           (known ? record.request.authority : page.hosts.at(resource.host).name) + resource.path;
}

/** What led the browser to this resource: the last of the resources it waited for. */
Json
Initiator(const RunResult& result, const RequestRecord& record)
{
    const Resource& resource = result.page.resources.at(record.resource);
    if (resource.dependencies.empty())
    {
        return {{"type", "other"}};
    }
    const std::size_t parent = resource.dependencies.back().parent;
    const bool script = result.page.resources.at(parent).type == "script";
    const auto found =
        std::find_if(result.requests.begin(), result.requests.end(), [&](const auto& r) {
            return r.resource == parent && r.visit == record.visit;
        });
    Json initiator{{"type", script ? "script" : "parser"}};
    if (found != result.requests.end())
    {
        initiator["url"] = UrlOf(result.page, *found);
    }
    return initiator;
}

bool
HasTextualHeader(const RequestRecord& record)
{
    return !Multiplexes(record.protocol);
}

Json
RequestObject(const RunResult& result, const RequestRecord& record)
{
    Json request;
    request["method"] = result.page.resources.at(record.resource).method;
    request["url"] = UrlOf(result.page, record);
    request["httpVersion"] = HttpVersionText(record.protocol);
    request["cookies"] = Json::array();
    request["headers"] = Fields(record.request.fields);
    request["queryString"] = QueryString(record.request.target);
    request["headersSize"] = HasTextualHeader(record) ? Json(record.requestHeaderBytes) : Json(-1);
    request["bodySize"] = record.requestBodyBytes;
    return request;
}

Json
ResponseObject(const RunResult& result, const RequestRecord& record)
{
    const bool answered = record.firstByte.has_value();
    const int status = answered ? record.NetworkStatus() : 0;
    const std::string type = result.page.resources.at(record.resource).mimeType;
    Json response;
    response["status"] = status;
    response["statusText"] = answered ? std::string(ReasonPhrase(status)) : "";
    response["httpVersion"] = HttpVersionText(record.protocol);
    response["cookies"] = Json::array();
    response["headers"] = Fields(record.response.fields);
    response["content"] = {{"size", record.responseBodyBytes},
                           {"mimeType", type.empty() ? "application/octet-stream" : type}};
    response["redirectURL"] = std::string(record.response.fields.Find("Location").value_or(""));
    response["headersSize"] =
        HasTextualHeader(record) ? Json(record.responseHeaderBytes) : Json(-1);
    response["bodySize"] = record.fromCache || status == 304 ? 0 : record.responseBodyBytes;
    response["_transferSize"] = record.responseHeaderBytes + record.responseWireBytes;
    if (record.status != RequestStatus::OK)
    {
        response["_error"] = record.failure;
    }
    return response;
}

Json
TimingsObject(const RequestTimings& parts)
{
    Json timings;
    timings["blocked"] = Milliseconds(parts.blocked);
    timings["dns"] = Part(parts.dns);
    timings["connect"] = Part(parts.connect);
    timings["ssl"] = Part(parts.ssl);
    timings["send"] = Milliseconds(parts.send);
    timings["wait"] = Milliseconds(parts.wait);
    timings["receive"] = Milliseconds(parts.receive);
    timings["_blocked_queueing"] = Milliseconds(parts.blocked);
    return timings;
}

Json
EntryObject(const RunResult& result, const RequestRecord& record)
{
    const RequestTimings parts = TimingsOf(record, result.end);
    const Resource& resource = result.page.resources.at(record.resource);
    Json entry;
    if (record.fromCache)
    {
        entry["_fromCache"] = *record.fromCache == StoreTier::MEMORY ? "memory" : "disk";
    }
    entry["_initiator"] = Initiator(result, record);
    entry["_priority"] = PriorityName(record.priority);
    entry["_resourceType"] = resource.type;
    entry["pageref"] = PageId(record.visit);
    entry["startedDateTime"] = HarDate(*record.queued - result.start);
    entry["time"] = Milliseconds(parts.Total());
    entry["request"] = RequestObject(result, record);
    entry["response"] = ResponseObject(result, record);
    entry["cache"] = Json::object();
    entry["timings"] = TimingsObject(parts);
    if (record.connection != 0)
    {
        entry["connection"] = std::to_string(record.connection);
    }
    if (record.pushed)
    {
        entry["_was_pushed"] = 1;
    }
    return entry;
}

Json
PageObject(const RunResult& result, const VisitRecord& visit)
{
    const Json loaded = visit.loaded ? Json(Milliseconds(*visit.loaded - visit.start)) : Json(-1);
    Json page;
    page["startedDateTime"] = HarDate(visit.start - result.start);
    page["id"] = PageId(visit.number);
    page["title"] = result.page.title;
    page["pageTimings"] = {{"onContentLoad", -1}, {"onLoad", loaded}};
    return page;
}

} // namespace

std::string
HarDate(ns3::Time moment)
{
    const std::int64_t milliseconds = moment.GetMilliSeconds();
    const std::time_t seconds = VIRTUAL_EPOCH + milliseconds / 1000;
    std::tm date{};
    gmtime_r(&seconds, &date);
    std::array<char, 40> text;
    const std::size_t end = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &date);
    std::snprintf(text.data() + end,
                  text.size() - end,
                  ".%03dZ",
                  static_cast<int>(milliseconds % 1000));
    return text.data();
}

std::string
ExportHar(const RunResult& result)
{
    Json pages = Json::array();
    for (const VisitResult& visit : result.visits)
    {
        pages.push_back(PageObject(result, visit.record));
    }
    if (pages.empty())
    {
        VisitRecord only;
        only.start = result.start;
        only.loaded = result.loaded;
        pages.push_back(PageObject(result, only));
    }
    Json entries = Json::array();
    for (const RequestRecord& record : result.requests)
    {
        if (record.queued)
        {
            entries.push_back(EntryObject(result, record));
        }
    }
    Json log;
    log["version"] = "1.2";
    log["creator"] = {{"name", "Pagewire"}, {"version", PAGEWIRE_VERSION}};
    log["pages"] = pages;
    log["entries"] = entries;
    return Json{{"log", log}}.dump(1) + "\n";
}

} // namespace pagewire
