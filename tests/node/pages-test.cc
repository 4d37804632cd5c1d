// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "page/page-json.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <fstream>
#include <set>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

LinkOptions
AccessLink()
{
    LinkOptions link;
    link.name = "access";
    link.up.rate = link.down.rate = 10000000;
    link.up.delay = link.down.delay = ns3::MilliSeconds(20);
    return link;
}

struct Case
{
    std::string page;
    Protocol protocol;
    std::optional<TlsVersion> tls;
};

std::string
TlsText(const std::optional<TlsVersion>& tls)
{
    return !tls ? "cleartext" : *tls == TlsVersion::TLS12 ? "tls12" : "tls13";
}

void
PrintTo(const Case& what, std::ostream* out)
{
    *out << what.page << " over " << ProtocolName(what.protocol) << ", " << TlsText(what.tls);
}

std::string
NameOf(const ::testing::TestParamInfo<Case>& info)
{
    std::string name = info.param.page + "_" + std::string(ProtocolName(info.param.protocol)) +
                       "_" + TlsText(info.param.tls);
    std::replace_if(
        name.begin(),
        name.end(),
        [](char c) { return !std::isalnum(c); },
        '_');
    return name;
}

std::vector<Case>
Cases()
{
    std::vector<Case> cases;
    for (const Protocol protocol : AllProtocols())
    {
        for (const auto tls : {std::optional<TlsVersion>(),
                               std::optional<TlsVersion>(TlsVersion::TLS12),
                               std::optional<TlsVersion>(TlsVersion::TLS13)})
        {
            if (protocol != Protocol::H3 || tls == TlsVersion::TLS13)
            {
                cases.push_back({"micro", protocol, tls});
            }
        }
        const auto tls =
            protocol == Protocol::H3 ? std::optional<TlsVersion>(TlsVersion::TLS13) : std::nullopt;
        for (const char* page : {"article", "corporate", "news", "project", "shop", "tiles"})
        {
            cases.push_back({page, protocol, tls});
        }
    }
    for (const char* page : {"article", "shop", "tiles"})
    {
        cases.push_back({page, Protocol::H2, TlsVersion::TLS13});
    }
    return cases;
}

/** \return whether the moments of a request that was answered are all there and in order */
::testing::AssertionResult
InOrder(const RequestRecord& record)
{
    std::vector<std::pair<std::string, std::optional<ns3::Time>>> moments{
        {"queued", record.queued},
        {"dnsStart", record.dnsStart},
        {"dnsEnd", record.dnsEnd},
        {"connectStart", record.connectStart},
        {"tlsStart", record.tlsStart},
        {"connectEnd", record.connectEnd},
        {"sendStart", record.sendStart},
        {"sendEnd", record.sendEnd},
        {"firstByte", record.firstByte},
        {"end", record.end}};
    for (std::size_t i = 6; i < moments.size(); ++i)
    {
        if (!moments[i].second)
        {
            return ::testing::AssertionFailure() << "no " << moments[i].first;
        }
    }
    ns3::Time last(0);
    for (const auto& [name, moment] : moments)
    {
        if (moment && *moment < last)
        {
            return ::testing::AssertionFailure() << name << " is too early";
        }
        last = moment.value_or(last);
    }
    return ::testing::AssertionSuccess();
}

} // namespace

class Pages : public ::testing::TestWithParam<Case>
{};

TEST_P(Pages, LoadWholeWithCompleteRecords)
{
    const std::string file = "scenarios/pages/" + GetParam().page + ".json";
    if (!std::ifstream(file))
    {
        GTEST_SKIP() << file << " is not there; run from the project's folder";
    }
    BenchOptions options;
    options.links = {AccessLink()};
    options.protocol = std::string(ProtocolName(GetParam().protocol));
    if (GetParam().tls)
    {
        options.tls = TlsOptions();
        options.tls->version = *GetParam().tls;
    }
    LoadBench bench(LoadPage(file), options);
    bench.Run();
    if (GetParam().protocol == Protocol::H09)
    {
        EXPECT_TRUE(bench.AllCame()) << "without status codes";
    }
    else
    {
        EXPECT_TRUE(bench.AllArrived());
    }
    std::set<std::uint32_t> opening;
    for (const RequestRecord& record : bench.complete)
    {
        EXPECT_TRUE(InOrder(record)) << record.request.target;
        EXPECT_EQ(record.dnsStart.has_value(), !record.reused) << record.request.target;
        EXPECT_EQ(record.connectEnd.has_value(), !record.reused) << record.request.target;
        EXPECT_EQ(record.tlsStart.has_value(), !record.reused && GetParam().tls);
        EXPECT_TRUE(record.reused || opening.insert(record.connection).second)
            << "two requests claim to have opened connection " << record.connection;
    }
    for (const ConnectionRecord& record : bench.closed)
    {
        EXPECT_TRUE(record.closed) << record.id << ": " << record.closeReason;
        EXPECT_EQ(record.closeReason, "graceful") << record.id;
        EXPECT_EQ(record.tls.has_value(), GetParam().tls.has_value());
        EXPECT_GT(record.counters.packetsSent, 0u);
    }
    EXPECT_EQ(bench.opened.size(), bench.closed.size());
    EXPECT_EQ(bench.served.size(), bench.closed.size());
}

INSTANTIATE_TEST_SUITE_P(All, Pages, ::testing::ValuesIn(Cases()), NameOf);
