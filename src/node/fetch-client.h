// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FETCH_CLIENT_H
#define PAGEWIRE_NODE_FETCH_CLIENT_H

#include "cache/http-cache.h"
#include "http/message.h"
#include "http/origin.h"
#include "node/web-client.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What is done with a redirect, "redirect" in the Fetch Standard. */
enum class FetchRedirect
{
    FOLLOW, //!< twenty at most
    MANUAL, //!< it is the response; a script would be told only that there was one
    ERROR,  //!< the request fails
};

/** What a page's script may ask of other origins, "mode" in the Fetch Standard. */
enum class FetchMode
{
    CORS,
    NO_CORS,     //!< GET, HEAD and POST only, and redirects are followed
    SAME_ORIGIN, //!< a redirect to another origin fails
};

/** A single request as the Fetch API has it. */
struct FetchRequest
{
    HttpUrl url;
    std::string method{"GET"};
    HeaderFields fields; //!< User-Agent and Accept are added where they are missing
    std::string content;
    FetchRedirect redirect{FetchRedirect::FOLLOW};
    FetchMode mode{FetchMode::CORS};
    CacheMode cache{CacheMode::DEFAULT};
};

/** What came of it. */
struct FetchResult
{
    std::string failure{}; //!< a few words; empty: the response is whole
    HttpUrl url;           //!< of the last redirect
    unsigned redirects{0};
    Response response; //!< the last one, as far as it came
    std::string content;
    std::vector<Response> interim; //!< 1xx of the last request, in order
    HeaderFields trailers;
    std::optional<CacheTrace> cache; //!< what the client's own cache did at the last URL; none
                                     //!< where no cache was asked
};

using FetchCallback = std::function<void(const FetchResult&)>;

/**
 * Makes single requests as a page's script does by the Fetch API, over connections that stay open
 * between them. It follows redirects as the Fetch Standard has it (HTTP-redirect fetch): 303, and
 * 301 and 302 after POST, become GET without content, and Authorization does not go to another
 * origin. A cache mode has the fields for caches on the way that the standard wants: no-cache
 * Cache-Control: max-age=0, no-store and reload Pragma and Cache-Control: no-cache, unless the
 * request has its own; a request with a condition of its own goes past the cache; only-if-cached
 * fails where there is no cache, or nothing in it. There are no cookies and no CORS preflights.
 *
 * Requests may be made from the start on, from callbacks too. Those in progress fail when the
 * application stops. Call Finish() as for a Browser.
 */
class FetchClient : public WebClient, private FetchOwner, private PoolObserver
{
  public:
    static ns3::TypeId GetTypeId();

    FetchClient();
    ~FetchClient() override;

    /** Makes a request. \param done called once, in an event of its own or when the response is
     * whole; not after Finish */
    void Send(FetchRequest request, FetchCallback done);

    /** Reports what is still open and drops it; callbacks are not called. Further calls do nothing.
     */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    void HandleSent(Fetch& fetch) override;
    void HandleInformational(Fetch& fetch, const Response& response) override;
    void HandleHeaders(Fetch& fetch) override;
    void HandleProgress(Fetch& fetch, std::string_view bytes) override;
    void HandleDone(Fetch& fetch) override;

    void HandleConnectionOpened(const ConnectionRecord& record) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;
    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange) override;

    /** A request in progress. */
    struct Job
    {
        FetchRequest request;
        FetchCallback done;
        FetchResult result;
        std::unique_ptr<Fetch> fetch; //!< of the present URL
    };

    void Ask(std::size_t number);
    bool Redirect(std::size_t number);
    void Conclude(std::size_t number, const std::string& failure);
    void StopAll(RequestStatus status, const std::string& reason);

    std::unique_ptr<Connector> m_connector;
    std::unique_ptr<ConnectionPool> m_pool;
    std::shared_ptr<AlternativeServices> m_alternatives; //!< null but for HTTP/3
    std::map<std::size_t, Job> m_jobs; //!< by RequestRecord::resource, the same for each redirect
    std::size_t m_last{0};
    bool m_finished{false};
};

} // namespace pagewire

#endif
