// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_ORIGIN_H
#define PAGEWIRE_NODE_ORIGIN_H

#include "node/http-front.h"
#include "node/response-fields.h"
#include "node/server-fault.h"
#include "node/site.h"
#include "node/worker-line.h"
#include "page/page.h"
#include "page/resource-versions.h"

#include "ns3/ipv4-address.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

class OriginAnswer;

/**
 * A web server with the resources of a page: virtual hosts by name, think times, header sections
 * of the sizes that the page gives (ResponseFields), conditional requests, ranges, 100 (Continue),
 * HTTP/2 push of what the page marks, and errors as Site has them. The think time runs from the
 * whole request on. Content is made up by MakeContent, anew for each version (ResourceVersions);
 * request content is read and dropped. With Workers, no more requests than that are thought about
 * at once, and the others wait in the order in which they came; faults make it fail at times
 * (ServerFault).
 *
 * If its node crashes (NodePower), connections are reported with the reason "crashed"; their
 * numbers go on after the restart. Pages, TLS and QUIC contexts are as on a disk.
 *
 * Set the page before the start.
 */
class Origin : public HttpFront
{
  public:
    static ns3::TypeId GetTypeId();

    Origin();
    ~Origin() override;

    /** The page whose resources are served. */
    void SetPage(std::shared_ptr<const Page> page);

    /**
     * Serves this host of the page; without any call, all of them.
     * \param address requests that name no host and came to it mean this host; those that came to
     * an address that nobody gave mean the first host
     */
    void AddHost(const std::string& name, ns3::Ipv4Address address = ns3::Ipv4Address::GetAny());

    /** How it fails; to be set before the start. */
    void SetFaults(std::vector<ServerFault> rules);

    /** When new versions come; servers of one site share it. Without a call the origin has its own.
     * To be set before the start. */
    void SetVersions(std::shared_ptr<ResourceVersions> versions);

    /** Fixes the random numbers of the faults, and of the versions if they are its own. \param
     * stream the first ns-3 stream \return how many are used */
    std::int64_t AssignStreams(std::int64_t stream);

    /**
     * \return the seed of the versions of a page that belongs to a stream, in the present run of
     * ns-3
     */
    static std::uint64_t VersionSeed(std::int64_t stream);

    /**
     * How stale a response is that somebody served in this origin's place: since when there has
     * been a newer version here than the one that its ETag (without one: its Last-Modified) names.
     * \return 0: it is the present one; nothing: it cannot be told, for it is of no version
     * \param request what was asked for \param served the fields of the response \param at when
     */
    std::optional<ns3::Time> Staleness(const Request& request,
                                       const HeaderFields& served,
                                       ns3::Time at) const;

  private:
    static void AddCachingAttributes(ns3::TypeId& type);

    void StartApplication() override;

    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void DropExchanges() override;

    CachingRules Rules() const;
    std::string HostAt(ServedConnection& connection) const;
    std::vector<std::string> HostNames() const;

    bool m_altSvc; //!< attribute; GetTypeId has the default, likewise of the next ones
    std::uint32_t m_workers;
    EntityTagRule m_entityTags;
    bool m_lastModified;
    ns3::Time m_clockSkew;
    std::string m_cacheControl;
    std::string m_defaultCacheControl;
    bool m_unsafeUpdates;
    std::int64_t m_versionStream{0};
    std::shared_ptr<const Page> m_page;
    std::shared_ptr<ResourceVersions> m_versions;
    std::vector<std::pair<std::string, ns3::Ipv4Address>> m_hosts;
    std::unique_ptr<Site> m_site;
    std::unique_ptr<ResponseFields> m_fields;
    ServerFaults m_faults;
    std::unique_ptr<WorkerLine> m_line;
    std::map<ServerExchange*, std::unique_ptr<OriginAnswer>> m_answers; //!< never walked through
};

} // namespace pagewire

#endif
