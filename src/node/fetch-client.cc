// SPDX-License-Identifier: GPL-2.0-only
#include "node/fetch-client.h"

#include "http/url-reference.h"
#include "node/request-fields.h"
#include "transport/dispose-later.h"

#include "ns3/simulator.h"

#include <cassert>
#include <utility>

namespace pagewire
{

namespace
{

constexpr unsigned MAX_REDIRECTS = 20;
const char NOT_CACHED[] = "not in the cache";

/** \return why the request is not even made, by the Fetch Standard; empty: it is */
std::string
WhyNot(const FetchRequest& request)
{
    const std::string& method = request.method;
    if (request.mode == FetchMode::NO_CORS && method != "GET" && method != "HEAD" &&
        method != "POST")
    {
        return "the mode no-cors has no " + method;
    }
    if (request.mode == FetchMode::NO_CORS && request.redirect != FetchRedirect::FOLLOW)
    {
        return "the mode no-cors follows redirects";
    }
    return "";
}

void
AddMissing(HeaderFields& fields, const char* name, const char* value)
{
    if (!fields.Has(name))
    {
        fields.Add(name, value);
    }
}

Request
MakeRequest(const FetchRequest& wanted)
{
    Request request;
    request.method = wanted.method;
    request.scheme = wanted.url.origin.scheme;
    request.authority = wanted.url.origin.Authority();
    request.target = wanted.url.target;
    request.fields = wanted.fields;
    AddMissing(request.fields, "User-Agent", BROWSER_USER_AGENT);
    AddMissing(request.fields, "Accept", "*/*");
    return request;
}

/** \return the cache mode: a script that asks by a condition wants to see what comes of that (Fetch
 * Standard, HTTP-network-or-cache fetch) */
CacheMode
ModeOf(const FetchRequest& request)
{
    for (const char* condition :
         {"If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "If-Match", "If-Range"})
    {
        if (request.cache == CacheMode::DEFAULT && request.fields.Has(condition))
        {
            return CacheMode::NO_STORE;
        }
    }
    return request.cache;
}

bool
IsRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/** A redirect with this status leads to that URL. */
void
TurnTo(FetchRequest& request, int status, HttpUrl url)
{
    const bool wasPost = request.method == "POST";
    const bool safe = request.method == "GET" || request.method == "HEAD";
    if (((status == 301 || status == 302) && wasPost) || (status == 303 && !safe))
    {
        request.method = "GET";
        request.content.clear();
        for (const char* name :
             {"Content-Encoding", "Content-Language", "Content-Location", "Content-Type"})
        {
            request.fields.Remove(name);
        }
    }
    if (url.origin != request.url.origin)
    {
        request.fields.Remove("Authorization");
    }
    request.url = std::move(url);
}

} // namespace

NS_OBJECT_ENSURE_REGISTERED(FetchClient);

ns3::TypeId
FetchClient::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::FetchClient");
        type.SetParent<ClientApplication>().SetGroupName("Pagewire").AddConstructor<FetchClient>();
        AddAttributes(type);
        AddTraceSources(type, "pagewire::FetchClient");
        return type;
    }();
    return tid;
}

FetchClient::FetchClient() = default;

FetchClient::~FetchClient() = default;

void
FetchClient::Send(FetchRequest request, FetchCallback done)
{
    assert(m_pool);
    if (m_finished)
    {
        return;
    }
    const std::size_t number = ++m_last;
    Job& job = m_jobs[number];
    job.result.url = request.url;
    job.request = std::move(request);
    job.done = std::move(done);
    std::string why = WhyNot(job.request);
    if (job.request.cache == CacheMode::ONLY_IF_CACHED && !Cache())
    {
        why = NOT_CACHED;
    }
    if (!why.empty())
    {
        ns3::Simulator::ScheduleNow([this, number, why] { Conclude(number, why); });
        return;
    }
    Ask(number);
}

/** Asks for the present URL of the job. */
void
FetchClient::Ask(std::size_t number)
{
    Job& job = m_jobs.at(number);
    FetchOptions options = MakeFetchOptions();
    options.resume = false; // a script sees the broken response
    FetchTask task;
    task.number = number;
    task.origin = job.request.url.origin;
    task.request = MakeRequest(job.request);
    task.mode = ModeOf(job.request);
    if (Cache())
    {
        task.partition = Cache()->PartitionOf(task.origin);
    }
    task.bodySize = job.request.content.size();
    if (task.bodySize > 0)
    {
        task.body = [content = job.request.content] {
            return std::make_unique<StringBody>(content);
        };
    }
    job.fetch = std::make_unique<Fetch>(
        FetchContext{*m_pool, options, GetProtocol(), false, *this, Cache()},
        std::move(task));
    job.fetch->Start();
    TellQueued(job.fetch->Record());
}

void
FetchClient::HandleSent(Fetch& fetch)
{
    TellSent(fetch.Record());
}

void
FetchClient::HandleInformational(Fetch& fetch, const Response& response)
{
    m_jobs.at(fetch.Task().number).result.interim.push_back(response);
}

void
FetchClient::HandleHeaders(Fetch& fetch)
{
    FetchResult& result = m_jobs.at(fetch.Task().number).result;
    result.response = fetch.Record().response;
    result.content.clear(); // of an attempt that failed
    if (m_alternatives && !fetch.Record().fromCache)
    {
        m_alternatives->LearnFrom(fetch.Task().origin,
                                  result.response.fields,
                                  ns3::Simulator::Now());
    }
    TellFirstByte(fetch.Record());
}

void
FetchClient::HandleProgress(Fetch& fetch, std::string_view bytes)
{
    m_jobs.at(fetch.Task().number).result.content += bytes;
}

void
FetchClient::HandleDone(Fetch& fetch)
{
    TellComplete(fetch.Record());
    if (m_finished)
    {
        return;
    }
    const std::size_t number = fetch.Task().number;
    Job& job = m_jobs.at(number);
    job.result.trailers = fetch.Trailers();
    DisposeLater(std::move(job.fetch));
    const RequestRecord& record = fetch.Record();
    job.result.cache = record.cache;
    if (record.status == RequestStatus::OK && Redirect(number))
    {
        return;
    }
    const bool refused = record.cache && record.cache->outcome == CacheOutcome::REFUSED;
    Conclude(number,
             record.status != RequestStatus::OK ? record.failure
             : refused                          ? NOT_CACHED
                                                : "");
}

/** \return whether the response leads elsewhere and the job is looked after */
bool
FetchClient::Redirect(std::size_t number)
{
    Job& job = m_jobs.at(number);
    const Response& response = job.result.response;
    const auto location = response.fields.Find("Location");
    if (!IsRedirect(response.status) || job.request.redirect == FetchRedirect::MANUAL || !location)
    {
        return false;
    }
    const std::optional<HttpUrl> url = ResolveReference(job.request.url, *location);
    std::string why;
    if (job.request.redirect == FetchRedirect::ERROR)
    {
        why = "redirected";
    }
    else if (!url)
    {
        why = "redirected to no http URL";
    }
    else if (job.result.redirects == MAX_REDIRECTS)
    {
        why = "redirected too often";
    }
    else if (job.request.mode == FetchMode::SAME_ORIGIN && url->origin != job.request.url.origin)
    {
        why = "redirected to another origin";
    }
    if (!why.empty())
    {
        Conclude(number, why);
        return true;
    }
    TurnTo(job.request, response.status, *url);
    FetchResult next;
    next.url = *url;
    next.redirects = job.result.redirects + 1;
    job.result = std::move(next);
    Ask(number);
    return true;
}

void
FetchClient::Conclude(std::size_t number, const std::string& failure)
{
    const auto place = m_jobs.find(number);
    if (place == m_jobs.end())
    {
        return;
    }
    Job job = std::move(place->second);
    m_jobs.erase(place);
    job.result.failure = failure;
    job.done(job.result);
}

void
FetchClient::StartApplication()
{
    m_connector = TakeConnector();
    if (Cache())
    {
        Cache()->Background().SetObserver(
            [this](const RequestRecord& record) { TellComplete(record); });
    }
    PoolObserver& self = *this;
    const PoolOptions options = MakePoolOptions();
    m_alternatives = options.alternatives;
    m_pool = std::make_unique<ConnectionPool>(*m_connector, options, self);
}

void
FetchClient::StopApplication()
{
    if (m_pool && !m_finished)
    {
        StopAll(RequestStatus::FAILED, "stopped");
        m_pool->Close();
    }
}

/** Ends all fetches there are now; what callbacks ask for is another matter. */
void
FetchClient::StopAll(RequestStatus status, const std::string& reason)
{
    if (Cache())
    {
        Cache()->Background().Stop(reason);
    }
    std::vector<Fetch*> fetches;
    for (const auto& [number, job] : m_jobs)
    {
        if (job.fetch)
        {
            fetches.push_back(job.fetch.get());
        }
    }
    for (Fetch* const fetch : fetches)
    {
        fetch->Stop(status, reason);
    }
}

void
FetchClient::Finish()
{
    if (m_pool && !m_finished)
    {
        m_finished = true;
        StopAll(RequestStatus::TIMEOUT, "the simulation ended");
        m_pool->Finish(std::string(OPEN_AT_THE_END));
    }
}

void
FetchClient::DoDispose()
{
    m_finished = true;
    m_jobs.clear();
    DropCache();
    m_pool.reset();
    m_connector.reset();
    WebClient::DoDispose();
}

void
FetchClient::HandleConnectionOpened(const ConnectionRecord& record)
{
    TellOpened(record);
}

void
FetchClient::HandleConnectionClosed(const ConnectionRecord& record)
{
    TellClosed(record);
}

ResponseReceiver*
FetchClient::HandlePush(PooledConnection&, const Request&, ClientExchange&)
{
    return nullptr;
}

} // namespace pagewire
