// SPDX-License-Identifier: GPL-2.0-only
#include "python/cache-session.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "http/content-length.h"
#include "http/origin.h"
#include "node/virtual-date.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

using Verdict = CacheVerdict::Action;

/** The names of CacheMode, in its order. */
const std::vector<std::string>&
ModeNames()
{
    static const std::vector<std::string> names{"default",
                                                "no-cache",
                                                "reload",
                                                "no-store",
                                                "force-cache",
                                                "only-if-cached"};
    return names;
}

CacheMode
ModeNamed(const std::string& name)
{
    const std::vector<std::string>& names = ModeNames();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
    {
        throw InputError("'" + name +
                         "' is no cache mode: " + DidYouMean(name, names, OneOf(names)));
    }
    return static_cast<CacheMode>(found - names.begin());
}

bool
IsFieldValue(const std::string& value)
{
    return std::none_of(value.begin(), value.end(), [](char c) {
        return c == '\r' || c == '\n' || c == '\0';
    });
}

void
WriteContent(const CacheVerdict& verdict,
             const Request& request,
             const Response& response,
             const std::optional<std::string>& body)
{
    if (!ResponseHasContent(request.method, response.status))
    {
        return;
    }
    if (body)
    {
        verdict.stored->content->Write(verdict.part.offset, *body);
        return;
    }
    const std::uint64_t length = ContentLengthOf(response.fields).value_or(verdict.part.length);
    verdict.stored->content->WritePattern(verdict.part.offset, length);
}

} // namespace

HeaderFields
FieldsOf(const FieldPairs& pairs)
{
    HeaderFields fields;
    for (const auto& [name, value] : pairs)
    {
        if (!IsToken(name))
        {
            throw InputError("'" + name + "' is no name of a field: write letters, digits and -");
        }
        if (!IsFieldValue(value))
        {
            throw InputError("the value of " + name + " has a line break: leave it out");
        }
        fields.Add(name, std::string(TrimOws(value)));
    }
    return fields;
}

FieldPairs
PairsOf(const HeaderFields& fields)
{
    FieldPairs pairs;
    for (const HeaderField& field : fields)
    {
        pairs.emplace_back(field.name, field.value);
    }
    return pairs;
}

CacheMoment
SessionMoment(std::int64_t at)
{
    return MomentOf(VIRTUAL_EPOCH) + Nanoseconds(at);
}

Request
RequestFor(const std::string& method, const std::string& url, const FieldPairs& fields)
{
    if (!IsToken(method))
    {
        throw InputError("'" + method + "' is no method: write one like GET");
    }
    const HttpUrl where = ParseUrl(url);
    Request request;
    request.method = method;
    request.scheme = where.origin.scheme;
    request.authority = where.origin.Authority();
    request.target = where.target;
    request.fields = FieldsOf(fields);
    return request;
}

std::string
LifetimeSourceName(LifetimeSource source)
{
    constexpr std::array<const char*, 8> NAMES{"",
                                               "override",
                                               "targeted",
                                               "s-maxage",
                                               "max-age",
                                               "expires",
                                               "heuristic",
                                               "negative"};
    return NAMES[static_cast<std::size_t>(source)];
}

std::string
CacheExchange::Action() const
{
    constexpr std::array<const char*, 4> NAMES{"answer",
                                               "answer-and-validate",
                                               "forward",
                                               "refuse"};
    return NAMES[static_cast<std::size_t>(decision.action)];
}

std::tuple<std::string, std::string, FieldPairs>
CacheExchange::Forward() const
{
    const Request& request = decision.forward;
    return {request.method,
            request.scheme + "://" + request.authority + request.target,
            PairsOf(request.fields)};
}

CacheSession::CacheSession(const CacheOptions& options)
    : m_cache(options)
{}

HttpCache&
CacheSession::Cache()
{
    return m_cache;
}

const HttpCache&
CacheSession::Cache() const
{
    return m_cache;
}

CacheExchange
CacheSession::Decide(const std::string& method,
                     const std::string& url,
                     const FieldPairs& fields,
                     std::int64_t at,
                     const std::string& mode,
                     const std::string& partition)
{
    const Request request = RequestFor(method, url, fields);
    return {m_cache.Decide(request, SessionMoment(at), ModeNamed(mode), partition), at};
}

std::string
CacheSession::Receive(CacheExchange& exchange,
                      int status,
                      const FieldPairs& fields,
                      const std::optional<std::string>& body,
                      std::int64_t requested,
                      std::int64_t at)
{
    constexpr std::array<const char*, 5> NAMES{"pass", "store", "complete", "reuse", "retry"};
    const Response response{status, FieldsOf(fields)};
    CacheDecision& decision = exchange.decision;
    const CacheVerdict verdict =
        m_cache.Receive(decision, response, SessionMoment(requested), SessionMoment(at));
    if (verdict.action == Verdict::STORE || verdict.action == Verdict::COMPLETE)
    {
        WriteContent(verdict, decision.request, response, body);
        m_cache.Commit(decision, verdict);
    }
    return NAMES[static_cast<std::size_t>(verdict.action)];
}

bool
CacheSession::Fail(CacheExchange& exchange, std::int64_t at)
{
    return m_cache.Fail(exchange.decision, SessionMoment(at));
}

std::tuple<int, FieldPairs, std::string>
CacheSession::Answer(CacheExchange& exchange, std::int64_t at) const
{
    const CachedAnswer answer = m_cache.Answer(exchange.decision, SessionMoment(at));
    std::string content;
    if (answer.content)
    {
        content.resize(answer.part.length);
        std::size_t read = 0;
        while (read < content.size())
        {
            const std::size_t got = answer.content->Read(answer.part.offset + read,
                                                         content.data() + read,
                                                         content.size() - read);
            if (got == 0)
            {
                break;
            }
            read += got;
        }
        content.resize(read);
    }
    return {answer.response.status, PairsOf(answer.response.fields), std::move(content)};
}

} // namespace pagewire
