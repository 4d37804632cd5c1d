// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_VISIT_H
#define PAGEWIRE_LAB_VISIT_H

#include "lab/path-nodes.h"
#include "lab/scenario-options.h"
#include "lab/visit-contexts.h"
#include "net/network.h"
#include "node/client-application.h"
#include "node/http-front.h"
#include "report/run-recorder.h"

#include "ns3/application.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <string>
#include <vector>

namespace pagewire
{

/**
 * One run of a workload: a path with its proxies, the servers at its end, what the browser's node
 * does, and what goes wrong. To be destroyed before Simulator::Destroy.
 */
class Visit
{
  public:
    /** \throws InputError for what only shows when it is built */
    Visit(const std::vector<LinkOptions>& links,
          const ScenarioOptions& options,
          const VisitContexts& contexts);
    virtual ~Visit() = default;

    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    Network& Net()
    {
        return m_path.Net();
    }

    /** Sets attributes of the applications that arguments of the user's name. */
    virtual void ApplyArguments(const std::vector<std::string>& ns3Arguments);

    /** Has the recorder listen to everybody. */
    virtual void Observe(RunRecorder& recorder);

    /** Schedules what goes wrong. \param start of the navigation */
    void AddFault(ns3::Time start);

    /** Schedules what caches of a CDN are told to forget. \param start of the navigation */
    virtual void AddPurges(ns3::Time start);

    /** Begins at this moment, and goes on until nothing happens any more; then everybody reports
     * what is still open. */
    void Run(ns3::Time start);

    /** Tells the recorder what is only known at the end. */
    virtual void Report(RunRecorder&)
    {}

  protected:
    PathNodes& Path()
    {
        return m_path;
    }

    const ScenarioOptions& Options() const
    {
        return m_options;
    }

    /** Sets up what every server, or client, has and adds it to the next origin's node, or to
     * this node, which is the browser's unless another is meant. The servers start at once, the
     * clients with the navigation. */
    void AddServer(ns3::Ptr<HttpFront> server);
    void AddClient(ns3::Ptr<ClientApplication> client, std::size_t node = 0);

    /** An origin is to fail by a rule, if it can. */
    virtual void AddServerFault(std::size_t server) = 0;

    virtual void Finish() = 0;

  private:
    void ObserveNode(const std::string& name, std::size_t node, RunRecorder& recorder);
    std::size_t NodeNamed(const std::string& name);

    ScenarioOptions m_options;
    ClientContexts m_browserContexts;
    PathNodes m_path;
    std::vector<ns3::Ptr<ns3::Application>> m_servers;
    std::vector<ns3::Ptr<ns3::Application>> m_clients;
};

} // namespace pagewire

#endif
