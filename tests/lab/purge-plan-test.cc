// SPDX-License-Identifier: GPL-2.0-only
#include "lab/purge-plan.h"

#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/simulation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace
{

using namespace pagewire;

TEST(PurgePlan, HasTimesUrlsAndTags)
{
    const auto purges = ParsePurges("10s HTTP://www.example:80/a.css, 1min tag:news");
    ASSERT_EQ(purges.size(), 2u);
    EXPECT_EQ(purges[0].at, std::chrono::seconds(10));
    EXPECT_EQ(purges[0].url, "http://www.example/a.css") << "as keys have it";
    EXPECT_EQ(purges[1].at, std::chrono::minutes(1));
    EXPECT_EQ(purges[1].tag, "news");
    EXPECT_TRUE(ParsePurges("").empty());
}

TEST(PurgePlan, MistakesAreNamed)
{
    EXPECT_THROW(ParsePurges("http://www.example/"), InputError) << "no time";
    EXPECT_THROW(ParsePurges("soon http://www.example/"), InputError);
    EXPECT_THROW(ParsePurges("1s /a.css"), InputError) << "no host";
    EXPECT_THROW(ParsePurges("1s tag:"), InputError) << "no tag";
}

/** \return what became of the requests at the CDN's cache, in their order: a document and an image,
 * asked for twice with a minute between */
std::vector<CacheOutcome>
OutcomesWith(const std::string& purge)
{
    Page page;
    page.hosts = {{"www.example", ""}};
    for (const char* const path : {"/", "/a.png"})
    {
        Resource resource;
        resource.path = path;
        resource.size = 1000;
        resource.caching.cacheControl = "max-age=3600";
        resource.caching.cacheTags = resource.path == "/" ? "text" : "picture";
        page.resources.push_back(resource);
    }
    page.resources[1].dependencies.push_back({});
    SimulationInput input;
    input.options = ResolveOptions(
        Scenario::Parse("[path]\nvia = cdn-cache\n[browser]\nvisits = address-bar address-bar\n"
                        "visit-pause = 60s\n[cdn-cache]\npurge = " +
                            purge + "\n[record]\ncache = yes\n",
                        "x.ini"));
    input.page = page;
    std::vector<CacheOutcome> outcomes;
    for (const CacheRecord& record : Simulate(input).cached)
    {
        outcomes.push_back(record.trace.outcome);
    }
    return outcomes;
}

using O = CacheOutcome;

TEST(PurgePlan, AScenarioHasAUrlForgotten)
{
    EXPECT_EQ(OutcomesWith("30s http://www.example/a.png"),
              (std::vector<O>{O::MISS, O::MISS, O::HIT, O::MISS}));
}

TEST(PurgePlan, AScenarioHasATagForgotten)
{
    EXPECT_EQ(OutcomesWith("30s tag:text"), (std::vector<O>{O::MISS, O::MISS, O::MISS, O::HIT}));
}

TEST(PurgePlan, WhatIsForgottenTooLateWasServed)
{
    EXPECT_EQ(OutcomesWith("90s tag:text"), (std::vector<O>{O::MISS, O::MISS, O::HIT, O::HIT}));
}

} // namespace
