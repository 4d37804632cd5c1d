// SPDX-License-Identifier: GPL-2.0-only
// An origin that stops in the middle of a load: what it has begun it ends (RFC 9113 section 6.8,
// RFC 9114 section 5.2).
#include "node/load-bench.h"

#include "ns3/string.h"

namespace pagewire::test
{

namespace
{

class OriginStop : public ::testing::TestWithParam<const char*>
{};

TEST_P(OriginStop, ResponsesInProgressGoOn)
{
    BenchOptions options;
    options.links[0].down.rate = 8000000; // 1 MB takes a second
    options.protocol = GetParam();
    options.tls = TlsOptions();
    options.origin = [](Origin& origin) { origin.SetStopTime(ns3::MilliSeconds(500)); };
    LoadBench bench(PageOfObjects(0, 1000000), options);
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
    ASSERT_TRUE(bench.loaded);
    EXPECT_LT(*bench.loaded, ns3::Seconds(2));
    for (const ConnectionRecord& end : bench.closed)
    {
        EXPECT_EQ(end.closeReason, "graceful");
    }
}

TEST_P(OriginStop, NothingNewBegins)
{
    BenchOptions options;
    options.protocol = GetParam();
    options.tls = TlsOptions();
    options.origin = [](Origin& origin) { origin.SetStopTime(ns3::MilliSeconds(1)); };
    LoadBench bench(PageOfObjects(0, 1000), options); // the first packet comes at 25 ms
    bench.Run();
    EXPECT_FALSE(bench.AllArrived());
    EXPECT_TRUE(bench.received.empty());
}

INSTANTIATE_TEST_SUITE_P(Protocols, OriginStop, ::testing::Values("h2", "h3"), [](const auto& p) {
    return std::string(p.param);
});

} // namespace

} // namespace pagewire::test
