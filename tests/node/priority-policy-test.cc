// SPDX-License-Identifier: GPL-2.0-only
#include "page/priority-policy.h"

#include "node/load-bench.h"

#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** The later in the page, the more urgent: urgency 7 less the number. */
class LastFirst : public PriorityPolicy
{
  public:
    Priority PriorityOf(const Page& page, std::size_t resource) override
    {
        EXPECT_EQ(page.resources.size(), 6u);
        asked.push_back(resource);
        return {7 - static_cast<int>(resource), true};
    }

    std::vector<std::size_t> asked;
};

} // namespace

TEST(PriorityPolicy, DecidesPrioritiesInPlaceOfThePage)
{
    Page page = PageOfObjects(5, 10);
    page.resources[1].priority.urgency = 0;
    const auto policy = std::make_shared<LastFirst>();
    BenchOptions options;
    options.browser = [policy](Browser& browser) {
        browser.SetAttribute("ConnectionsPerHost", ns3::UintegerValue(1));
        browser.SetPriorities(policy);
    };
    LoadBench bench(page, options);
    bench.Run();
    EXPECT_EQ(bench.SendOrder(), (std::vector<std::size_t>{0, 5, 4, 3, 2, 1}));
    EXPECT_EQ(policy->asked, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(bench.Of(2).priority, (Priority{5, true}));
}

TEST(PriorityPolicy, WithoutOneThePageStatesThem)
{
    Page page = PageOfObjects(1, 10);
    page.resources[1].priority = {2, true};
    EXPECT_EQ(StatedPriorities().PriorityOf(page, 1), (Priority{2, true}));
    LoadBench bench(page, {});
    bench.Run();
    EXPECT_EQ(bench.Of(1).priority, (Priority{2, true}));
}
