// SPDX-License-Identifier: GPL-2.0-only
#include "cache/freshness.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

constexpr CacheMoment NOW = CacheScript::START;

StoredResponse
Stored(std::string_view fields, Nanoseconds delay = Nanoseconds(0), CacheMoment received = NOW)
{
    StoredResponse stored;
    stored.response.fields = FieldsOf(fields);
    stored.requested = received - delay;
    stored.received = received;
    Assess(stored, SharedCache());
    return stored;
}

LifetimeSource
SourceOf(std::string_view fields, const CacheOptions& options, int status = 200)
{
    const Response response{status, FieldsOf(fields)};
    return LifetimeOf(response, DirectivesFor(response, options), options, NOW).source;
}

} // namespace

// RFC 9111 section 4.2.3, with its names: corrected_initial_age = max(apparent_age,
// corrected_age_value); current_age adds the time since.
TEST(Freshness, AgeIsTheLargerOfWhatDateAndAgeTell)
{
    EXPECT_EQ(CurrentAge(Stored("Age: 7"), NOW + seconds(3)), seconds(10));
    EXPECT_EQ(CurrentAge(Stored("Age: 7", milliseconds(1500)), NOW), milliseconds(8500));
    const char* const tenBefore = "Date: Sun, 06 Nov 1994 08:49:27 GMT";
    EXPECT_EQ(CurrentAge(Stored(tenBefore), NOW), seconds(10));
    EXPECT_EQ(CurrentAge(Stored(std::string(tenBefore) + "\nAge: 7"), NOW), seconds(10));
    EXPECT_EQ(CurrentAge(Stored(std::string(tenBefore) + "\nAge: 11"), NOW), seconds(11));
    EXPECT_EQ(CurrentAge(Stored("Date: Sun, 06 Nov 2050 08:49:27 GMT"), NOW), seconds(0));
}

TEST(Freshness, WhatCameWithinTheSecondOfItsDateIsNotLate)
{
    const auto stored =
        Stored("Date: Sun, 06 Nov 1994 08:49:37 GMT", Nanoseconds(0), NOW + milliseconds(999));
    EXPECT_EQ(CurrentAge(stored, NOW + milliseconds(999)), Nanoseconds(0));
}

TEST(Freshness, DatesFarAwayCountAsTheLongestTime)
{
    constexpr seconds LONGEST(2147483648);
    EXPECT_EQ(CurrentAge(Stored("Date: Mon, 01 Jan 0001 00:00:00 GMT"), NOW), LONGEST);
    EXPECT_EQ(Stored("Expires: Fri, 31 Dec 9999 23:59:59 GMT").lifetime.time, LONGEST);
    EXPECT_EQ(Stored("Expires: Mon, 01 Jan 0001 00:00:00 GMT").lifetime.time, -LONGEST);
    // A tenth of the time would be longer; a day is the limit.
    EXPECT_EQ(Stored("Last-Modified: Mon, 01 Jan 0001 00:00:00 GMT").lifetime.time,
              std::chrono::hours(24));
    EXPECT_EQ(Stored("Last-Modified: Sun, 06 Nov 2050 08:49:27 GMT").lifetime.time, seconds(0));
}

TEST(Freshness, TheFirstRuleThatThereIsGivesTheLifetime)
{
    CacheOptions options = SharedCache();
    options.targets = {"A-Cache-Control", "B-Cache-Control"};
    options.negativeLifetime = seconds(5);
    const char* const modified = "Last-Modified: Sun, 06 Nov 1994 08:33:20 GMT\n";
    EXPECT_EQ(SourceOf(modified, options), LifetimeSource::HEURISTIC);
    EXPECT_EQ(SourceOf("Expires: 0", options), LifetimeSource::EXPIRES);
    EXPECT_EQ(SourceOf("Expires: 0\nCache-Control: max-age=1", options), LifetimeSource::MAX_AGE);
    EXPECT_EQ(SourceOf("Cache-Control: max-age=1, s-maxage=1", options), LifetimeSource::S_MAXAGE);
    EXPECT_EQ(SourceOf("Cache-Control: s-maxage=1\nB-Cache-Control: max-age=1", options),
              LifetimeSource::TARGETED);
    EXPECT_EQ(SourceOf("", options, 500), LifetimeSource::NEGATIVE);
    EXPECT_EQ(SourceOf("Cache-Control: max-age=1", options, 500), LifetimeSource::MAX_AGE);
    EXPECT_EQ(SourceOf("", options), LifetimeSource::NONE);
    options.lifetimeOverride = seconds(9);
    EXPECT_EQ(SourceOf("Cache-Control: s-maxage=1", options), LifetimeSource::OVERRIDE);
}

TEST(Freshness, TheFirstValidFieldOfTheTargetListCounts)
{
    CacheOptions options = SharedCache();
    options.targets = {"A-Cache-Control", "B-Cache-Control"};
    const Response response{200,
                            FieldsOf("B-Cache-Control: max-age=2\nA-Cache-Control: max-age=1")};
    EXPECT_EQ(DirectivesFor(response, options).directives.maxAge, seconds(1));
    const Response other{200, FieldsOf("A-Cache-Control: &\nB-Cache-Control: max-age=2")};
    EXPECT_EQ(DirectivesFor(other, options).directives.maxAge, seconds(2));
}
