// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_ORIGIN_H
#define PAGEWIRE_NODE_ORIGIN_H

#include "node/http-front.h"
#include "node/response-fields.h"
#include "node/site.h"
#include "page/page.h"

#include "ns3/ipv4-address.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

class OriginAnswer;

/**
 * A web server with the resources of a page: virtual hosts by name, think times, header sections
 * of the sizes that the page gives (ResponseFields), ranges, 100 (Continue), HTTP/2 push of what
 * the page marks, and errors as Site has them. The think time runs from the whole request on.
 * Content is PatternBody; request content is read and dropped.
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

  private:
    void StartApplication() override;

    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void DropExchanges() override;

    std::string HostAt(ServedConnection& connection) const;
    std::vector<std::string> HostNames() const;

    bool m_altSvc; //!< attribute; GetTypeId has the default
    std::shared_ptr<const Page> m_page;
    std::vector<std::pair<std::string, ns3::Ipv4Address>> m_hosts;
    std::unique_ptr<Site> m_site;
    std::unique_ptr<ResponseFields> m_fields;
    std::map<ServerExchange*, std::unique_ptr<OriginAnswer>> m_answers; //!< never walked through
};

} // namespace pagewire

#endif
