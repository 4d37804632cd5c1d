// SPDX-License-Identifier: GPL-2.0-only
#include "page/synthetic.h"

#include "base/error.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

using namespace pagewire;

namespace
{

std::string
ErrorOf(const std::string& text)
{
    try
    {
        ParseSyntheticOptions(text);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "no error";
}

/** Requests and octets of each type. */
std::map<std::string, std::pair<std::size_t, std::uint64_t>>
ByType(const Page& page)
{
    std::map<std::string, std::pair<std::size_t, std::uint64_t>> types;
    for (const Resource& resource : page.resources)
    {
        ++types[resource.type].first;
        types[resource.type].second += resource.size;
    }
    return types;
}

} // namespace

TEST(Synthetic, HasTheObjectsAskedFor)
{
    const Page page = SyntheticPage(ParseSyntheticOptions("objects=6,size=5KB,html=1KiB,hosts=2"));
    ASSERT_EQ(page.resources.size(), 7u);
    EXPECT_EQ(page.hosts.size(), 2u);
    EXPECT_EQ(page.resources[0].size, 1024u);
    EXPECT_EQ(page.ContentBytes(), 1024u + 6 * 5000);
    EXPECT_EQ(page.resources[1].host, 0u);
    EXPECT_EQ(page.resources[2].host, 1u);
    EXPECT_EQ(page.resources[6].dependencies[0].trigger, Dependency::Trigger::COMPLETE);
    EXPECT_EQ(SyntheticPage(ParseSyntheticOptions("objects=0")).resources.size(), 1u);
}

TEST(Synthetic, SpreadsTheObjectsOverTheHtml)
{
    const Page page =
        SyntheticPage(ParseSyntheticOptions("objects=3,size=1,html=1000,found=spread"));
    EXPECT_EQ(page.resources[1].dependencies[0].bytes, 250u);
    EXPECT_EQ(page.resources[2].dependencies[0].bytes, 500u);
    EXPECT_EQ(page.resources[3].dependencies[0].bytes, 750u);
}

TEST(Synthetic, NamesTheWrongPart)
{
    EXPECT_EQ(ErrorOf("objects=40,sizes=5"),
              "synthetic page: there is no 'sizes': did you mean 'size'?");
    EXPECT_EQ(ErrorOf("objects"),
              "synthetic page: 'objects' has no '=': write objects=40,size=50KB");
    EXPECT_EQ(ErrorOf("objects=100001"),
              "synthetic page: objects='100001': it is from 0 to 100000");
    EXPECT_EQ(ErrorOf("found=late"), "synthetic page: found='late': it is complete or spread");
    EXPECT_EQ(ErrorOf("size=5parsec"),
              "synthetic page: size='5parsec': '5parsec' is not a size: write a number and one of "
              "B, KB, KiB, MB, MiB, GB, GiB; it is from 0 to 1000000000000");
}

TEST(Percentile, HasThePublishedCountsAndWeights)
{
    const Page page = PercentilePage({50, "mobile"});
    const auto types = ByType(page);
    EXPECT_EQ(page.resources.size(), 75u);
    EXPECT_EQ(page.hosts.size(), 17u); // 16 third parties
    EXPECT_EQ(types.at("document").first, 2u);
    EXPECT_EQ(types.at("stylesheet").first, 8u);
    EXPECT_EQ(types.at("script").first, 22u);
    EXPECT_EQ(types.at("font").first, 4u);
    EXPECT_EQ(types.at("image").first, 15u);
    EXPECT_EQ(types.at("other").first, 75u - 2 - 8 - 22 - 4 - 15);
    // Rounded down to whole octets, so at most one a resource less.
    const auto expectKb = [&](const char* type, double kilobytes) {
        EXPECT_NEAR(static_cast<double>(types.at(type).second),
                    kilobytes * 1024,
                    static_cast<double>(types.at(type).first))
            << type;
    };
    expectKb("document", 22);
    expectKb("stylesheet", 77);
    expectKb("font", 122);
    expectKb("script", 646);
    expectKb("image", 911);
    EXPECT_NEAR(static_cast<double>(page.ContentBytes()), 2164 * 1024.0, 75);
}

TEST(Percentile, GrowsWithThePercentileOnBothDevices)
{
    for (const char* device : {"mobile", "desktop"})
    {
        std::uint64_t before = 0;
        for (const int percentile : {10, 25, 50, 75, 90})
        {
            const Page page = PercentilePage({percentile, device});
            EXPECT_GT(page.ContentBytes(), before) << device << percentile;
            before = page.ContentBytes();
        }
    }
}

TEST(Percentile, SpreadsScriptSizesAsPublished)
{
    // Almanac 2025, desktop: the 90th percentile of script files is some 200 times the 10th.
    std::vector<std::uint64_t> sizes;
    for (const Resource& resource : PercentilePage({90, "desktop"}).resources)
    {
        if (resource.type == "script")
        {
            sizes.push_back(resource.size);
        }
    }
    ASSERT_EQ(sizes.size(), 67u);
    EXPECT_FALSE(std::is_sorted(sizes.begin(), sizes.end()));
    std::sort(sizes.begin(), sizes.end());
    const double ratio = static_cast<double>(sizes[60]) / static_cast<double>(sizes[6]);
    EXPECT_GT(ratio, 100);
    EXPECT_LT(ratio, 400);
}

TEST(Percentile, RefusesWhatIsNotPublished)
{
    EXPECT_THROW(PercentilePage({60, "mobile"}), InputError);
    EXPECT_THROW(PercentilePage({50, "watch"}), InputError);
}
