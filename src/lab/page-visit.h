// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PAGE_VISIT_H
#define PAGEWIRE_LAB_PAGE_VISIT_H

#include "lab/visit.h"
#include "node/browser.h"
#include "node/origin.h"
#include "page/page.h"
#include "page/priority-policy.h"

#include "ns3/ptr.h"

#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** One browser, one or more origins, and the loads of a page. */
class PageVisit : public Visit
{
  public:
    /** Builds it all as the options say. \throws InputError for what only shows then */
    PageVisit(const std::vector<LinkOptions>& links,
              const Page& page,
              const ScenarioOptions& options,
              const VisitContexts& contexts);

    /** See Browser::SetPriorities. */
    void SetPriorities(std::shared_ptr<PriorityPolicy> priorities);

    void ApplyArguments(const std::vector<std::string>& ns3Arguments) override;
    void Observe(RunRecorder& recorder) override;

  private:
    void AddServerFault(std::size_t server) override;
    void Finish() override;

    void SetUpOrigins(const Page& page);
    void SetUpBrowser(const Page& page, const VisitContexts& contexts);
    void SetUpBrowsing(const Page& page);

    std::vector<ns3::Ptr<Origin>> m_origins;
    ns3::Ptr<Browser> m_browser;
};

} // namespace pagewire

#endif
