// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_REQUEST_VISIT_H
#define PAGEWIRE_LAB_REQUEST_VISIT_H

#include "lab/visit.h"
#include "node/cdn-cache.h"
#include "node/fetch-client.h"
#include "node/origin.h"
#include "page/page.h"
#include "page/request-log.h"
#include "report/request-statistics.h"

#include "ns3/event-id.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/**
 * A workload of requests over connections: the clients of each region on a node of their own, an
 * edge before them, perhaps a parent behind the edges, and the origins. Where there is no cache,
 * there is a router.
 */
class RequestVisit : public Visit
{
  public:
    /** \param page with the objects, and \param log of the requests for them, outlive this
     * \param seed of the versions of objects */
    RequestVisit(const Page& page,
                 const RequestLog& log,
                 const ScenarioOptions& options,
                 const VisitContexts& contexts,
                 std::uint64_t seed);
    ~RequestVisit() override;

    void ApplyArguments(const std::vector<std::string>& ns3Arguments) override;
    void Observe(RunRecorder& recorder) override;
    void Report(RunRecorder& recorder) override;
    void AddPurges(ns3::Time start) override;

  private:
    void AddServerFault(std::size_t server) override;
    void Finish() override;

    void AddRegions();
    void AddOrigins(std::uint64_t seed);
    void AddCaches();
    void AddCache(const std::string& name,
                  std::size_t node,
                  const std::vector<std::string>& behind);
    void AddClients();
    void Begin();
    void AskNext();
    void Ask(const LoggedRequest& logged);

    /** The nodes of a region. */
    struct Region
    {
        std::size_t clients;
        std::size_t edge;
    };

    const Page& m_page;
    const RequestLog& m_log;
    RequestStatistics m_statistics;
    std::vector<Region> m_regions;
    std::vector<ns3::Ptr<Origin>> m_origins;
    std::vector<std::pair<std::string, ns3::Ptr<CdnCache>>> m_caches;
    std::vector<ns3::Ptr<FetchClient>> m_clients;
    std::size_t m_next{0};
    ns3::EventId m_asking;
};

} // namespace pagewire

#endif
