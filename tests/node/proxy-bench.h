// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_PROXY_BENCH_H
#define PAGEWIRE_TESTS_NODE_PROXY_BENCH_H

#include "net/network.h"
#include "node/http-proxy.h"
#include "support/exchange-ends.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/** An HTTP server whose requests a Site answers. */
class SiteServer : public HttpFront
{
  public:
    static ns3::TypeId GetTypeId();

    /** To be called before the start. */
    void OfferWebSocket();

    Site site;

  private:
    void StartApplication() override;
    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void DropExchanges() override;
};

/** A client, a proxy and a server on a network of two fast links, 10 ms each way. */
class ProxyBench
{
  public:
    /** \param proxy not started, without dialer \param behind the server's protocol; h3 has TLS */
    ProxyBench(ns3::Ptr<HttpProxy> proxy, const std::string& behind);
    ~ProxyBench();

    ProxyBench(const ProxyBench&) = delete;
    ProxyBench& operator=(const ProxyBench&) = delete;

    /** Opens a connection to the proxy at 0 s; h3 has TLS. To be called once, before anything is
     * sent. */
    ClientConnection& Connect(Protocol protocol,
                              const H1Options& h1 = {},
                              const H2Options& h2 = {});

    /** Sends when the connection is ready. \return what comes back, kept by the bench */
    Answer& Send(const Request& request, std::unique_ptr<BodySource> body = nullptr);

    /** Runs until so long after the start; as it is, until idle connections have been closed. */
    void Run(ns3::Time until = ns3::Seconds(500));

    std::unique_ptr<Network> network;
    ns3::Ptr<HttpProxy> proxy;
    ns3::Ptr<SiteServer> server;
    std::unique_ptr<ClientConnection> client;
    std::deque<Answer> answers;
    std::vector<UpstreamRecord> attempts;
    std::vector<ServedRecord> sent;

  private:
    std::shared_ptr<Dialer> DialerOf(std::size_t node);

    struct Waiting
    {
        Request request;
        std::shared_ptr<std::unique_ptr<BodySource>> body;
        Answer* answer;
    };

    struct Ready : ClientConnectionListener
    {
        void HandleReady() override;
        void HandleRoom() override;
        ResponseReceiver* HandlePush(const Request& request, ClientExchange& exchange) override;
        void HandleDraining() override;
        void HandleClosed(std::string_view reason) override;
        void SendSome();

        ProxyBench* bench;
        bool ready{false};
        std::deque<Waiting> waiting;
    };

    Ready m_ready;
    std::shared_ptr<TlsClientContext> m_clientTls;
    std::shared_ptr<QuicClientContext> m_clientQuic;
};

} // namespace pagewire::test

#endif
