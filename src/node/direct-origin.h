// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_DIRECT_ORIGIN_H
#define PAGEWIRE_NODE_DIRECT_ORIGIN_H

#include "node/records.h"
#include "node/response-fields.h"
#include "node/site.h"
#include "page/page.h"
#include "page/resource-versions.h"
#include "wire/server-connection.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <functional>
#include <map>
#include <memory>

namespace pagewire
{

/** A field that tells which version a content is of, whatever a validator makes caches believe:
 * a 304 has none. */
constexpr const char* VERSION_FIELD = "X-Version";

/** An origin without packets: it answers as Origin does, without ranges and faults, and tells
 * versions by VERSION_FIELD. */
class DirectOrigin : public RequestHandler
{
  public:
    using Listener = std::function<void(const ServedRecord& record)>;

    /** \param page outlives this \param sent hears of every response */
    DirectOrigin(const Page& page,
                 std::shared_ptr<ResourceVersions> versions,
                 const CachingRules& rules,
                 Listener sent);
    ~DirectOrigin() override;

    /** From begin to end it gives requests up at once, and those that it has. */
    void SetOutage(ns3::Time begin, ns3::Time end);

    void HandleRequest(ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;

  private:
    void Answer(ServerExchange& exchange, ns3::Time received, const SiteMatch& match);
    bool IsDown() const;

    const Page& m_page;
    std::shared_ptr<ResourceVersions> m_versions;
    Nanoseconds m_clockSkew;
    Site m_site;
    ResponseFields m_fields;
    Listener m_sent;
    ns3::Time m_outageBegin{0};
    ns3::Time m_outageEnd{0};
    std::map<ServerExchange*, ns3::EventId> m_thinking;
};

} // namespace pagewire

#endif
