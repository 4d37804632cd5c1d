// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_VISIT_CONTEXTS_H
#define PAGEWIRE_LAB_VISIT_CONTEXTS_H

#include "lab/scenario-options.h"
#include "node/alternative-services.h"
#include "page/page.h"
#include "transport/quic-endpoint.h"
#include "transport/tls-stream.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace pagewire
{

/** A server's TLS and QUIC; null without them. */
struct ServerContexts
{
    std::shared_ptr<TlsServerContext> tls;
    std::shared_ptr<QuicServerContext> quic;
};

/** A client's likewise; they keep sessions and what else it learns from one visit to the next. */
struct ClientContexts
{
    std::shared_ptr<TlsClientContext> tls;
    std::shared_ptr<QuicClientContext> quic;
};

/** All the ends of a path. */
struct VisitContexts
{
    ServerContexts server; //!< whom the names of the page's hosts mean
    ClientContexts browser;
    std::shared_ptr<AlternativeServices> alternatives; //!< that the browser knows
    ServerContexts forwarder;                          //!< a forward proxy, towards the browser
    ClientContexts toForwarder;                        //!< the browser, towards that
    std::vector<ServerContexts> behind;   //!< the servers behind the first reverse proxy, in order
    std::vector<ClientContexts> upstream; //!< the reverse proxies, towards those
};

/** Where what connections tell of their keys and events goes. */
struct ContextSinks
{
    KeyLogSink keyLog;
    QlogSink qlog;
};

/** \param runNumber and the seed among the options fix every key and random */
VisitContexts MakeVisitContexts(const ScenarioOptions& options,
                                const Page& page,
                                std::uint64_t runNumber,
                                const ContextSinks& sinks);

} // namespace pagewire

#endif
