// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include "ns3/uinteger.h"

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

constexpr std::size_t OBJECTS = 12;

/** How a page of one document and OBJECTS small objects is loaded, and the round trips it takes. */
struct Row
{
    std::string name;
    std::string protocol;
    unsigned connections;
    int roundTrips;
};

void
PrintTo(const Row& row, std::ostream* out)
{
    *out << row.name;
}

constexpr int
RoundsOf(std::size_t objects, std::size_t connections)
{
    return static_cast<int>((objects + connections - 1) / connections);
}

/**
 * With a handshake of 1 + tls round trips: the document is there after 2 + tls. Short connections
 * then take 2 + tls for each round of objects. Persistent ones: the first one serves an object a
 * round trip, 1 + tls of them until the others are open; from then on all serve.
 */
std::vector<Row>
Rows(const std::string& suffix, int tls)
{
    const int first = 2 + tls;
    const auto several = [&](std::size_t c) {
        return first + 1 + tls + RoundsOf(OBJECTS - 1 - static_cast<std::size_t>(tls), c);
    };
    return {
        {"serial_short_h10" + suffix, "h10", 1, first * (1 + static_cast<int>(OBJECTS))},
        {"parallel_short_4_h10" + suffix, "h10", 4, first * (1 + RoundsOf(OBJECTS, 4))},
        {"parallel_short_6_h10" + suffix, "h10", 6, first * (1 + RoundsOf(OBJECTS, 6))},
        {"serial_keepalive_h10" + suffix, "h10-keepalive", 1, first + static_cast<int>(OBJECTS)},
        {"serial_persistent_h11" + suffix, "h11", 1, first + static_cast<int>(OBJECTS)},
        {"persistent_4_h11" + suffix, "h11", 4, several(4)},
        {"persistent_6_h11" + suffix, "h11", 6, several(6)},
        {"pipelined_h11" + suffix, "h11-pipelined", 1, first + 1},
        {"multiplexed_h2" + suffix, "h2", 6, first + 1}};
}

class PageFormulas : public ::testing::TestWithParam<Row>
{
  protected:
    /** Loads the page; what the load takes beyond its round trips is at most the time that all its
     * octets take on the links. */
    void Expect(BenchOptions options)
    {
        const Row& row = GetParam();
        options.protocol = row.protocol;
        options.h1.pipelineDepth = OBJECTS;
        options.tcp.initialWindow = 100; // the formulas know no windows, in octets or in packets
        options.browser = [&](Browser& browser) {
            browser.SetAttribute("ConnectionsPerHost", ns3::UintegerValue(row.connections));
        };
        LoadBench bench(PageOfObjects(OBJECTS, 500), options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        const ns3::Time least = bench.network->RoundTrip() * row.roundTrips;
        const auto rate = static_cast<double>(options.links.front().up.rate);
        const ns3::Time most = least + ns3::Seconds(8 * bench.Octets() / rate) +
                               ns3::NanoSeconds(bench.Octets() / 40); // a rounding for each packet
        EXPECT_GE(*bench.loaded, least) << bench.RoundTrips();
        EXPECT_LE(*bench.loaded, most) << bench.RoundTrips();
    }

    static TlsOptions Tls(TlsVersion version, bool falseStart = false)
    {
        TlsOptions options;
        options.version = version;
        options.falseStart = falseStart;
        options.tickets = false; // each handshake is a full one
        return options;
    }
};

std::string
NameOf(const ::testing::TestParamInfo<Row>& info)
{
    return info.param.name;
}

} // namespace

class Cleartext : public PageFormulas
{};

class Tls13 : public PageFormulas
{};

class Tls12 : public PageFormulas
{};

class Tls12FalseStart : public PageFormulas
{};

TEST_P(Cleartext, TakesTheRoundTrips)
{
    Expect({});
}

TEST_P(Tls13, TakesTheRoundTrips)
{
    BenchOptions options;
    options.tls = Tls(TlsVersion::TLS13);
    Expect(options);
}

TEST_P(Tls12, TakesTheRoundTrips)
{
    BenchOptions options;
    options.tls = Tls(TlsVersion::TLS12);
    Expect(options);
}

TEST_P(Tls12FalseStart, TakesTheRoundTrips)
{
    BenchOptions options;
    options.tls = Tls(TlsVersion::TLS12, true);
    Expect(options);
}

INSTANTIATE_TEST_SUITE_P(PageFormulas, Cleartext, ::testing::ValuesIn(Rows("", 0)), NameOf);
INSTANTIATE_TEST_SUITE_P(PageFormulas, Tls13, ::testing::ValuesIn(Rows("_tls13", 1)), NameOf);
INSTANTIATE_TEST_SUITE_P(PageFormulas, Tls12, ::testing::ValuesIn(Rows("_tls12", 2)), NameOf);
INSTANTIATE_TEST_SUITE_P(PageFormulas,
                         Tls12FalseStart,
                         ::testing::ValuesIn(Rows("_tls12fs", 1)),
                         NameOf);
