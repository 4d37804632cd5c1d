// SPDX-License-Identifier: GPL-2.0-only
// Every protocol of the browser, through every kind of path, to every protocol behind it.
#include "lab/simulation.h"

#include "base/error.h"
#include "lab/option-rules.h"
#include "report/hops.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

using namespace pagewire;

namespace
{

/** A kind of path: how a scenario writes it, and what is true of it. */
struct PathKind
{
    const char* name;
    const char* options; //!< lines of a scenario
    bool endToEnd;       //!< the browser speaks with the origin itself, through tunnels or not
    bool tls;            //!< https
    bool datagrams;      //!< QUIC passes
    int hops;            //!< that each request takes, as HTTP sees it
};

void
PrintTo(const PathKind& path, std::ostream* stream)
{
    *stream << path.name;
}

const PathKind PATHS[] = {
    {"None", "", true, true, true, 1},
    {"Forward", "path.via = forward-proxy", false, false, true, 2},
    {"Connect", "path.via = forward-proxy", true, true, false, 1},
    {"Socks4a", "path.via = socks-proxy\nsocks-proxy.version = 4a", true, true, false, 1},
    {"Socks5", "path.via = socks-proxy\nsocks-proxy.udp = no", true, true, false, 1},
    {"Socks5Udp", "path.via = socks-proxy", true, true, true, 1},
    {"Reverse", "path.via = reverse-proxy", false, true, true, 2},
    {"ConnectOverSocks", "path.via = socks-proxy forward-proxy", true, true, false, 1},
    {"ReverseBehindReverse", "path.via = reverse-proxy reverse-proxy", false, true, true, 3},
};

const char* const PROTOCOLS[] = {"h10", "h11", "h2", "h3"};

/** A document, an image, and an upload. */
Page
SmallPage()
{
    Page page;
    page.hosts = {{"www.example", ""}};
    for (const std::string path : {"/", "/a.png", "/form"})
    {
        Resource resource;
        resource.path = path;
        resource.size = 60000;
        if (!page.resources.empty())
        {
            resource.dependencies.push_back({});
        }
        page.resources.push_back(resource);
    }
    page.resources.back().method = "POST";
    page.resources.back().requestBodySize = 40000;
    return page;
}

using Case = std::tuple<const char*, PathKind, const char*>;

/** The options of "a.b = c" lines as a scenario file has them. */
std::string
Sections(const std::string& lines)
{
    std::string text;
    for (std::size_t at = 0; at < lines.size();)
    {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        const std::string line = lines.substr(at, end - at);
        const std::size_t dot = line.find('.');
        text += "[" + line.substr(0, dot) + "]\n" + line.substr(dot + 1) + "\n";
        at = end + 1;
    }
    return text;
}

std::string
ScenarioOf(const std::string& browser, const PathKind& path, const std::string& upstream)
{
    std::string lines = path.options;
    lines += lines.empty() ? "" : "\n";
    lines += "browser.protocol = " + browser;
    lines += path.tls ? "\nbrowser.tls = 1.3" : "";
    lines += "\nbackbone.delay = 5ms";
    const bool forwards = !path.tls;
    if (forwards && browser == "h3")
    {
        lines += "\nforward-proxy.tls = 1.3";
    }
    if (forwards || std::string(path.options).find("forward-proxy") != std::string::npos)
    {
        lines += "\nforward-proxy.upstream-protocol = " + upstream;
    }
    if (std::string(path.options).find("reverse-proxy") != std::string::npos)
    {
        lines += "\nreverse-proxy.upstream-protocol = " + upstream;
        lines += upstream == "h3" || upstream == "h2" ? "\nreverse-proxy.upstream-tls = 1.3" : "";
    }
    return Sections(lines);
}

/** \return words of the reason for which this cannot be; empty: it can */
std::string
WhyNot(const std::string& browser, const PathKind& path, const std::string& upstream)
{
    if (!path.datagrams && browser == "h3")
    {
        return path.name == std::string("Connect") || path.name == std::string("ConnectOverSocks")
                 ? "CONNECT carries the octets of TCP"
                 : "carries no datagrams";
    }
    if (!path.tls && upstream == "h3")
    {
        return "is always encrypted";
    }
    const bool connect = std::string(path.options).find("forward-proxy") != std::string::npos;
    if (path.endToEnd && connect && upstream != browser && upstream != "h11")
    {
        return "cannot be chosen for what runs in a tunnel";
    }
    return {};
}

class PathMatrix : public testing::TestWithParam<Case>
{};

} // namespace

TEST_P(PathMatrix, WorksOrIsRefusedWithTheReason)
{
    const auto& [browser, path, upstream] = GetParam();
    const std::string why = WhyNot(browser, path, upstream);
    SimulationInput input;
    input.page = SmallPage();
    try
    {
        input.options =
            ResolveOptions(Scenario::Parse(ScenarioOf(browser, path, upstream), "x.ini"));
        EXPECT_EQ(why, "");
    }
    catch (const InputError& error)
    {
        ASSERT_NE(why, "") << error.what();
        EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
        return;
    }
    const RunResult result = Simulate(input);
    EXPECT_EQ(result.Status(), "ok");
    for (const RequestRecord& request : result.requests)
    {
        EXPECT_EQ(request.response.status, 200);
        EXPECT_EQ(request.responseBodyBytes, 60000u);
        EXPECT_EQ(ProtocolName(request.protocol), browser);
        EXPECT_EQ(request.attempts, 1u);
    }
    std::size_t atOrigin = 0;
    for (const ServedRecord& served : result.served)
    {
        if (served.node == "origin")
        {
            ++atOrigin;
            EXPECT_EQ(ProtocolName(served.protocol), path.endToEnd ? browser : upstream);
            EXPECT_EQ(served.request.authority, "www.example");
            EXPECT_EQ(served.requestBodyBytes, served.request.method == "POST" ? 40000u : 0u);
        }
    }
    EXPECT_EQ(atOrigin, 3u);
    int requests = 0;
    for (const Hop& hop : FindHops(result))
    {
        requests += hop.kind == "request" && !hop.to.empty() ? 1 : 0;
    }
    EXPECT_EQ(requests, 3 * path.hops) << "each at every hop, with both its ends";
}

INSTANTIATE_TEST_SUITE_P(AllPaths,
                         PathMatrix,
                         testing::Combine(testing::ValuesIn(PROTOCOLS),
                                          testing::ValuesIn(PATHS),
                                          testing::ValuesIn(PROTOCOLS)),
                         [](const testing::TestParamInfo<Case>& made) {
                             return std::string(std::get<0>(made.param)) + "_" +
                                    std::get<1>(made.param).name + "_" + std::get<2>(made.param);
                         });
