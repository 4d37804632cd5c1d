// SPDX-License-Identifier: GPL-2.0-only
#include "lab/visit-contexts.h"

#include "base/seed.h"

#include <algorithm>
#include <optional>
#include <string>

namespace pagewire
{

namespace
{

/** Makes the contexts of one run. */
class ContextMaker
{
  public:
    ContextMaker(const ScenarioOptions& options, std::uint64_t runNumber, const ContextSinks& sinks)
        : m_options(options),
          m_runNumber(runNumber),
          m_sinks(sinks)
    {}

    ServerContexts Server(const TlsOptions& tls,
                          const std::vector<std::string>& names,
                          bool quic,
                          const std::string& end) const
    {
        ServerContexts made;
        made.tls = MakeTlsServerContext(tls, names, Seed(end));
        if (quic)
        {
            made.quic =
                MakeQuicServerContext(m_options.quic, made.tls, Seed("quic " + end), m_sinks.qlog);
        }
        return made;
    }

    ClientContexts Client(const TlsOptions& tls, bool quic, const std::string& end) const
    {
        ClientContexts made;
        made.tls = MakeTlsClientContext(tls, Seed(end), m_sinks.keyLog);
        if (quic)
        {
            made.quic =
                MakeQuicClientContext(m_options.quic, made.tls, Seed("quic " + end), m_sinks.qlog);
        }
        return made;
    }

  private:
    std::uint64_t Seed(const std::string& end) const
    {
        return MixSeed(MixSeed(m_options.seed, end) ^ m_runNumber, end);
    }

    const ScenarioOptions& m_options;
    std::uint64_t m_runNumber;
    const ContextSinks& m_sinks;
};

/** \return the settings of TLS on another hop than the browser's own */
TlsOptions
OnOtherHop(TlsOptions options, TlsVersion version)
{
    options.version = version;
    options.helloRetry = false;
    options.falseStart = false;
    return options;
}

std::vector<std::string>
HostNames(const Page& page)
{
    std::vector<std::string> names;
    for (const Host& host : page.hosts)
    {
        names.push_back(host.name);
    }
    return names;
}

/** The servers behind the first reverse proxy, and the clients that the proxies are to them. */
void
MakeBehind(const ContextMaker& maker,
           const ScenarioOptions& options,
           std::vector<std::string> names,
           VisitContexts& contexts)
{
    const ReverseProxyOptions& reverse = options.reverseProxy;
    const auto count = static_cast<std::size_t>(
        std::count(options.via.begin(), options.via.end(), ProxyKind::REVERSE));
    if (count == 0 || !reverse.upstreamTls)
    {
        contexts.behind.resize(count + options.origin.servers);
        contexts.upstream.resize(count);
        return;
    }
    const TlsOptions tls = OnOtherHop(options.tls, *reverse.upstreamTls);
    const bool quic = reverse.upstreamProtocol == Protocol::H3;
    for (const std::string& name : options.ServerNames())
    {
        names.push_back(name);
    }
    for (const std::string& name : options.ServerNames())
    {
        contexts.behind.push_back(maker.Server(tls, names, quic, "server " + name));
    }
    for (std::size_t i = 0; i < count; ++i)
    {
        contexts.upstream.push_back(maker.Client(tls, quic, "upstream " + std::to_string(i)));
    }
}

void
MakeForwarder(const ContextMaker& maker, const ScenarioOptions& options, VisitContexts& contexts)
{
    const ForwardProxyOptions& forward = options.forwardProxy;
    const bool there =
        std::find(options.via.begin(), options.via.end(), ProxyKind::FORWARD) != options.via.end();
    if (!there || !forward.tls)
    {
        return;
    }
    const TlsOptions tls = OnOtherHop(options.tls, *forward.tls);
    const bool quic = forward.tunnelProtocol == Protocol::H3 ||
                      (options.ForwardsHttp() && options.browser.protocol == Protocol::H3);
    std::vector<std::string> names = options.NodeNames();
    contexts.forwarder = maker.Server(tls, names, quic, "forwarder");
    contexts.toForwarder = maker.Client(tls, quic, "to forwarder");
}

} // namespace

VisitContexts
MakeVisitContexts(const ScenarioOptions& options,
                  const Page& page,
                  std::uint64_t runNumber,
                  const ContextSinks& sinks)
{
    const ContextMaker maker(options, runNumber, sinks);
    VisitContexts contexts;
    const std::vector<std::string> names = HostNames(page);
    const bool http3 = options.browser.protocol == Protocol::H3;
    if (options.browser.tls)
    {
        contexts.server = maker.Server(options.tls, names, http3, "server");
        contexts.browser = maker.Client(options.tls, http3, "client");
    }
    if (http3)
    {
        contexts.alternatives = std::make_shared<AlternativeServices>();
        if (options.browser.http3Knowledge == Http3Knowledge::TOLD)
        {
            contexts.alternatives->TellAll();
        }
    }
    MakeBehind(maker, options, names, contexts);
    MakeForwarder(maker, options, contexts);
    return contexts;
}

} // namespace pagewire
