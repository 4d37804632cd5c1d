// SPDX-License-Identifier: GPL-2.0-only
// Header fields that a cache reads, in a request and in the responses to it, whatever peers write:
// nothing may crash, and what is served is what was said to be.
#include "cache/http-cache.h"
#include "cache/vary.h"
#include "http/conditional.h"
#include "http/date.h"
#include "http/structured-field.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace pagewire;

namespace
{

constexpr std::array<std::string_view, 16> NAMES{"Cache-Control",
                                                 "CDN-Cache-Control",
                                                 "Expires",
                                                 "Date",
                                                 "Age",
                                                 "Vary",
                                                 "ETag",
                                                 "Last-Modified",
                                                 "Content-Range",
                                                 "Content-Length",
                                                 "Range",
                                                 "If-Range",
                                                 "If-None-Match",
                                                 "If-Modified-Since",
                                                 "Content-Location",
                                                 "Accept-Language"};
constexpr std::array<int, 8> STATUSES{200, 206, 304, 404, 416, 503, 204, 302};

void
Require(bool holds)
{
    if (!holds)
    {
        std::abort();
    }
}

/** Takes the input apart: an octet chooses, a line is a value. */
class Input
{
  public:
    explicit Input(std::string_view octets)
        : m_octets(octets)
    {}

    bool Empty() const
    {
        return m_octets.empty();
    }

    std::size_t Choose()
    {
        const std::size_t octet = Empty() ? 0 : static_cast<unsigned char>(m_octets.front());
        m_octets.remove_prefix(Empty() ? 0 : 1);
        return octet;
    }

    std::string_view Line()
    {
        const std::size_t end = std::min(m_octets.find('\n'), m_octets.size());
        const std::string_view line = m_octets.substr(0, end);
        m_octets.remove_prefix(std::min(end + 1, m_octets.size()));
        return TrimOws(line);
    }

    HeaderFields Fields()
    {
        HeaderFields fields;
        for (std::size_t count = Choose() % 6; count > 0; --count)
        {
            const std::string_view name = NAMES[Choose() % NAMES.size()];
            fields.Add(std::string(name), std::string(Line()));
        }
        return fields;
    }

  private:
    std::string_view m_octets;
};

/** What is formatted is read as the same. */
void
RequireRoundTrips(std::string_view text)
{
    const auto date = ParseHttpDate(text, 0);
    Require(!date || ParseHttpDate(FormatHttpDate(*date), 0) == date);
    const auto range = ParseContentRange(text);
    Require(!range || ParseContentRange(FormatContentRange(*range)) == range);
    const auto specs = ParseRange(text);
    Require(!specs || ParseRange(FormatRange(*specs)) == specs);
    const auto dictionary = ParseSfDictionary("a=" + FormatSfTokenOrString(text));
    Require(dictionary && dictionary->size() == 1);
    for (const std::string_view tag : SplitEntityTags(text))
    {
        Require(EntityTagsMatchWeakly(tag, tag));
    }
}

/** A request as the input has it, and the response to it. */
void
Ask(HttpCache& cache, Input& input, CacheMoment now)
{
    Request request;
    request.authority = "a.example";
    request.method = input.Choose() % 8 == 7 ? "HEAD" : "GET";
    request.fields = input.Fields();
    const Response response{STATUSES[input.Choose() % STATUSES.size()], input.Fields()};
    const std::string content(input.Choose() % 32, 'A');
    CacheDecision decision = cache.Decide(request, now);
    bool answered = decision.action == CacheDecision::Action::ANSWER;
    if (decision.action == CacheDecision::Action::FORWARD)
    {
        const CacheVerdict verdict = cache.Receive(decision, response, now, now);
        answered = verdict.action == CacheVerdict::Action::REUSE;
        if (verdict.action == CacheVerdict::Action::STORE ||
            verdict.action == CacheVerdict::Action::COMPLETE)
        {
            const std::size_t size =
                verdict.part.length > 0
                    ? std::min<std::uint64_t>(verdict.part.length, content.size())
                    : content.size();
            verdict.stored->content->Write(verdict.part.offset, content.substr(0, size));
            size % 2 == 0 ? cache.Commit(decision, verdict) : cache.Abandon(decision, verdict);
        }
    }
    if (answered)
    {
        const CachedAnswer answer = cache.Answer(decision, now);
        Require(!answer.content || answer.content->Holds(answer.part));
        Require(ParseDeltaSeconds(answer.response.fields.Combined("Age")).has_value());
    }
    Require(Explain(decision.trace).back() == '.');
    Require(FormatCacheStatus("fuzz", decision.trace).substr(0, 4) == "fuzz");
}

} // namespace

extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Input input({reinterpret_cast<const char*>(data), size});
    CacheOptions options;
    options.shared = input.Choose() % 2 == 0;
    options.targets = {"CDN-Cache-Control"};
    options.memory.capacity = 2000;
    options.objectLimit = 1000;
    HttpCache cache(options);
    CacheMoment now = std::chrono::seconds(784111777);
    RequireRoundTrips({reinterpret_cast<const char*>(data), size});
    while (!input.Empty())
    {
        Ask(cache, input, now);
        now += std::chrono::seconds(input.Choose());
        Require(cache.Bytes() <= options.memory.capacity);
    }
    return 0;
}
