// SPDX-License-Identifier: GPL-2.0-only
#include "lab/model-reference.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
ErrorOf(const std::string& name)
{
    try
    {
        FindModel(name);
        return "";
    }
    catch (const InputError& e)
    {
        return e.what();
    }
}

bool
Has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST(ModelReference, ModelsAreFoundWithAndWithoutTheirNamespace)
{
    EXPECT_EQ(FindModel("Browser"), FindModel("pagewire::Browser"));
    EXPECT_EQ(FindModel("Browser").GetName(), "pagewire::Browser");
    EXPECT_EQ(ErrorOf("Browsr"), "there is no model 'Browsr': did you mean 'pagewire::Browser'?");
    EXPECT_EQ(ErrorOf("entirely-unknown-thing"),
              "there is no model 'entirely-unknown-thing': pagewire models lists them");
    // Without attributes and trace sources, and ns-3's own.
    EXPECT_NE(ErrorOf("TcpReno"), "");
    EXPECT_NE(ErrorOf("ns3::TcpSocket"), "");
}

TEST(ModelReference, EachModelIsListedOnce)
{
    const std::string list = "\n" + ListModels();
    EXPECT_TRUE(Has(list, "\npagewire::WindowMonitor: attributes 0, trace sources 1\n"));
    EXPECT_TRUE(Has(list, "\npagewire::IpDevice: attributes 1, trace sources 0\n"));
    EXPECT_FALSE(Has(list, "TcpReno"));
    EXPECT_FALSE(Has(list, "ns3::"));
    EXPECT_LT(list.find("pagewire::Browser:"), list.find("pagewire::CdnCache:"));
}

TEST(ModelReference, AllOfOneModelIsTold)
{
    // As src/net/ip-device.cc registers it.
    EXPECT_EQ(DescribeModel(FindModel("IpDevice")),
              "pagewire::IpDevice, a child of ns3::NetDevice\n"
              "attribute Mtu = 1500 (uint16_t, from 68)\n"
              "    Largest IP packet, in octets\n");
    const std::string power = DescribeModel(FindModel("NodePower"));
    EXPECT_TRUE(Has(power, "\ntrace source Changed (PowerTracedCallback)\n    ")) << power;
}

TEST(ModelReference, TypesHaveTheirBoundsAndDefaultsTheirUnits)
{
    const std::string browser = ModelAsMarkdown(FindModel("Browser"));
    EXPECT_TRUE(Has(browser, "\n| `ConnectionsPerHost` | uint32_t, from 1 | `6` | ")) << browser;
    EXPECT_TRUE(Has(browser, "\n| `RequestsPerConnection` | uint32_t | `0` | "));
    EXPECT_TRUE(Has(browser, "\n| `WaitingRequests` | one of ordered, libcurl | `ordered` | "));
    EXPECT_TRUE(Has(browser, "\n| `KeepAlive` | Time, from 0ns | `5min` | "));
    EXPECT_TRUE(Has(browser, "\n| `ClockSkew` | Time | `0ns` | "));
    EXPECT_TRUE(Has(browser, "\n| `PageLoaded` | `MomentTracedCallback` | "));
    const std::string link = ModelAsMarkdown(FindModel("LinkDevice"));
    EXPECT_TRUE(Has(link, "\n| `TxQueue` | `ns3::Ptr< ns3::Queue<Packet> >` | `none` | ")) << link;
    EXPECT_TRUE(Has(link, "\n| `TraceFile` | `std::string` |  | "));
    EXPECT_TRUE(Has(link, "\n| `MacTx` | `ns3::Packet::TracedCallback` | "));
    EXPECT_TRUE(Has(ModelAsMarkdown(FindModel("DelayModel")), " | double, from 0 to 1 | `0` | "));
    EXPECT_TRUE(Has(ModelAsMarkdown(FindModel("TcpCubic")), " | double, from 0 | `0.4` | "));
}

TEST(ModelReference, BesideAnotherModelOnlyWhatIsOtherwiseIsLeft)
{
    const ns3::TypeId reverse = FindModel("ReverseProxy");
    const std::string cdn = ModelAsMarkdown(FindModel("CdnCache"), reverse);
    // Other defaults (a cache of a CDN answers by itself), and no trace source of its own.
    EXPECT_TRUE(Has(cdn, "| `Cache` | bool | `true` | ")) << cdn;
    EXPECT_TRUE(Has(cdn, "| `NegativeLifetime` | Time, from 0ns | `10s` | "));
    EXPECT_FALSE(Has(cdn, "`Via`"));
    EXPECT_FALSE(Has(cdn, "trace source"));
    const std::string forward = ModelAsMarkdown(FindModel("ForwardProxy"), reverse);
    EXPECT_TRUE(Has(forward, "| `TunnelClosed` | `TunnelTracedCallback` | "));
    EXPECT_FALSE(Has(forward, "`RequestReceived`"));
    EXPECT_EQ(ModelAsMarkdown(reverse, reverse), "");
}
