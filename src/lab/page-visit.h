// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PAGE_VISIT_H
#define PAGEWIRE_LAB_PAGE_VISIT_H

#include "lab/scenario-options.h"
#include "net/network.h"
#include "node/browser.h"
#include "node/origin.h"
#include "page/page.h"
#include "report/run-recorder.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** Both ends' TLS and QUIC, null without them; the client's keep sessions and what else they learn
 * from one visit to the next. */
struct VisitContexts
{
    std::shared_ptr<TlsServerContext> server;
    std::shared_ptr<TlsClientContext> client;
    std::shared_ptr<QuicServerContext> quicServer;
    std::shared_ptr<QuicClientContext> quicClient;
    std::shared_ptr<AlternativeServices> alternatives;
};

/**
 * One browser, one origin, the network between them, and one load of a page. To be destroyed
 * before Simulator::Destroy.
 */
class PageVisit
{
  public:
    /** Builds it all as the options say. \throws InputError for what only shows then */
    PageVisit(const std::vector<LinkOptions>& links,
              Page page,
              const ScenarioOptions& options,
              const VisitContexts& contexts);

    Network& Net();

    /** Sets attributes of the applications that arguments of the user's name. */
    void ApplyArguments(const std::vector<std::string>& ns3Arguments);

    void Observe(RunRecorder& recorder);

    /** Loads the page from this moment on, until nothing happens any more, and reports what is then
     * still open. */
    void Load(ns3::Time start);

  private:
    void SetUpBrowser(const ScenarioOptions& options, const VisitContexts& contexts);
    void SetUpOrigin(const ScenarioOptions& options, const VisitContexts& contexts);

    std::shared_ptr<const Page> m_page;
    Network m_network;
    ns3::Ptr<Origin> m_origin;
    ns3::Ptr<Browser> m_browser;
    ns3::Time m_deadline;
};

} // namespace pagewire

#endif
