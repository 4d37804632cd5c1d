// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-rules.h"

#include "base/error.h"
#include "lab/moot-request-rules.h"
#include "lab/option-rules.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

const std::string REQUESTS = "[workload]\nkind = requests\n";

Scenario
Read(const std::string& text)
{
    return Scenario::Parse(REQUESTS + text, "x.ini");
}

/** \return the sentence; empty: it is all right */
std::string
ErrorOf(const std::string& text)
{
    try
    {
        ResolveOptions(Read(text));
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

std::string
FilesErrorOf(const std::string& text, const WantedFiles& wanted)
{
    const Scenario scenario = Read(text);
    try
    {
        CheckFilesOfRequests(scenario, ResolveOptions(scenario), wanted);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(RequestRules, WhatIsOfPacketsNeedsThem)
{
    const std::string why = " has no effect where every message takes a constant time: leave it "
                            "out, or set workload.level to packets";
    const std::string backbone = "[backbone]\ndelay = 1ms\n";
    EXPECT_EQ(ErrorOf("[access]\nloss = 1%\n"), "x.ini:4: access.loss = 1%" + why);
    EXPECT_EQ(ErrorOf(backbone + "jitter = 5ms\n"), "x.ini:5: backbone.jitter = 5ms" + why);
    for (const char* const text : {"[browser]\ntls = 1.3\n",
                                   "[tcp]\nmss = 1000B\n",
                                   "[record]\nhops = yes\n",
                                   "[record]\nstates = yes\n",
                                   "[record]\nwindows = yes\n",
                                   "[record]\nqueues = yes\n",
                                   "[cdn-cache]\nconnections = 2\n",
                                   "[origin]\nkeep-alive = 1s\n"})
    {
        EXPECT_NE(ErrorOf(text).find(why), std::string::npos) << text << ErrorOf(text);
    }
    EXPECT_EQ(ErrorOf("level = packets\n[access]\nloss = 1%\n[record]\nhops = yes\n"), "");
}

TEST(RequestRules, WhatHasAnEffectWithoutPacketsOrIsTheDefaultMayStand)
{
    EXPECT_EQ(ErrorOf("[access]\nrate = 5Mbps\ndelay = 3ms\nloss = 0%\n[browser]\ntls = none\n"
                      "[record]\ncache = yes\n[cdn-cache]\ncache = no\n"),
              "");
    EXPECT_EQ(ErrorOf("[origin]\nthink-time = 5ms\nservers = 2\netags = none\n"
                      "[fault]\nkind = crash\nnode = origin\nat = 1s\n"),
              "");
    const std::string written = FormatScenario(Read("[cdn]\ntiers = 2\n"));
    EXPECT_NO_THROW(ResolveOptions(Scenario::Parse(written, "written.ini")));
}

TEST(RequestRules, ClientsMayHaveCachesButLoadNoPages)
{
    const std::string cache = "[browser]\ncache = browser\n";
    const std::string sizes = "memory-cache = 1MB\ndisk-cache = 2MB\nmemory-latency = 1ms\n"
                              "disk-latency = 2ms\nclock-skew = 1s\n";
    const std::string why = " is for loads of a page, not for a workload of requests: leave it out";
    for (const std::string level : {"level = messages\n", "level = packets\n"})
    {
        EXPECT_EQ(ErrorOf(level + cache + sizes), "");
        EXPECT_EQ(ErrorOf(level + cache + "cache-partition = none\n"),
                  "x.ini:6: browser.cache-partition = none" + why);
        EXPECT_EQ(ErrorOf(level + cache + "visits = link\n"),
                  "x.ini:6: browser.visits = link" + why);
        EXPECT_EQ(ErrorOf(level + cache + "visits = address-bar\nreload = all\n"),
                  "x.ini:7: browser.reload = all" + why);
        EXPECT_EQ(ErrorOf(level + cache + "visits = link link\n"),
                  "x.ini:6: browser.visits = link link is for loads of a page: leave "
                  "workload.kind at page");
    }
}

TEST(RequestRules, ALogHasItsOwnRequestsAndObjects)
{
    const std::string why = " has no effect beside workload.log, which says who asks for what: "
                            "leave one of the two out";
    for (const char* const text :
         {"clients = 5", "requests = 5", "think-time = 5s", "zipf = 1", "drift = 5s"})
    {
        EXPECT_EQ(ErrorOf("log = log.csv\n" + std::string(text) + "\n"),
                  "x.ini:4: workload." + std::string(text) + why);
    }
    EXPECT_EQ(ErrorOf("log = log.csv\n[catalogue]\nobjects = 5\n"),
              "x.ini:5: catalogue.objects = 5" + why);
    EXPECT_EQ(ErrorOf("log = log.csv\nencodings = 2\nbin = 5s\n"), "");
}

TEST(RequestRules, FilesThatWouldBeEmptyAreRefused)
{
    EXPECT_NE(FilesErrorOf("", {true, false, false}).find("leave --har out"), std::string::npos);
    EXPECT_NE(FilesErrorOf("", {false, false, true}).find("leave --qlog out"), std::string::npos);
    EXPECT_EQ(FilesErrorOf("", {false, true, false}),
              "x.ini:2: workload.kind = requests has no packets to capture: leave --pcap out, or "
              "set workload.level to packets");
    EXPECT_EQ(FilesErrorOf("level = packets\n", {false, true, false}), "");
    EXPECT_EQ(FilesErrorOf("", {}), "");
}

TEST(RequestRules, ClientsOfALogNeedConnectionsToo)
{
    const Scenario scenario = Read("level = packets\nlog = log.csv\n");
    const ScenarioOptions options = ResolveOptions(scenario);
    EXPECT_NO_THROW(CheckLoggedClients(scenario, options, 10000));
    EXPECT_THROW(CheckLoggedClients(scenario, options, 10001), InputError);
    const Scenario direct = Read("log = log.csv\n");
    EXPECT_NO_THROW(CheckLoggedClients(direct, ResolveOptions(direct), 10001));
}

TEST(CatalogueRules, FieldsMustBeSuch)
{
    const auto refused = [](const std::string& line) {
        return ErrorOf("[catalogue]\n" + line + "\n").rfind("x.ini:4: catalogue.", 0) == 0;
    };
    EXPECT_TRUE(refused("vary = bad name"));
    EXPECT_TRUE(refused("vary = ,"));
    EXPECT_FALSE(refused("vary = Accept-Encoding, User-Agent"));
    EXPECT_FALSE(refused("vary = *"));
    for (const char* const bad :
         {"max-age=\"", "a b", "=5", "x=", "x=\"a\"b\"", "x=\"\\\"", "x=\"a\\\\\"\""})
    {
        EXPECT_TRUE(refused("directives = " + std::string(bad))) << bad;
    }
    for (const char* const good : {"stale-while-revalidate=30, must-revalidate",
                                   "no-cache=\"a, b\"",
                                   "x=\"\\\"\"",
                                   "x=\"\""})
    {
        EXPECT_FALSE(refused("directives = " + std::string(good))) << good;
    }
}

TEST(CatalogueRules, SizesAndLifetimesMustBePossible)
{
    EXPECT_EQ(ErrorOf("[catalogue]\nlargest = 10KB\n"),
              "x.ini:4: catalogue.largest = 10KB makes the largest object smaller than the mean: "
              "let catalogue.largest be catalogue.object-size or more");
    EXPECT_NE(ErrorOf("[catalogue]\nobject-size = 51MB\n"), "");
    EXPECT_EQ(ErrorOf("[catalogue]\nlargest = 28KB\n"), "");
    EXPECT_EQ(ErrorOf("[catalogue]\nlifetime = 1500ms\n"),
              "x.ini:4: catalogue.lifetime = 1500ms cannot be said in a field, as max-age and "
              "Expires have whole seconds: write such");
    EXPECT_EQ(ErrorOf("[catalogue]\nlifetime = 2000ms\n"), "");
    EXPECT_EQ(ErrorOf("[catalogue]\nlifetime = none\n"), "");
}
