// SPDX-License-Identifier: GPL-2.0-only
// A proxy and its cache: what the cache sends on is relayed as what comes in front would be.
#include "node/http-proxy.h"

#include "node/connection-observer.h"

#include <utility>

namespace pagewire
{

/** Takes what the cache sends on. */
class HttpProxy::BehindCache : public CacheOwner
{
  public:
    explicit BehindCache(HttpProxy& proxy)
        : m_proxy(proxy)
    {}

    void HandleForward(CacheForward& forward) override
    {
        const CacheClient& client = forward.Client();
        m_proxy
            .AddRelay(forward, {BeginServedRecord(forward, client.record.connection), client.hop})
            .Start(++m_proxy.m_lastNumber);
    }

    void HandleForwardGone(CacheForward& forward) override
    {
        m_proxy.LetGo(m_proxy.TakeRelay(forward));
    }

    bool IsMadeUp(CacheForward& forward) const override
    {
        return m_proxy.m_relays.at(&forward)->AnswersItself();
    }

    void HandleServed(const ServedRecord& record) override
    {
        m_proxy.TellSent(record);
    }

    void HandleDecided(const CacheRecord& record) override
    {
        m_proxy.m_cacheDecided(record);
    }

  private:
    HttpProxy& m_proxy;
};

void
HttpProxy::MakeCache()
{
    if (HasCache())
    {
        m_behindCache = std::make_unique<BehindCache>(*this);
        m_cacheFront = std::make_unique<CacheFront>(MakeCacheOptions(m_fields.pseudonym),
                                                    MakeCacheFrontOptions(),
                                                    *m_behindCache);
    }
}

CacheFront*
HttpProxy::Cache() const
{
    return m_cacheFront.get();
}

void
HttpProxy::HandleCrash()
{
    HttpFront::HandleCrash();
    if (m_cacheFront)
    {
        m_cacheFront->Store().ClearMemory();
    }
}

} // namespace pagewire
