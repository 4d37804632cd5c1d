// SPDX-License-Identifier: GPL-2.0-only
#include "cache/freshness.h"
#include "cache/http-cache.h"
#include "cache/storing.h"
#include "cache/vary.h"
#include "http/date.h"
#include "http/origin.h"
#include "python/bind.h"
#include "python/cache-session.h"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <utility>

namespace pagewire
{

namespace
{

namespace py = pybind11;

std::optional<double>
SecondsIn(const std::optional<Nanoseconds>& time)
{
    return time ? std::optional<double>(static_cast<double>(time->count()) / 1e9) : std::nullopt;
}

std::optional<double>
SecondsOrNone(Nanoseconds time, bool known)
{
    return known ? SecondsIn(time) : std::nullopt;
}

/** \return the columns of cache.csv that are the cache's own, and what Cache-Status would say */
py::dict
TraceDict(const CacheExchange& exchange)
{
    const CacheTrace& trace = exchange.decision.trace;
    const bool known = trace.source != LifetimeSource::NONE || trace.age > Nanoseconds(0);
    py::dict row;
    row["outcome"] = std::string(CacheOutcomeName(trace.outcome));
    row["forward"] = std::string(ForwardReasonName(trace.forward));
    row["detail"] = trace.detail;
    row["source"] = LifetimeSourceName(trace.source);
    row["lifetime_s"] = SecondsOrNone(trace.lifetime, known);
    row["age_s"] = SecondsOrNone(trace.age, known);
    row["store"] = std::string(StoreRuleName(trace.store));
    row["forward_status"] = trace.forwardStatus;
    row["time_left_s"] = SecondsIn(trace.timeLeft);
    row["version"] = trace.servedVersion;
    row["why"] = Explain(trace);
    row["forward_why"] = ExplainForward(trace);
    return row;
}

py::dict
StoredDict(const StoredResponse& stored, CacheMoment now)
{
    py::dict row;
    row["method"] = stored.method;
    row["status"] = stored.response.status;
    row["headers"] = PairsOf(stored.response.fields);
    row["selecting"] = PairsOf(stored.selecting);
    row["received_s"] = SecondsIn(stored.received - SessionMoment(0));
    row["lifetime_s"] = SecondsIn(stored.lifetime.time);
    row["source"] = LifetimeSourceName(stored.lifetime.source);
    row["source_words"] = std::string(LifetimeSourceWords(stored.lifetime.source));
    row["age_s"] = SecondsIn(CurrentAge(stored, now));
    row["invalidated"] = stored.invalidated;
    row["octets"] = stored.content->Octets();
    row["size"] = stored.content->Size();
    return row;
}

py::list
StoredDicts(const CacheSession& session,
            const std::string& url,
            const std::string& partition,
            std::int64_t at)
{
    py::list rows;
    for (const auto& stored : session.Cache().StoredFor(RequestFor("GET", url, {}), partition))
    {
        rows.append(StoredDict(*stored, SessionMoment(at)));
    }
    return rows;
}

/** Keys of the dictionaries of directives that are present only where the directive is. */
void
PutTime(py::dict& row, const char* name, const std::optional<Nanoseconds>& time)
{
    if (time)
    {
        row[name] = SecondsIn(time);
    }
}

void
PutTruth(py::dict& row, const char* name, bool truth)
{
    if (truth)
    {
        row[name] = true;
    }
}

void
PutFields(py::dict& row, const char* name, const FieldsDirective& directive)
{
    PutTruth(row, name, directive.whole);
    if (!directive.whole && !directive.fields.empty())
    {
        row[name] = directive.fields;
    }
}

py::dict
ResponseDirectivesDict(const FieldPairs& fields)
{
    const ResponseDirectives directives = ParseResponseDirectives(FieldsOf(fields));
    py::dict row;
    PutTruth(row, "no-store", directives.noStore);
    PutFields(row, "no-cache", directives.noCache);
    PutFields(row, "private", directives.isPrivate);
    PutTruth(row, "public", directives.isPublic);
    PutTruth(row, "must-revalidate", directives.mustRevalidate);
    PutTruth(row, "proxy-revalidate", directives.proxyRevalidate);
    PutTruth(row, "must-understand", directives.mustUnderstand);
    PutTruth(row, "immutable", directives.immutable);
    PutTime(row, "max-age", directives.maxAge);
    PutTime(row, "s-maxage", directives.sMaxAge);
    PutTime(row, "stale-while-revalidate", directives.staleWhileRevalidate);
    PutTime(row, "stale-if-error", directives.staleIfError);
    return row;
}

py::dict
RequestDirectivesDict(const FieldPairs& fields)
{
    const RequestDirectives directives = ParseRequestDirectives(FieldsOf(fields));
    py::dict row;
    PutTruth(row, "no-cache", directives.noCache);
    PutTruth(row, "no-store", directives.noStore);
    PutTruth(row, "only-if-cached", directives.onlyIfCached);
    PutTime(row, "max-age", directives.maxAge);
    PutTime(row, "max-stale", directives.maxStale);
    PutTime(row, "min-fresh", directives.minFresh);
    PutTime(row, "stale-if-error", directives.staleIfError);
    return row;
}

std::optional<FieldPairs>
VaryKey(const FieldPairs& response, const FieldPairs& request)
{
    const HeaderFields fields = FieldsOf(response);
    return VariesOnEverything(fields)
             ? std::nullopt
             : std::optional<FieldPairs>(PairsOf(SelectingFields(fields, FieldsOf(request))));
}

void
BindCacheOptions(py::module_& module)
{
    py::class_<TierOptions>(module, "CacheTier", "One tier of a store.")
        .def(py::init([](std::uint64_t capacity, const std::string& policy) {
                 return TierOptions{capacity, EvictionPolicyNamed(policy).name, Nanoseconds(0), 0};
             }),
             py::arg("capacity"),
             py::arg("policy"));
    py::class_<CacheOptions> options(module, "CacheOptions", "How a cache of HTTP behaves.");
    const auto time = [&](const char* name, Nanoseconds CacheOptions::*member) {
        options.def_property(
            name,
            [member](const CacheOptions& self) { return (self.*member).count(); },
            [member](CacheOptions& self, std::int64_t span) { self.*member = Nanoseconds(span); });
    };
    options.def(py::init<>())
        .def_readwrite("name", &CacheOptions::name)
        .def_readwrite("shared", &CacheOptions::shared)
        .def_readwrite("targets", &CacheOptions::targets)
        .def_readwrite("heed_requests", &CacheOptions::heedRequests)
        .def_readwrite("heuristic_fraction", &CacheOptions::heuristicFraction)
        .def_readwrite("store_parts", &CacheOptions::storeParts)
        .def_readwrite("object_limit", &CacheOptions::objectLimit)
        .def_readwrite("memory", &CacheOptions::memory)
        .def("override_lifetime", [](CacheOptions& self, std::int64_t span) {
            self.lifetimeOverride = Nanoseconds(span);
        });
    time("heuristic_limit", &CacheOptions::heuristicLimit);
    time("negative_lifetime", &CacheOptions::negativeLifetime);
    time("stale_while_revalidate", &CacheOptions::staleWhileRevalidate);
    time("stale_if_error", &CacheOptions::staleIfError);
}

void
BindSession(py::module_& module)
{
    py::class_<CacheExchange>(module, "CacheExchange", "A request and what became of it.")
        .def_property_readonly("action", &CacheExchange::Action)
        .def_property_readonly("forward", &CacheExchange::Forward)
        .def("trace", &TraceDict)
        .def("cache_status", [](const CacheExchange& self, const std::string& name) {
            return FormatCacheStatus(name, self.decision.trace);
        });
    py::class_<CacheSession>(module, "CacheSession", "A cache of HTTP, called by hand.")
        .def(py::init<const CacheOptions&>(), py::arg("options"))
        .def("decide", &CacheSession::Decide)
        .def("receive", &CacheSession::Receive)
        .def("fail", &CacheSession::Fail)
        .def("answer",
             [](const CacheSession& self, CacheExchange& exchange, std::int64_t at) {
                 const auto [status, fields, content] = self.Answer(exchange, at);
                 return py::make_tuple(status, fields, py::bytes(content));
             })
        .def("stored", &StoredDicts)
        .def("purge",
             [](CacheSession& self, const std::string& url) {
                 return self.Cache().Purge(ParseUrl(url).Text());
             })
        .def("purge_tag",
             [](CacheSession& self, const std::string& tag) { return self.Cache().PurgeTag(tag); })
        .def("clear", [](CacheSession& self) { self.Cache().Clear(); })
        .def_property_readonly("bytes", [](const CacheSession& s) { return s.Cache().Bytes(); })
        .def_property_readonly("count", [](const CacheSession& s) { return s.Cache().Count(); })
        .def_property_readonly("evictions",
                               [](const CacheSession& s) { return s.Cache().Evictions(); });
}

} // namespace

void
BindCache(py::module_& module)
{
    BindCacheOptions(module);
    BindSession(module);
    module.def("response_directives", &ResponseDirectivesDict);
    module.def("request_directives", &RequestDirectivesDict);
    module.def("vary_key", &VaryKey);
    module.def("vary_selects",
               [](const FieldPairs& request, const FieldPairs& response, const FieldPairs& key) {
                   return SelectsResponse(FieldsOf(request), FieldsOf(response), FieldsOf(key));
               });
    module.def("http_date",
               [](std::int64_t at) { return FormatHttpDate(SecondsOf(SessionMoment(at))); });
}

} // namespace pagewire
