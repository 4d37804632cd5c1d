// SPDX-License-Identifier: GPL-2.0-only
// Whole runs through proxies that have a cache, and what may be said of them.
#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;

namespace
{

/** A document and three images that a minute does not change. */
Page
FourObjects()
{
    Page page;
    page.hosts = {{"www.example", ""}};
    for (std::size_t i = 0; i < 4; ++i)
    {
        Resource resource;
        resource.path = "/" + std::to_string(i);
        resource.size = 20000;
        if (i > 0)
        {
            resource.dependencies.push_back({});
        }
        page.resources.push_back(resource);
    }
    return page;
}

RunResult
TwoVisits(const std::string& scenario)
{
    SimulationInput input;
    input.options =
        ResolveOptions(Scenario::Parse(scenario + "[browser]\nvisits = address-bar address-bar\n"
                                                  "[origin]\ncache-control = max-age=60\n",
                                       "x.ini"));
    input.page = FourObjects();
    return Simulate(input);
}

/** \return how many requests the node had */
std::size_t
RequestsAt(const RunResult& result, const std::string& node)
{
    return static_cast<std::size_t>(
        std::count_if(result.served.begin(), result.served.end(), [&](const auto& record) {
            return record.node == node;
        }));
}

std::string
ErrorOf(const std::string& text)
{
    try
    {
        ResolveOptions(Scenario::Parse(text, "x.ini"));
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "none";
}

} // namespace

TEST(ProxyCacheVisit, ACdnServesTheSecondVisit)
{
    const RunResult result = TwoVisits("[path]\nvia = cdn-cache\n");
    EXPECT_EQ(result.Status(), "ok");
    EXPECT_EQ(RequestsAt(result, "cdn-cache"), 8u);
    EXPECT_EQ(RequestsAt(result, "origin"), 4u);
}

TEST(ProxyCacheVisit, ItsCacheMayBeOff)
{
    const RunResult result = TwoVisits("[path]\nvia = cdn-cache\n[cdn-cache]\ncache = no\n");
    EXPECT_EQ(RequestsAt(result, "origin"), 8u);
}

TEST(ProxyCacheVisit, ASecondTierIsAskedByTheFirst)
{
    const RunResult result =
        TwoVisits("[path]\nvia = cdn-cache cdn-cache\n[cdn-cache]\nupstream-tls = 1.3\n");
    EXPECT_EQ(result.Status(), "ok");
    EXPECT_EQ(RequestsAt(result, "cdn-cache"), 8u);
    EXPECT_EQ(RequestsAt(result, "cdn-cache-2"), 4u);
    EXPECT_EQ(RequestsAt(result, "origin"), 4u);
}

TEST(ProxyCacheVisit, AReverseProxyBehindACdnHasItsOwnOptions)
{
    const RunResult result = TwoVisits(
        "[path]\nvia = cdn-cache reverse-proxy\n[cdn-cache]\ncache = no\nupstream-tls = 1.2\n"
        "[reverse-proxy]\ncache = yes\nupstream-protocol = h2\n");
    EXPECT_EQ(result.Status(), "ok");
    EXPECT_EQ(RequestsAt(result, "reverse-proxy"), 8u);
    EXPECT_EQ(RequestsAt(result, "origin"), 4u);
}

TEST(ProxyCacheVisit, AForwardProxyCachesHttp)
{
    const RunResult result =
        TwoVisits("[path]\nvia = forward-proxy\n[forward-proxy]\ncache = yes\n");
    EXPECT_EQ(result.Status(), "ok");
    EXPECT_EQ(RequestsAt(result, "origin"), 4u);
}

TEST(ProxyCacheVisit, WhatIsSaidOfACacheReachesIt)
{
    const RunResult result = TwoVisits("[path]\nvia = reverse-proxy\n[reverse-proxy]\ncache = yes\n"
                                       "lifetime-override = 1s\ncache-status = no\n");
    EXPECT_EQ(RequestsAt(result, "origin"), 8u);
    for (const ServedRecord& record : result.served)
    {
        EXPECT_FALSE(record.response.fields.Has("Cache-Status"));
    }
}

TEST(ProxyCacheVisit, ContradictionsNamePlaceAndRemedy)
{
    EXPECT_EQ(ErrorOf("[path]\nvia = reverse-proxy\n[reverse-proxy]\ncollapse = yes\n"),
              "x.ini:4: reverse-proxy.collapse = yes belongs to a cache that is not there: set "
              "reverse-proxy.cache to yes too");
    EXPECT_EQ(ErrorOf("[path]\nvia = cdn-cache\n[cdn-cache]\nmemory-capacity = 0\n"
                      "disk-capacity = 0\n"),
              "x.ini:4: cdn-cache.memory-capacity = 0 leaves the cache without room: let it or "
              "cdn-cache.disk-capacity be more than 0, or set cdn-cache.cache to no");
    EXPECT_EQ(ErrorOf("[path]\nvia = cdn-cache\n[cdn-cache]\nupstream-protocol = h3\n"),
              "x.ini:4: cdn-cache.upstream-protocol = h3 is encrypted always, by TLS 1.3: set "
              "cdn-cache.upstream-tls to 1.3 too");
    EXPECT_EQ(ErrorOf("[path]\nvia = cdn-cache\n[cdn-cache]\nclock-skew = -5s\n"), "none");
}
