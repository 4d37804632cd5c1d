// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_BROWSER_H
#define PAGEWIRE_NODE_BROWSER_H

#include "node/client-application.h"
#include "node/page-load.h"

#include "ns3/traced-callback.h"

#include <memory>
#include <optional>
#include <string>

namespace pagewire
{

/**
 * Loads one page when it starts: fetches what it consists of over connections of one version of
 * HTTP, cleartext or TLS, and closes them after the onload moment.
 *
 * Set the page and the resolver before the start; https is used where there is a TLS context. What
 * is set takes effect at the start. Trace sinks must not destroy the browser.
 *
 * At the end of a simulation call Finish(), after Simulator::Run and before anything that trace
 * sinks need is gone: it reports connections that are still open, and what is not loaded as
 * TIMEOUT. Simulator::Destroy disposes of a browser with its node, without reporting anything.
 */
class Browser : public ClientApplication, private PageLoadObserver
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*RequestTracedCallback)(const RequestRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);
    typedef void (*MomentTracedCallback)(ns3::Time moment);

    static ns3::TypeId GetTypeId();

    Browser();
    ~Browser() override;

    /** The page to load. */
    void SetPage(std::shared_ptr<const Page> page);

    /** What the browser knows of HTTP/3 servers; without a call, that all are some. */
    void SetAlternatives(std::shared_ptr<AlternativeServices> alternatives);

    /** The host's address and route have changed: QUIC connections go on from the new one, others
     * are given up and their requests made again, where that is allowed. */
    void HandleNetworkChange();

    /** \return whether the load is over, well or not; false before the start */
    bool IsOver() const;

    /** Reports what is still open and drops it; see above. Further calls do nothing. */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    void HandleQueued(const RequestRecord& record) override;
    void HandleSent(const RequestRecord& record) override;
    void HandleFirstByte(const RequestRecord& record) override;
    void HandleComplete(const RequestRecord& record) override;
    void HandleConnectionOpened(const ConnectionRecord& record) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;
    void HandleLoaded(ns3::Time moment) override;

    static void AddConnectionAttributes(ns3::TypeId& type);
    static void AddHttp3Attributes(ns3::TypeId& type);
    static void AddFetchAttributes(ns3::TypeId& type);
    static void AddTraceSources(ns3::TypeId& type);
    PageLoadOptions LoadOptions() const;

    // Attributes; GetTypeId has their defaults.
    std::uint32_t m_connectionsPerHost;
    std::uint32_t m_connectionsPerProxy;
    std::uint32_t m_requestsPerConnection;
    RequestLine m_waitingRequests;
    ns3::Time m_keepAlive;
    std::uint32_t m_maxAttempts;
    bool m_resume;
    ns3::Time m_silence;
    bool m_coalesce;
    ns3::Time m_deadline;
    bool m_fallback;
    ns3::Time m_headStart;

    std::shared_ptr<AlternativeServices> m_alternatives;
    std::shared_ptr<const Page> m_page;
    std::unique_ptr<PageLoad> m_load;
    ns3::EventId m_deadlineEvent;
    bool m_finished{false};

    ns3::TracedCallback<const RequestRecord&> m_requestQueued;
    ns3::TracedCallback<const RequestRecord&> m_requestSent;
    ns3::TracedCallback<const RequestRecord&> m_firstByte;
    ns3::TracedCallback<const RequestRecord&> m_responseComplete;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionOpened;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
    ns3::TracedCallback<ns3::Time> m_pageLoaded;
};

} // namespace pagewire

#endif
