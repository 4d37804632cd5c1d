// SPDX-License-Identifier: GPL-2.0-only
#include "report/har-export.h"

#include "http/protocol.h"
#include "http/status.h"
#include "report/request-timings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace pagewire
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr const char* PAGE_ID = "page_1";

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
    const auto found = std::find_if(result.requests.begin(),
                                    result.requests.end(),
                                    [parent](const auto& r) { return r.resource == parent; });
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
    const std::string type = result.page.resources.at(record.resource).mimeType;
    Json response;
    response["status"] = answered ? record.response.status : 0;
    response["statusText"] = answered ? std::string(ReasonPhrase(record.response.status)) : "";
    response["httpVersion"] = HttpVersionText(record.protocol);
    response["cookies"] = Json::array();
    response["headers"] = Fields(record.response.fields);
    response["content"] = {{"size", record.responseBodyBytes},
                           {"mimeType", type.empty() ? "application/octet-stream" : type}};
    response["redirectURL"] = std::string(record.response.fields.Find("Location").value_or(""));
    response["headersSize"] =
        HasTextualHeader(record) ? Json(record.responseHeaderBytes) : Json(-1);
    response["bodySize"] = record.responseBodyBytes;
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
    entry["_initiator"] = Initiator(result, record);
    entry["_priority"] = PriorityName(resource.priority);
    entry["_resourceType"] = resource.type;
    entry["pageref"] = PAGE_ID;
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

} // namespace

std::string
HarDate(ns3::Time moment)
{
    // The epoch lies at 22:13:20 of a day; simulations do not last long enough to need a calendar
    // beyond that month.
    const std::int64_t milliseconds = moment.GetMilliSeconds();
    const std::int64_t seconds = milliseconds / 1000 + 22 * 3600 + 13 * 60 + 20;
    std::array<char, 40> text;
    std::snprintf(text.data(),
                  text.size(),
                  "2023-11-%02dT%02d:%02d:%02d.%03dZ",
                  static_cast<int>(14 + seconds / 86400),
                  static_cast<int>(seconds / 3600 % 24),
                  static_cast<int>(seconds / 60 % 60),
                  static_cast<int>(seconds % 60),
                  static_cast<int>(milliseconds % 1000));
    return text.data();
}

std::string
ExportHar(const RunResult& result)
{
    Json page;
    page["startedDateTime"] = HarDate(ns3::Time(0));
    page["id"] = PAGE_ID;
    page["title"] = result.page.title;
    const Json loaded =
        result.loaded ? Json(Milliseconds(*result.loaded - result.start)) : Json(-1);
    page["pageTimings"] = {{"onContentLoad", -1}, {"onLoad", loaded}};
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
    log["pages"] = Json::array({page});
    log["entries"] = entries;
    return Json{{"log", log}}.dump(1) + "\n";
}

} // namespace pagewire
