// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_DIRECT_RUN_H
#define PAGEWIRE_LAB_DIRECT_RUN_H

#include "lab/scenario-options.h"
#include "node/direct-cache.h"
#include "node/direct-line.h"
#include "node/direct-origin.h"
#include "page/page.h"
#include "page/request-log.h"
#include "report/request-statistics.h"
#include "report/run-result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * One run of a workload of requests without packets: clients of several regions, an edge in each,
 * perhaps a parent behind these, and the origins, from which requests take turns. The links give
 * the times between them. To be destroyed before Simulator::Destroy.
 */
class DirectRun
{
  public:
    /** \param page with the objects, and \param log of the requests for them, outlive this
     * \param seed of the versions of objects */
    DirectRun(const ScenarioOptions& options,
              const Page& page,
              const RequestLog& log,
              std::uint64_t seed);
    ~DirectRun();

    DirectRun(const DirectRun&) = delete;
    DirectRun& operator=(const DirectRun&) = delete;

    /** Asks for all of the log and waits for the last answer. \return what came of it */
    RunResult Run();

  private:
    class Turns;

    /** Of a client, and the way to it. */
    struct OwnCache
    {
        std::unique_ptr<DirectLine> line;
        std::unique_ptr<DirectCache> cache;
    };

    void AddOrigins();
    void AddCaches();
    RequestHandler& AddCache(const std::string& name, RequestHandler& behind, DirectTimes times);
    void Keep(const std::string& cache, const CacheRecord& record);
    DirectLine& LineOf(std::uint32_t client);
    void AskNext();
    void Ask(const LoggedRequest& logged);

    ScenarioOptions m_options;
    const Page& m_page;
    const RequestLog& m_log;
    std::shared_ptr<ResourceVersions> m_versions;
    RequestStatistics m_statistics;
    RunResult m_result;
    std::vector<std::unique_ptr<DirectOrigin>> m_origins;
    std::unique_ptr<Turns> m_turns;
    std::vector<std::unique_ptr<DirectLine>> m_lines;
    std::vector<std::unique_ptr<DirectCache>> m_caches;
    std::vector<std::string> m_cacheNames;
    std::vector<DirectLine*> m_regions;          //!< where the clients of each send to
    std::map<std::uint32_t, OwnCache> m_clients; //!< those that asked, where they have caches
    std::size_t m_next{0};
};

} // namespace pagewire

#endif
