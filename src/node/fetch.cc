// SPDX-License-Identifier: GPL-2.0-only
#include "node/fetch.h"

#include "cache/mode-fields.h"
#include "http/range.h"
#include "node/cache-use.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

Fetch::Fetch(const FetchContext& context, FetchTask task)
    : m_context(context),
      m_task(std::move(task))
{
    if (!m_context.cache)
    {
        AddModeFields(m_task.request, m_task.mode); // a cache does that itself
    }
    m_record.resource = m_task.number;
    m_record.visit = m_task.visit;
    m_record.priority = m_task.priority;
    m_record.protocol = context.protocol;
    m_record.request.method = m_task.request.method; // what decides where it may be sent
}

Fetch::~Fetch()
{
    m_silenceTimer.Remove();
    m_retry.Cancel();
}

void
Fetch::Start()
{
    m_record.queued = ns3::Simulator::Now();
    if (m_context.cache)
    {
        LookUp();
        return;
    }
    m_record.request = MakeRequest();
    Wait();
}

bool
Fetch::WantsPush() const
{
    return (m_state == State::IDLE || m_state == State::WAITING) && m_record.attempts == 0 &&
           m_task.request.method == "GET" && !HasFreshAnswer();
}

ResponseReceiver*
Fetch::Adopt(PooledConnection& connection, const Request& request, ClientExchange& exchange)
{
    m_context.pool.Withdraw(*this);
    if (m_context.cache && !m_cache)
    {
        BrowserCache& cache = *m_context.cache;
        m_cache = std::make_unique<CacheUse>(
            cache,
            cache.Store().Decide(request, cache.Now(), CacheMode::RELOAD, m_task.partition));
    }
    const ns3::Time now = ns3::Simulator::Now();
    if (m_state == State::IDLE)
    {
        m_record.queued = now;
    }
    m_state = State::SENT;
    m_connection = &connection;
    m_exchange = &exchange;
    m_record.attempts = 1;
    m_record.request = request;
    m_record.pushed = true;
    m_record.reused = true;
    m_record.connection = connection.Record().id;
    m_record.sendStart = now;
    m_record.sendEnd = now;
    WatchSilence();
    return this;
}

void
Fetch::Stop(RequestStatus status, const std::string& reason)
{
    if (IsOver())
    {
        return;
    }
    m_context.pool.Withdraw(*this);
    m_retry.Cancel();
    if (m_exchange)
    {
        CountBytes();
        m_exchange->Cancel();
    }
    Finish(status, reason);
}

bool
Fetch::IsOver() const
{
    return m_state == State::OVER;
}

const FetchTask&
Fetch::Task() const
{
    return m_task;
}

const RequestRecord&
Fetch::Record() const
{
    return m_record;
}

const HeaderFields&
Fetch::Trailers() const
{
    return m_trailers;
}

void
Fetch::Wait()
{
    m_state = State::WAITING;
    m_waitingSince = ns3::Simulator::Now();
    m_context.pool.Wait(m_task.origin,
                        GroupName(),
                        m_task.turn.value_or(m_task.number),
                        m_task.priority.urgency,
                        *this);
}

std::string
Fetch::GroupName() const
{
    if (const auto forwarder = m_context.pool.ForwarderOf(m_task.origin))
    {
        return "proxy " + *forwarder;
    }
    const bool shared = m_context.coalesce && !m_ownConnection && !m_task.server.empty() &&
                        Multiplexes(m_context.protocol) && m_task.origin.scheme == "https";
    return shared ? "server " + m_task.server : m_task.origin.Text();
}

/** \return what is asked of the network, without what depends on the attempt */
const Request&
Fetch::Wanted() const
{
    return m_cache ? m_cache->Decision().forward : m_task.request;
}

Request
Fetch::MakeRequest() const
{
    Request request = Wanted();
    if (m_context.protocol == Protocol::H09)
    {
        // It has one method and no fields; what else is wanted is asked for with that.
        request.method = "GET";
        request.fields = {};
        return request;
    }
    if (Multiplexes(m_record.protocol))
    {
        request.priority = m_task.priority;
    }
    if (m_validator)
    {
        request.fields.Add("Range", FormatRange({{m_record.responseBodyBytes, std::nullopt}}));
        request.fields.Add("If-Range", m_validator->value);
    }
    return request;
}

const Request&
Fetch::WaitingRequest() const
{
    return m_record.request;
}

bool
Fetch::IsRetry() const
{
    return m_record.attempts > 0;
}

bool
Fetch::Accepts(const PooledConnection& connection) const
{
    const ConnectionRecord& record = connection.Record();
    return record.requests == 0 || record.opened >= m_notBefore;
}

void
Fetch::HandleConnection(PooledConnection& connection)
{
    const bool retry = IsRetry();
    NoteConnection(connection);
    m_record.request = MakeRequest();
    const bool says11 =
        m_context.protocol == Protocol::H11 || m_context.protocol == Protocol::H11_PIPELINED;
    if (connection.IsLast() && says11)
    {
        m_record.request.fields.Add("Connection", "close"); // RFC 9112 section 9.6
    }
    std::unique_ptr<BodySource> body;
    if (m_task.body && m_context.protocol != Protocol::H09)
    {
        body = m_task.body();
    }
    m_state = State::SENT;
    m_connection = &connection;
    ClientExchange& exchange = connection.Send(AsSent(), retry, std::move(body), *this);
    if (m_state == State::SENT)
    {
        m_exchange = &exchange;
    }
}

/** \return the request as it goes to whom the connection leads to */
Request
Fetch::AsSent()
{
    if (!m_context.pool.ForwarderOf(m_task.origin))
    {
        return m_record.request;
    }
    Request request = m_record.request;
    if (!Multiplexes(m_record.protocol))
    {
        request.target = m_task.origin.Text() + request.target; // RFC 9112 section 3.2.2
    }
    const ProxyLogin* const login = m_context.pool.Login();
    m_loggedIn = login && login->wanted && !login->authorization.empty();
    if (m_loggedIn)
    {
        request.fields.Add("Proxy-Authorization", login->authorization);
    }
    return request;
}

void
Fetch::NoteConnection(const PooledConnection& connection)
{
    const ConnectionRecord& record = connection.Record();
    m_record.connection = record.id;
    m_record.protocol = record.protocol;
    ++m_record.attempts;
    m_before = m_record;
    m_record.dnsStart = m_record.dnsEnd = m_record.connectStart = m_record.connectEnd =
        m_record.tlsStart = m_record.sendStart = m_record.sendEnd = m_record.firstByte = {};
    // The opening counts for the first request on the connection, as far as that waited for it.
    m_record.reused = record.requests > 0 || *record.ready <= m_waitingSince;
    if (!m_record.reused)
    {
        const ns3::Time start = std::max(record.opened, m_waitingSince);
        m_record.dnsStart = m_record.dnsEnd = m_record.connectStart = start;
        m_record.connectEnd = record.ready;
        if (record.tls)
        {
            m_record.tlsStart = std::max(start, *record.established);
        }
    }
}

void
Fetch::HandleNoConnection(const std::string& reason)
{
    ++m_record.attempts;
    m_state = State::SENT; // as if it had been, and nothing of it had arrived
    Fail({reason, true});
}

void
Fetch::HandleRequestStarted()
{
    m_record.sendStart = ns3::Simulator::Now();
    if (m_cache)
    {
        m_cache->NoteSent();
    }
}

void
Fetch::HandleRequestSent()
{
    m_record.sendEnd = ns3::Simulator::Now();
    m_record.requestBodyBytes += m_task.bodySize;
    WatchSilence();
    m_context.owner.HandleSent(*this);
}

void
Fetch::HandleInformational(const Response& response)
{
    m_lastSign = ns3::Simulator::Now();
    m_context.owner.HandleInformational(*this, response);
}

void
Fetch::HandleHeaders(const Response& response)
{
    const ns3::Time now = ns3::Simulator::Now();
    m_lastSign = now;
    m_connection->NoteResponse();
    m_record.firstByte = now;
    m_record.sendEnd = m_record.sendEnd.value_or(now); // an answer may overtake a long request
    const bool part = m_validator && response.status == 206;
    const bool useless = m_validator && response.status == 416;
    if (useless || (part && !ContinuesPart(response)))
    {
        AskAnew();
        return;
    }
    m_record.response = response;
    if (!part)
    {
        m_record.responseBodyBytes = 0; // from the beginning
        if (!TakeIntoCache(response))
        {
            return;
        }
    }
    m_context.owner.HandleHeaders(*this);
}

/** What came fits to nothing that is here. */
void
Fetch::AskAnew()
{
    m_validator.reset();
    m_record.responseBodyBytes = 0;
    CountBytes();
    m_exchange->Cancel();
    Fail({"wrong part", false});
}

bool
Fetch::ContinuesPart(const Response& response) const
{
    const auto field = response.fields.Find("Content-Range");
    const auto range = field ? ParseContentRange(*field) : std::nullopt;
    const auto tag = response.fields.Find("ETag");
    return range && range->part && range->part->offset == m_record.responseBodyBytes &&
           (!tag || *tag == m_validator->value);
}

void
Fetch::HandleBody(std::string_view bytes)
{
    m_lastSign = ns3::Simulator::Now();
    if (m_exchange)
    {
        m_exchange->Consumed(bytes.size());
    }
    if (m_cache)
    {
        m_cache->Write(bytes);
        if (m_record.confirmation)
        {
            DeliverAnswer();
            return;
        }
    }
    m_record.responseBodyBytes += bytes.size();
    m_context.owner.HandleProgress(*this, bytes);
}

void
Fetch::HandleComplete(const HeaderFields& trailers)
{
    CountBytes();
    m_exchange = nullptr;
    m_trailers = trailers;
    if (RefusedAsMisdirected())
    {
        m_ownConnection = true;
        Retry();
        return;
    }
    if (RefusedForLogin())
    {
        m_context.pool.Login()->wanted = true;
        Retry();
        return;
    }
    if (m_cache && m_cache->Verdict() == CacheVerdict::Action::REUSE)
    {
        AnswerFromCache();
        return;
    }
    if (m_cache)
    {
        m_cache->Commit(trailers);
    }
    Finish(RequestStatus::OK, "");
}

bool
Fetch::RefusedAsMisdirected() const
{
    return m_record.response.status == 421 && !m_ownConnection &&
           m_record.attempts < m_context.options.maxAttempts && GroupName() != m_task.origin.Text();
}

/** \return whether a proxy wants to know who we are, and may be told (RFC 9110 section 11.7.1) */
bool
Fetch::RefusedForLogin() const
{
    const ProxyLogin* const login = m_context.pool.Login();
    return m_record.response.status == 407 && login && !login->authorization.empty() &&
           !m_loggedIn && m_record.attempts < m_context.options.maxAttempts;
}

void
Fetch::HandleFailure(const ExchangeFailure& failure)
{
    CountBytes();
    m_exchange = nullptr;
    Fail(failure);
}

void
Fetch::CountBytes()
{
    if (m_exchange)
    {
        m_record.exchange = m_exchange->Number();
        m_record.requestHeaderBytes =
            m_before.requestHeaderBytes + m_exchange->RequestHeaderBytes();
        m_record.responseHeaderBytes =
            m_before.responseHeaderBytes + m_exchange->ResponseHeaderBytes();
        m_record.responseWireBytes = m_before.responseWireBytes + m_exchange->ResponseBodyBytes();
    }
}

void
Fetch::Fail(const ExchangeFailure& failure)
{
    m_exchange = nullptr;
    if (!Multiplexes(m_record.protocol))
    {
        m_notBefore = ns3::Simulator::Now();
    }
    const bool repeatable = failure.surelyUnprocessed || IsIdempotent(m_record.request.method);
    if (!repeatable || m_record.attempts >= m_context.options.maxAttempts)
    {
        if (m_cache && m_cache->Fail())
        {
            AnswerFromCache();
            return;
        }
        Finish(RequestStatus::FAILED, failure.reason);
        return;
    }
    if (m_record.confirmation)
    {
        RetryCompletion();
        return;
    }
    if (CanResume())
    {
        m_validator = HeaderField{"If-Range", std::string(*m_record.response.fields.Find("ETag"))};
    }
    Retry();
}

bool
Fetch::CanResume() const
{
    const Response& response = m_record.response;
    const auto tag = response.fields.Find("ETag");
    return m_context.options.resume && m_record.firstByte && m_record.request.method == "GET" &&
           !Wanted().fields.Has("Range") && m_record.responseBodyBytes > 0 && tag &&
           tag->substr(0, 1) == "\"" &&
           (response.status == 206 ||
            (response.status == 200 && response.fields.HasToken("Accept-Ranges", "bytes")));
}

void
Fetch::Retry()
{
    m_silenceTimer.Remove();
    m_state = State::WAITING;
    // The connection settles first: whether it is gone shows after this call.
    m_retry = ns3::Simulator::ScheduleNow([this] { Wait(); });
}

void
Fetch::WatchSilence()
{
    m_lastSign = ns3::Simulator::Now();
    if (m_context.options.silence.IsStrictlyPositive())
    {
        m_silenceTimer.Remove();
        m_silenceTimer =
            ns3::Simulator::Schedule(m_context.options.silence, [this] { CheckSilence(); });
    }
}

void
Fetch::CheckSilence()
{
    const ns3::Time left = m_lastSign + m_context.options.silence - ns3::Simulator::Now();
    if (left.IsStrictlyPositive())
    {
        m_silenceTimer = ns3::Simulator::Schedule(left, [this] { CheckSilence(); });
        return;
    }
    if (m_exchange)
    {
        CountBytes();
        m_exchange->Cancel();
        Fail({"silence", false});
    }
}

void
Fetch::Finish(RequestStatus status, const std::string& failure)
{
    m_silenceTimer.Remove();
    if (m_cache)
    {
        m_cache->Abandon();
        m_record.cache = m_cache->Decision().trace;
    }
    m_exchange = nullptr;
    m_state = State::OVER;
    m_record.status = status;
    m_record.failure = failure;
    m_record.end = ns3::Simulator::Now();
    m_context.owner.HandleDone(*this);
}

} // namespace pagewire
