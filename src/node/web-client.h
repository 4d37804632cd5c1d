// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_WEB_CLIENT_H
#define PAGEWIRE_NODE_WEB_CLIENT_H

#include "node/browser-cache.h"
#include "node/client-application.h"
#include "node/connection-pool.h"
#include "node/fetch.h"
#include "node/records.h"

#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/** What clients that fetch resources of the web have in common: how they use connections, how
 * patiently they fetch, and what can be observed of it. */
class WebClient : public ClientApplication
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*RequestTracedCallback)(const RequestRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);

    ~WebClient() override;

    /** What the client knows of HTTP/3 servers; without a call, that all are some. */
    void SetAlternatives(std::shared_ptr<AlternativeServices> alternatives);

    /** Its cache, instead of one by the attributes: of another client that goes on in this one. */
    void SetCache(std::shared_ptr<BrowserCache> cache);

  protected:
    WebClient();

    /** Gives a type that derives from this one the attributes and trace sources of all of them;
     * a prefix, such as "pagewire::Browser", begins the signatures' names. */
    static void AddAttributes(ns3::TypeId& type);
    static void AddTraceSources(ns3::TypeId& type, const std::string& prefix);

    /** \return what the attributes come to; to be called at the start */
    PoolOptions MakePoolOptions();
    FetchOptions MakeFetchOptions() const;

    /** \return the cache, null without one; to be called from the start on */
    BrowserCache* Cache();

    /** Forgets it, and what it validates in the background: before the pools go that this uses. */
    void DropCache();

    void TellQueued(const RequestRecord& record);
    void TellSent(const RequestRecord& record);
    void TellFirstByte(const RequestRecord& record);
    void TellComplete(const RequestRecord& record);
    void TellOpened(const ConnectionRecord& record);
    void TellClosed(const ConnectionRecord& record);

  private:
    static void AddConnectionAttributes(ns3::TypeId& type);
    static void AddHttp3Attributes(ns3::TypeId& type);
    static void AddFetchAttributes(ns3::TypeId& type);
    static void AddCacheAttributes(ns3::TypeId& type);

    // Attributes; AddAttributes has their defaults.
    std::uint32_t m_connectionsPerHost;
    std::uint32_t m_connectionsPerProxy;
    std::uint32_t m_requestsPerConnection;
    RequestLine m_waitingRequests;
    ns3::Time m_keepAlive;
    std::uint32_t m_maxAttempts;
    ns3::Time m_silence;
    bool m_fallback;
    ns3::Time m_headStart;
    bool m_hasCache;
    std::uint64_t m_memoryCapacity;
    std::uint64_t m_diskCapacity;
    ns3::Time m_memoryLatency;
    ns3::Time m_diskLatency;
    ns3::Time m_staleIfError;
    bool m_partition;
    ns3::Time m_clockSkew;

    std::shared_ptr<AlternativeServices> m_alternatives;
    std::shared_ptr<BrowserCache> m_cache; //!< null: none, or not yet

    ns3::TracedCallback<const RequestRecord&> m_requestQueued;
    ns3::TracedCallback<const RequestRecord&> m_requestSent;
    ns3::TracedCallback<const RequestRecord&> m_firstByte;
    ns3::TracedCallback<const RequestRecord&> m_responseComplete;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionOpened;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
};

} // namespace pagewire

#endif
