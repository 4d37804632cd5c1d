// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-subject.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "http/origin.h"
#include "node/cdn-cache.h"
#include "node/reverse-proxy.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace pagewire
{

namespace
{

/** In the order of CacheTestSubject. */
const std::vector<std::string> NAMES{"reverse-proxy", "browser", "no-cache"};

/** Sets up a reverse proxy that has one server, which it never takes to be down: what fails is part
 * of a test and is asked once. */
void
SetUpReverseProxy(ReverseProxy& proxy, Network& network)
{
    const auto resolve = [&network](const std::string& name) { return network.Resolve(name); };
    proxy.SetDialer(
        std::make_shared<DirectDialer>(network.GetNode(PROXY_NODE), resolve, TcpOptions()));
    proxy.AddServer("origin", CACHE_TEST_ORIGIN, DefaultPort("http"));
    proxy.SetAttribute("MaxFails", ns3::UintegerValue(0));
    proxy.SetAttribute("MaxAttempts", ns3::UintegerValue(1));
    proxy.SetAttribute("ConnectionsPerServer", ns3::UintegerValue(10000));
}

/** A cache by the letter of RFC 9111: without what a CDN does beyond it by default. */
ns3::Ptr<ReverseProxy>
MakeSharedCache()
{
    auto cache = ns3::CreateObject<CdnCache>();
    cache->SetAttribute("HeedRequests", ns3::BooleanValue(true));
    cache->SetAttribute("NegativeLifetime", ns3::TimeValue(ns3::Time(0)));
    return cache;
}

} // namespace

CacheTestSubject
ParseCacheTestSubject(const std::string& name)
{
    const auto place = std::find(NAMES.begin(), NAMES.end(), name);
    if (place == NAMES.end())
    {
        throw InputError("nothing to test is called '" + name +
                         "': " + DidYouMean(name, NAMES, OneOf(NAMES)));
    }
    return static_cast<CacheTestSubject>(place - NAMES.begin());
}

std::string
CacheTestSubjectName(CacheTestSubject subject)
{
    return NAMES[static_cast<std::size_t>(subject)];
}

std::string
WhySkipped(const CacheTest& test, CacheTestSubject subject)
{
    if (subject != CacheTestSubject::BROWSER)
    {
        return test.browserOnly ? "only for browsers" : "";
    }
    return test.browserSkip ? "not for browsers" : test.cdnOnly ? "only for CDNs" : "";
}

ns3::Ptr<HttpFront>
PlaceSubject(CacheTestSubject subject, Network& network, FetchClient& client, std::string& host)
{
    if (subject == CacheTestSubject::BROWSER)
    {
        client.SetAttribute("Cache", ns3::BooleanValue(true));
        // The leave of RFC 9111 section 4.2.4, which no browser takes: rules on what forbids it can
        // only be tested where it is taken.
        client.SetAttribute("StaleIfError", ns3::TimeValue(ns3::Seconds(60)));
        host = CACHE_TEST_ORIGIN;
        return nullptr;
    }
    host = "proxy.example";
    network.AddHost(host, PROXY_NODE);
    auto proxy = subject == CacheTestSubject::REVERSE_PROXY ? MakeSharedCache()
                                                            : ns3::CreateObject<ReverseProxy>();
    SetUpReverseProxy(*proxy, network);
    network.GetNode(PROXY_NODE)->AddApplication(proxy);
    return proxy;
}

} // namespace pagewire
