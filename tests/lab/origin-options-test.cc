// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/option-table.h"
#include "lab/simulation.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

/** \return the fields with which a document of one kilobyte arrives, as these lines of [origin]
 * have it */
HeaderFields
FieldsWith(const std::string& lines)
{
    SimulationInput input;
    input.options = ResolveOptions(Scenario::Parse("[origin]\n" + lines, "x.ini"));
    input.page.hosts = {{"www.example", ""}};
    Resource document;
    document.size = 1000;
    input.page.resources.push_back(document);
    const RunResult result = Simulate(input);
    EXPECT_EQ(result.requests.size(), 1u);
    return result.requests.front().response.fields;
}

} // namespace

TEST(OriginOptions, SayWhatCachesGoBy)
{
    const HeaderFields usual = FieldsWith("");
    EXPECT_FALSE(usual.Has("Cache-Control"));
    EXPECT_EQ(usual.Combined("Date"), "Tue, 14 Nov 2023 22:13:20 GMT");
    EXPECT_TRUE(usual.Has("Last-Modified"));
    EXPECT_EQ(FieldsWith("cache-control = public, max-age=60\n").Combined("Cache-Control"),
              "public, max-age=60");
    EXPECT_EQ(FieldsWith("default-cache-control = no-cache\n").Combined("Cache-Control"),
              "no-cache");
    EXPECT_EQ(FieldsWith("etags = weak\n").Combined("ETag"), "W/" + usual.Combined("ETag"));
    EXPECT_FALSE(FieldsWith("etags = none\n").Has("ETag"));
    EXPECT_FALSE(FieldsWith("last-modified = no\n").Has("Last-Modified"));
    EXPECT_EQ(FieldsWith("clock-skew = -20s\n").Combined("Date"), "Tue, 14 Nov 2023 22:13:00 GMT");
}

TEST(OriginOptions, VersionsComeAsOftenAsWanted)
{
    // The request arrives within the first second, after many a version.
    for (const char* updates : {"regular", "exponential"})
    {
        const HeaderFields fields =
            FieldsWith("update-interval = 1ms\nupdates = " + std::string(updates) + "\n");
        EXPECT_EQ(fields.Combined("Last-Modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
        EXPECT_NE(fields.Combined("ETag"), FieldsWith("").Combined("ETag"));
    }
}

TEST(OriginOptions, ClocksMayBeBehind)
{
    const Option& skew = *FindOption("origin.clock-skew");
    EXPECT_EQ(ParseOptionValue(skew, "-1.5s").duration, -1500ms);
    EXPECT_EQ(ParseOptionValue(skew, "2min").duration, 2min);
    EXPECT_EQ(skew.Allowed(), "-1440min to 1440min");
    EXPECT_THROW(ParseOptionValue(skew, "-1441min"), InputError);
    EXPECT_THROW(ParseOptionValue(*FindOption("origin.think-time"), "-1s"), InputError);
}

TEST(OriginOptions, FieldValuesArePrintable)
{
    EXPECT_THROW(ResolveOptions(Scenario::Parse("[origin]\ncache-control = \xc3\xa4\n", "x.ini")),
                 InputError);
}
