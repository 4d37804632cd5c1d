// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_HTTP_PROXY_H
#define PAGEWIRE_NODE_HTTP_PROXY_H

#include "node/cache-front.h"
#include "node/cache-settings.h"
#include "node/http-front.h"
#include "node/proxy-fields.h"
#include "node/relayed-exchange.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * What proxies have in common: an HTTP server in front, a pool of client connections behind, and
 * requests relayed from one to the other (RelayedExchange) with the fields that intermediaries
 * owe (ProxyFieldOptions). Where a request goes is for the proxy that derives from it.
 *
 * It may have a cache (CacheSettings) before all that, which answers what it can by itself.
 * A crash empties the cache's memory, not its disk. In Via and Cache-Status it goes by the same
 * name.
 *
 * Set a dialer or a connector before the start. Call Finish() as for any HttpFront; it reports the
 * connections behind that are still open, too.
 */
class HttpProxy : public HttpFront, public CacheSettings, protected RelayOwner
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*UpstreamTracedCallback)(const UpstreamRecord& record);
    typedef void (*CacheTracedCallback)(const CacheRecord& record);

    ~HttpProxy() override;

    /** How the servers behind are reached: TLS and QUIC by the contexts below where they are
     * needed. */
    void SetDialer(std::shared_ptr<Dialer> dialer);

    /** Uses this instead of a dialer and contexts. */
    void SetConnector(std::unique_ptr<Connector> connector);

    void SetUpstreamTlsContext(std::shared_ptr<TlsClientContext> context);
    void SetUpstreamQuicContext(std::shared_ptr<QuicClientContext> context);
    void SetUpstreamH1Options(const H1Options& options);
    void SetUpstreamH2Options(const H2Options& options);
    void SetUpstreamH3Options(const H3Options& options);

    void SetRequestRules(std::vector<HeaderRule> rules);
    void SetResponseRules(std::vector<HeaderRule> rules);

    /** The protocol behind by the names of ParseProtocol; not h09 and not pipelined. \throws
     * InputError */
    void SetProtocolName(std::string name);
    std::string GetProtocolName() const;

    void HandleCrash() override;

  protected:
    HttpProxy();

    /** As HttpFront; \param port the default of Port */
    static void AddAttributes(ns3::TypeId& type,
                              std::uint16_t port,
                              const CacheDefaults& cache = {});
    static void AddTraceSources(ns3::TypeId& type, const std::string& prefix);

    void DoDispose() override;
    void StartApplication() override;

    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void Drop(const std::string& reason) override;
    void Revive() override;
    void DropExchanges() override;

    Response Back(const Response& response, Protocol received) const override;
    void HandleAttemptOver(const RelayTarget& target,
                           const UpstreamRecord& record,
                           AttemptEnd end) override;
    void HandleOver(RelayedExchange& exchange) override;

    /** \return the proxy's own answer to a request that it does not send on; none: it does. Here,
     * tunnels are refused. */
    virtual std::optional<OwnResponse> Refuse(const Request& request);

    /** A request is answered in the proxy's own name. */
    virtual void HandleOwnAnswer(const ServedRecord& record, const OwnResponse& own);

    /** \return whether it is the proxy's own business from now on: a request for a tunnel */
    virtual bool TakeTunnel(ServerExchange& exchange, const ServedRecord& record);

    /** \return whether the servers behind are spoken to with TLS where nothing else says so */
    bool HasUpstreamTls() const;

    /** \return the way onward without HTTP, for tunnels; there has to be a dialer */
    Dialer& Way() const;

    /** \return the cache, from the start on; null: there is none */
    CacheFront* Cache() const;

    ns3::Time ConnectTimeout() const;
    ns3::Time TunnelTimeout() const;

  private:
    class PoolEar;
    class BehindCache;

    static void AddBehindAttributes(ns3::TypeId& type);
    static void AddTimeAttributes(ns3::TypeId& type);
    static void AddContentAttributes(ns3::TypeId& type);
    static void AddFieldAttributes(ns3::TypeId& type);

    void MakeConnector();
    void MakePool();
    PoolOptions MakePoolOptions() const;
    void MakeCache();
    RelayedExchange& AddRelay(ServerExchange& exchange, const CacheClient& client);
    std::unique_ptr<RelayedExchange> TakeRelay(ServerExchange& exchange);
    void LetGo(std::unique_ptr<RelayedExchange> relay);
    RelayedRequest MakeOnward(const CacheClient& client) const;

    RelayOptions MakeRelayOptions() const;
    ProxyFieldOptions MakeFieldOptions() const;

    // Attributes; AddAttributes has their defaults.
    Protocol m_protocol;
    std::uint32_t m_connectionsPerServer;
    std::uint32_t m_requestsPerConnection;
    ns3::Time m_upstreamKeepAlive;
    std::uint32_t m_maxAttempts;
    ns3::Time m_connectTimeout;
    ns3::Time m_sendTimeout;
    ns3::Time m_readTimeout;
    ns3::Time m_tunnelTimeout;
    bool m_bufferRequests;
    bool m_bufferResponses;
    std::uint32_t m_bufferLimit;
    std::uint32_t m_repeatLimit;
    bool m_passUpgrade;
    std::string m_pseudonym;
    bool m_via;
    ForwardedStyle m_forwarded;

    std::vector<HeaderRule> m_requestRules;
    std::vector<HeaderRule> m_responseRules;
    RelayOptions m_relay;       //!< what they come to at the start
    ProxyFieldOptions m_fields; //!< likewise
    H1Options m_h1;
    H2Options m_h2;
    H3Options m_h3;
    std::shared_ptr<Dialer> m_dialer;
    std::shared_ptr<TlsClientContext> m_tls;
    std::shared_ptr<QuicClientContext> m_quic;
    std::unique_ptr<Connector> m_connector;
    std::unique_ptr<PoolEar> m_poolEar;
    std::unique_ptr<ConnectionPool> m_pool;
    std::unique_ptr<CacheOwner> m_behindCache;
    std::unique_ptr<CacheFront> m_cacheFront; //!< null: there is no cache
    std::map<ServerExchange*, std::unique_ptr<RelayedExchange>> m_relays; //!< never walked through
    std::vector<std::unique_ptr<RelayedExchange>> m_lingering;            //!< whose client is gone
    std::uint32_t m_lastConnection{0}; //!< of the pools that crashed
    std::uint64_t m_lastNumber{0};

    ns3::TracedCallback<const UpstreamRecord&> m_upstreamDone;
    ns3::TracedCallback<const ConnectionRecord&> m_upstreamConnectionClosed;
    ns3::TracedCallback<const CacheRecord&> m_cacheDecided;
};

} // namespace pagewire

#endif
