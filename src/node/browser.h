// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_BROWSER_H
#define PAGEWIRE_NODE_BROWSER_H

#include "node/browser-cache.h"
#include "node/connector.h"
#include "node/navigation.h"
#include "node/page-load.h"
#include "node/web-client.h"

#include "ns3/traced-callback.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * Loads a page when it starts, and further ones one after the other where more visits are planned:
 * fetches what they consist of over connections of one version of HTTP, cleartext or TLS. These
 * live on from visit to visit as keep-alive allows, and are closed after the last onload moment, or
 * when the browser is (Navigation::NEW_SESSION).
 *
 * Set the visits and the resolver before the start; https is used where there is a TLS context.
 * What is set takes effect at the start. Trace sinks must not destroy the browser.
 *
 * At the end of a simulation call Finish(), after Simulator::Run and before anything that trace
 * sinks need is gone: it reports connections that are still open, and what is not loaded as
 * TIMEOUT. Simulator::Destroy disposes of a browser with its node, without reporting anything.
 */
class Browser : public WebClient, private PageLoadObserver, private PoolObserver
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*MomentTracedCallback)(ns3::Time moment);
    typedef void (*VisitTracedCallback)(const VisitRecord& record);

    static ns3::TypeId GetTypeId();

    Browser();
    ~Browser() override;

    /** The page to load, by the address bar. It takes the place of all visits planned before. */
    void SetPage(std::shared_ptr<const Page> page);

    /** A further load after the one planned last is over, well or not.
     * \param pause from that end on */
    void AddVisit(std::shared_ptr<const Page> page, Navigation navigation, ns3::Time pause);

    /** Decides the priorities of requests; without one the page states them. It may be shared by
     * browsers. */
    void SetPriorities(std::shared_ptr<PriorityPolicy> priorities);

    /** The host's address and route have changed: QUIC connections go on from the new one, others
     * are given up and their requests made again, where that is allowed. */
    void HandleNetworkChange();

    /** \return whether all loads are over, well or not; false before the start */
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

    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange) override;

    /** A load that is planned. */
    struct Visit
    {
        std::shared_ptr<const Page> page;
        Navigation navigation{Navigation::ADDRESS_BAR};
        ns3::Time pause{0};
    };

    static void AddVisitAttributes(ns3::TypeId& type);
    static void AddLoadAttributes(ns3::TypeId& type);
    static void AddVisitTraceSources(ns3::TypeId& type);
    PageLoadOptions MakeLoadOptions(const Visit& visit);
    void HandleValidated(const RequestRecord& record);
    void BeginSession();
    void BeginVisit();
    void GiveUp(const std::string& reason);
    void EndVisit();
    void CloseSession();
    bool ChangesSite(const Visit& next) const;
    bool HasMore() const;
    ConnectionPool& Pool();

    // Attributes; GetTypeId has their defaults.
    bool m_coalesce;
    bool m_resume;
    ns3::Time m_deadline;
    ReloadScope m_reload;

    std::vector<Visit> m_visits;
    std::shared_ptr<PriorityPolicy> m_priorities{std::make_shared<StatedPriorities>()};
    std::unique_ptr<Connector> m_connector;
    std::vector<std::unique_ptr<ConnectionPool>> m_pools; //!< one a session, the present one last
    std::unique_ptr<PageLoad> m_load;                     //!< of the present visit
    VisitRecord m_visit;
    ns3::EventId m_nextEvent; //!< the present visit's deadline, or the beginning of the next one
    bool m_stopped{false};
    bool m_finished{false};

    ns3::TracedCallback<ns3::Time> m_pageLoaded;
    ns3::TracedCallback<const VisitRecord&> m_visitStarted;
    ns3::TracedCallback<const VisitRecord&> m_visitOver;
};

} // namespace pagewire

#endif
