// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_PAGE_LOAD_H
#define PAGEWIRE_NODE_PAGE_LOAD_H

#include "node/connection-pool.h"
#include "node/fetch.h"
#include "node/navigation.h"
#include "node/page-loader.h"
#include "node/request-fields.h"
#include "page/page.h"
#include "page/priority-policy.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pagewire
{

/** Hears what happens during the load of a page. */
class PageLoadObserver
{
  public:
    virtual ~PageLoadObserver() = default;

    virtual void HandleQueued(const RequestRecord& record) = 0;
    virtual void HandleSent(const RequestRecord& record) = 0;
    virtual void HandleFirstByte(const RequestRecord& record) = 0;

    /** The request is over, whole or not; once for every resource of the page, also for those that
     * were never asked for. */
    virtual void HandleComplete(const RequestRecord& record) = 0;

    /** All resources are over and none for lack of time: the onload moment. */
    virtual void HandleLoaded(ns3::Time moment) = 0;
};

/** How a page is loaded. */
struct PageLoadOptions
{
    PoolOptions pool; //!< as its connections were made with
    FetchOptions fetch;
    bool coalesce{false};
    std::string scheme{"http"};
    std::uint16_t port{80};
    std::uint32_t visit{1}; //!< its number among the browser's
    Navigation navigation{Navigation::ADDRESS_BAR};
    ReloadScope reload{RELOAD_DOCUMENT};
    BrowserCache* cache{nullptr}; //!< outlives the load; null: none
    std::shared_ptr<PriorityPolicy> priorities{std::make_shared<StatedPriorities>()};
};

/**
 * One load of one page: discovers resources as others arrive, and fetches them. A resource whose
 * parent failed before it was discovered fails with it. A push is taken if it is a resource of the
 * page that is not yet asked for; it counts for others only from when the page itself would have
 * known of it.
 */
class PageLoad : private FetchOwner
{
  public:
    /** \param pool and \param observer outlive this */
    PageLoad(std::shared_ptr<const Page> page,
             const PageLoadOptions& options,
             ConnectionPool& pool,
             PageLoadObserver& observer);
    ~PageLoad() override;

    /** Begins with what the page needs first. Called once. */
    void Start();

    /** Gives up: what is not over is recorded TIMEOUT. */
    void Stop(const std::string& reason);

    /** See PoolObserver. */
    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange);

    /** \return whether every resource is over */
    bool IsOver() const;

  private:
    void HandleSent(Fetch& fetch) override;
    void HandleHeaders(Fetch& fetch) override;
    void HandleProgress(Fetch& fetch, std::string_view bytes) override;
    void HandleDone(Fetch& fetch) override;

    /** A resource of the page and how far it is. */
    struct Item
    {
        std::unique_ptr<Fetch> fetch;
        bool discovered{false};
        ns3::EventId discovery;
    };

    FetchTask MakeTask(std::size_t resource) const;
    void Schedule(const std::vector<Discovery>& found);
    void Discover(std::size_t resource);
    void CatchUp(std::size_t resource);
    void Conclude(const Fetch& fetch);
    void EndIfOver();

    std::shared_ptr<const Page> m_page;
    PageLoadObserver& m_observer;
    PageLoadOptions m_options;
    RequestFields m_fields;
    PageLoader m_loader;
    std::vector<Item> m_items;                                             //!< by resource
    std::map<std::pair<std::string, std::string>, std::size_t> m_pushable; //!< authority, target
    bool m_stopped{false};
    bool m_over{false};
};

} // namespace pagewire

#endif
