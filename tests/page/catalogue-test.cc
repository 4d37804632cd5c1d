// SPDX-License-Identifier: GPL-2.0-only
#include "page/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace pagewire;

namespace
{

CatalogueOptions
Many()
{
    CatalogueOptions options;
    options.objects = 20000;
    return options;
}

template <typename Predicate>
double
ShareOf(const Page& page, Predicate predicate)
{
    const auto count = std::count_if(page.resources.begin(), page.resources.end(), predicate);
    return static_cast<double>(count) / static_cast<double>(page.resources.size());
}

} // namespace

TEST(Catalogue, HasLognormalSizes)
{
    const Page page = CataloguePage(Many(), 1);
    // The median of a lognormal variable is mean * exp(-spread^2 / 2): 28000 * 0.4196 = 11748, and
    // 84.1 % are below exp(spread) = 3.736 times that. The median of 20000 is within 3 %.
    const auto below = [](double bound) {
        return [bound](const Resource& r) { return static_cast<double>(r.size) < bound; };
    };
    EXPECT_NEAR(ShareOf(page, below(11748)), 0.5, 0.015);
    EXPECT_NEAR(ShareOf(page, below(11748 * 3.736)), 0.841, 0.01);
    // The mean's relative standard deviation is sqrt((exp(spread^2) - 1) / 20000) = 1.5 %.
    EXPECT_NEAR(static_cast<double>(page.ContentBytes()) / 20000, 28000, 28000 * 0.06);
}

TEST(Catalogue, SizesHaveALimitAndMayBeEqual)
{
    CatalogueOptions options = Many();
    options.largest = 30000;
    EXPECT_EQ(ShareOf(CataloguePage(options, 1), [](const auto& r) { return r.size > 30000; }), 0);
    options.sizeSpread = 0;
    EXPECT_EQ(ShareOf(CataloguePage(options, 1), [](const auto& r) { return r.size == 28000; }), 1);
}

TEST(Catalogue, ObjectsStayWhatTheyAreWhenThereAreMore)
{
    CatalogueOptions few = Many();
    few.objects = 10;
    const Page small = CataloguePage(few, 1);
    const Page large = CataloguePage(Many(), 1);
    for (std::size_t i = 0; i < 10; ++i)
    {
        EXPECT_EQ(small.resources[i].size, large.resources[i].size);
    }
}

TEST(Catalogue, SaysHowLongObjectsAreFresh)
{
    CatalogueOptions options;
    options.objects = 1;
    options.caching.lifetime = std::chrono::seconds(60);
    options.caching.directives = "stale-while-revalidate=30";
    EXPECT_EQ(CataloguePage(options, 1).resources[0].caching.cacheControl,
              "max-age=60, stale-while-revalidate=30");
    options.caching.byExpires = true;
    const Caching byDate = CataloguePage(options, 1).resources[0].caching;
    EXPECT_EQ(byDate.cacheControl, "stale-while-revalidate=30");
    EXPECT_EQ(byDate.expires, std::chrono::seconds(60));
}

TEST(Catalogue, HasSharesOfObjectsThatAreHardToCache)
{
    CatalogueOptions options = Many();
    options.caching.lifetime = std::chrono::seconds(60);
    options.noStoreShare = 0.1;
    options.privateShare = 0.2;
    options.noValidatorShare = 0.3;
    const Page page = CataloguePage(options, 1);
    const auto says = [](const std::string& text) {
        return [text](const Resource& r) { return r.caching.cacheControl == text; };
    };
    // Four standard deviations of a share of 20000 are at most 1.3 %.
    EXPECT_NEAR(ShareOf(page, says("no-store")), 0.1, 0.013);
    EXPECT_NEAR(ShareOf(page, says("private, max-age=60")), 0.2, 0.013);
    EXPECT_NEAR(ShareOf(page, says("max-age=60")), 0.7, 0.013);
    EXPECT_NEAR(ShareOf(page,
                        [](const Resource& r) {
                            return r.caching.entityTag == Caching::EntityTag::NONE &&
                                   r.caching.lastModified == false;
                        }),
                0.3,
                0.013);
}
