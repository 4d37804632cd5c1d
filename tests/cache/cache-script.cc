// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-script.h"

#include <algorithm>

namespace pagewire
{

namespace
{

std::string
ReadPart(const StoredContent& content, const ByteRange& part)
{
    std::string octets(static_cast<std::size_t>(part.length), '\0');
    std::size_t done = 0;
    while (done < octets.size())
    {
        const std::size_t some =
            content.Read(part.offset + done, octets.data() + done, octets.size() - done);
        if (some == 0)
        {
            break;
        }
        done += some;
    }
    octets.resize(done);
    return octets;
}

std::string
LineOf(const std::string& what, const HeaderFields& fields)
{
    std::string line = what;
    for (const HeaderField& field : fields)
    {
        line += " [" + field.name + ": " + field.value + "]";
    }
    return line + "\n";
}

} // namespace

CacheOptions
SharedCache()
{
    CacheOptions options;
    options.memory.capacity = 1 << 20;
    return options;
}

CacheOptions
PrivateCache()
{
    CacheOptions options = SharedCache();
    options.shared = false;
    return options;
}

HeaderFields
FieldsOf(std::string_view lines)
{
    HeaderFields fields;
    while (!lines.empty())
    {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view line = lines.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos)
        {
            fields.Add(std::string(line.substr(0, colon)),
                       std::string(TrimOws(line.substr(colon + 1))));
        }
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return fields;
}

Request
GetWith(std::string_view lines, const std::string& target)
{
    Request request;
    request.authority = "a.example";
    request.target = target;
    request.fields = FieldsOf(lines);
    return request;
}

NextAnswer
Answer(std::string_view lines, const std::string& body, int status)
{
    NextAnswer answer{{status, FieldsOf(lines)}, body};
    if (ResponseHasContent("GET", status))
    {
        answer.response.fields.Set("Content-Length", std::to_string(body.size()));
    }
    return answer;
}

CacheScript::CacheScript(const CacheOptions& options)
    : m_cache(options)
{}

CacheScript&
CacheScript::Serve(Next next)
{
    m_next = std::move(next);
    return *this;
}

CacheScript&
CacheScript::Serve(const NextAnswer& answer)
{
    return Serve([answer](const Request&) { return answer; });
}

CacheScript&
CacheScript::Wait(Nanoseconds time)
{
    m_now += time;
    m_history += "wait " + FormatDuration(time) + "\n";
    return *this;
}

CacheResult
CacheScript::Ask(std::string_view fields)
{
    return Ask(GetWith(fields));
}

CacheResult
CacheScript::Ask(const Request& request, CacheMode mode, const std::string& partition)
{
    m_history += LineOf("ask " + request.method + " " + request.target, request.fields);
    CacheDecision decision = m_cache.Decide(request, m_now, mode, partition);
    CacheResult result;
    switch (decision.action)
    {
    case CacheDecision::Action::ANSWER:
        AnswerFromStore(decision, result);
        break;
    case CacheDecision::Action::ANSWER_AND_VALIDATE:
    {
        AnswerFromStore(decision, result);
        CacheDecision background = decision;
        CacheResult unseen;
        Forward(background, unseen);
        result.forwarded = unseen.forwarded;
        break;
    }
    case CacheDecision::Action::FORWARD:
        Forward(decision, result);
        break;
    case CacheDecision::Action::REFUSE:
        result.response.status = 504;
        break;
    }
    result.trace = decision.trace;
    m_history += LineOf("  got " + std::to_string(result.response.status) + " \"" +
                            result.body.substr(0, 40) + "\", " +
                            std::string(CacheOutcomeName(decision.trace.outcome)),
                        result.response.fields);
    return result;
}

void
CacheScript::Forward(CacheDecision& decision, CacheResult& result)
{
    ++m_asked;
    result.forwarded = decision.forward;
    m_history += LineOf("  forward", decision.forward.fields);
    const auto answer = m_next(decision.forward);
    if (answer)
    {
        Take(decision, *answer, result);
    }
    else if (m_cache.Fail(decision, m_now))
    {
        AnswerFromStore(decision, result);
    }
    else
    {
        result.response.status = 502;
    }
}

void
CacheScript::Take(CacheDecision& decision, const NextAnswer& answer, CacheResult& result)
{
    m_history +=
        LineOf("  next says " + std::to_string(answer.response.status), answer.response.fields);
    const CacheVerdict verdict = m_cache.Receive(decision, answer.response, m_now, m_now);
    switch (verdict.action)
    {
    case CacheVerdict::Action::PASS:
        result.response = answer.response;
        result.body = answer.body;
        result.whole = !answer.breaks;
        break;
    case CacheVerdict::Action::STORE:
    case CacheVerdict::Action::COMPLETE:
        Fill(decision, verdict, answer, result);
        break;
    case CacheVerdict::Action::REUSE:
        AnswerFromStore(decision, result);
        break;
    case CacheVerdict::Action::RETRY:
        Forward(decision, result);
        break;
    }
}

/** Content comes in two pieces. */
void
CacheScript::Fill(CacheDecision& decision,
                  const CacheVerdict& verdict,
                  const NextAnswer& answer,
                  CacheResult& result)
{
    StoredContent& content = *verdict.stored->content;
    const std::size_t half = answer.body.size() / 2;
    content.Write(verdict.part.offset, std::string_view(answer.body).substr(0, half));
    content.Write(verdict.part.offset + half, std::string_view(answer.body).substr(half));
    answer.breaks ? m_cache.Abandon(decision, verdict) : m_cache.Commit(decision, verdict);
    if (verdict.action == CacheVerdict::Action::COMPLETE)
    {
        AnswerFromStore(decision, result);
        return;
    }
    result.response = answer.response;
    result.body = answer.body;
    result.whole = !answer.breaks;
}

void
CacheScript::AnswerFromStore(CacheDecision& decision, CacheResult& result)
{
    const CachedAnswer answer = m_cache.Answer(decision, m_now);
    result.response = answer.response;
    if (!answer.content)
    {
        return;
    }
    result.body = ReadPart(*answer.content, answer.part);
    result.whole = result.body.size() == answer.part.length && !answer.content->IsBroken();
}

HttpCache&
CacheScript::Cache()
{
    return m_cache;
}

CacheMoment
CacheScript::Now() const
{
    return m_now;
}

int
CacheScript::Asked() const
{
    return m_asked;
}

const std::string&
CacheScript::History() const
{
    return m_history;
}

} // namespace pagewire
