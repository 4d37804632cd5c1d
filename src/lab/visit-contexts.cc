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
    std::vector<ProxyKind> reverses;
    std::copy_if(options.via.begin(), options.via.end(), std::back_inserter(reverses), IsReverse);
    const std::vector<std::string> servers = options.ServerNames();
    contexts.behind.resize(servers.size());
    contexts.upstream.resize(reverses.size());
    names.insert(names.end(), servers.begin(), servers.end());
    for (std::size_t i = 0; i < reverses.size(); ++i)
    {
        const ReverseProxyOptions& reverse = options.ReverseOptions(reverses[i]);
        if (!reverse.upstreamTls)
        {
            continue;
        }
        const TlsOptions tls = OnOtherHop(options.tls, *reverse.upstreamTls);
        const bool quic = reverse.upstreamProtocol == Protocol::H3;
        contexts.upstream[i] = maker.Client(tls, quic, "upstream " + std::to_string(i));
        // The last one has the origins behind it, the others the next one.
        const std::size_t end = i + 1 < reverses.size() ? i + 1 : servers.size();
        for (std::size_t j = i; j < end; ++j)
        {
            contexts.behind[j] = maker.Server(tls, names, quic, "server " + servers[j]);
        }
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
