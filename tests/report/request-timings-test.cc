// SPDX-License-Identifier: GPL-2.0-only
#include "report/request-timings.h"

#include "support/sample-run.h"

#include <gtest/gtest.h>

using namespace pagewire;
using ns3::MilliSeconds;

TEST(RequestTimings, ANewConnectionCountsItsOpening)
{
    const RunResult run = test::MakeSampleRun();
    const RequestTimings parts = TimingsOf(run.requests[0], run.end);
    EXPECT_EQ(parts.blocked, MilliSeconds(0));
    EXPECT_EQ(parts.dns, MilliSeconds(0));
    EXPECT_EQ(parts.connect, MilliSeconds(40));
    EXPECT_EQ(parts.ssl, MilliSeconds(20));
    EXPECT_EQ(parts.wait, MilliSeconds(25));
    EXPECT_EQ(parts.receive, MilliSeconds(15));
    EXPECT_EQ(parts.Total(), MilliSeconds(80));
}

TEST(RequestTimings, AReusedConnectionHasNoOpening)
{
    const RunResult run = test::MakeSampleRun();
    const RequestTimings parts = TimingsOf(run.requests[2], run.end);
    EXPECT_FALSE(parts.dns || parts.connect || parts.ssl);
    EXPECT_EQ(parts.blocked, MilliSeconds(10));
    EXPECT_EQ(parts.Total(), MilliSeconds(35));
}

TEST(RequestTimings, WhatNeverEndedHasWaitedUntilTheEnd)
{
    RequestRecord record;
    record.queued = MilliSeconds(10);
    EXPECT_EQ(TimingsOf(record, MilliSeconds(50)).blocked, MilliSeconds(40));
    record.sendStart = record.sendEnd = MilliSeconds(20);
    EXPECT_EQ(TimingsOf(record, MilliSeconds(50)).wait, MilliSeconds(30));
}

TEST(RequestTimings, AnAnswerBeforeTheRequestIsOutTakesNoNegativeTime)
{
    RequestRecord record;
    record.queued = record.sendStart.emplace(MilliSeconds(0));
    record.firstByte = MilliSeconds(20);
    record.sendEnd = MilliSeconds(30);
    record.end = MilliSeconds(25);
    const RequestTimings parts = TimingsOf(record, MilliSeconds(50));
    EXPECT_GE(parts.wait, MilliSeconds(0));
    EXPECT_GE(parts.receive, MilliSeconds(0));
    EXPECT_EQ(parts.Total(), MilliSeconds(25));
}
