// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_BACKGROUND_FETCHES_H
#define PAGEWIRE_NODE_BACKGROUND_FETCHES_H

#include "cache/cache-decision.h"
#include "node/fetch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** The validations that go on behind answers out of a client's cache (RFC 5861 section 3), whatever
 * becomes of who got those. Everything else goes before them. */
class BackgroundFetches : private FetchOwner
{
  public:
    /** Hears of a fetch that is over. */
    using Observer = std::function<void(const RequestRecord& record)>;

    BackgroundFetches();
    ~BackgroundFetches() override;

    void SetObserver(Observer observer);

    /** \param context of the fetch that was answered; its pool is there as long as this goes on
     * \param decision ANSWER_AND_VALIDATE */
    void Start(const FetchContext& context, FetchTask task, const CacheDecision& decision);

    /** Gives up all, reporting them. */
    void Stop(const std::string& reason);

    /** Forgets all, and tells nobody. */
    void Drop();

    /** \return whether nothing goes on */
    bool IsIdle() const;

  private:
    void HandleSent(Fetch&) override
    {}

    void HandleHeaders(Fetch&) override
    {}

    void HandleProgress(Fetch&, std::string_view) override
    {}

    void HandleDone(Fetch& fetch) override;

    Observer m_observer;
    std::vector<std::unique_ptr<Fetch>> m_fetches; //!< in the order of their beginning
    std::uint64_t m_started{0};
};

} // namespace pagewire

#endif
