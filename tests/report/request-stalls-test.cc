// SPDX-License-Identifier: GPL-2.0-only
#include "report/request-stalls.h"

#include "report/tables.h"
#include "support/sample-run.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

using ns3::MilliSeconds;

/** The sample run, its document the first exchange on connection 1: sent at 140 ms, whole at 180.
 */
RunResult
MakeRun()
{
    RunResult run = test::MakeSampleRun();
    run.requests[0].exchange = 1;
    return run;
}

std::int64_t
Milliseconds(const RequestStalls& stalls, StallKind kind)
{
    return stalls[static_cast<std::size_t>(kind)].Total().GetMilliSeconds();
}

} // namespace

TEST(RequestStalls, EachMomentCountsForTheFirstKindThatHolds)
{
    RunResult run = MakeRun();
    ExchangeStalls& near = run.connections[0].stalls[1];
    ExchangeStalls& far = run.serverConnections[0].stalls[1];
    near.holOwn.Add(MilliSeconds(170), MilliSeconds(172));
    near.holOther.Add(MilliSeconds(165), MilliSeconds(171));
    near.queue.Add(MilliSeconds(160), MilliSeconds(168));
    far.queue.Add(MilliSeconds(141), MilliSeconds(143)); // of the request, on its way up
    far.flowControl.Add(MilliSeconds(150), MilliSeconds(162));
    far.congestion.Add(MilliSeconds(145), MilliSeconds(175));
    const RequestStalls stalls = StallFinder(run).Of(run.requests[0]);
    EXPECT_EQ(Milliseconds(stalls, StallKind::HOL_OWN), 2);
    EXPECT_EQ(Milliseconds(stalls, StallKind::HOL_OTHER), 5);
    EXPECT_EQ(Milliseconds(stalls, StallKind::QUEUE), 2 + 5);
    EXPECT_EQ(Milliseconds(stalls, StallKind::FLOW_CONTROL), 10);
    EXPECT_EQ(Milliseconds(stalls, StallKind::CWND), 5 + 3);
}

TEST(RequestStalls, OnlyFromTheRequestToTheEndOfTheResponse)
{
    RunResult run = MakeRun();
    run.serverConnections[0].stalls[1].congestion.Add(MilliSeconds(100), MilliSeconds(300));
    const StallFinder finder(run);
    EXPECT_EQ(Milliseconds(finder.Of(run.requests[0]), StallKind::CWND), 40);
    EXPECT_EQ(Milliseconds(finder.Of(run.requests[1]), StallKind::CWND), 0) << "never sent";
    EXPECT_EQ(Milliseconds(finder.Of(run.requests[2]), StallKind::CWND), 0) << "another exchange";
}

TEST(RequestStalls, OneEndIsEnough)
{
    RunResult run = MakeRun();
    run.serverConnections.clear();
    run.connections[0].stalls[1].holOther.Add(MilliSeconds(150), MilliSeconds(151));
    EXPECT_EQ(Milliseconds(StallFinder(run).Of(run.requests[0]), StallKind::HOL_OTHER), 1);
}

TEST(StallsTable, ARowASpanFromTheStartOfTheNavigation)
{
    RunResult run = MakeRun();
    run.connections[0].stalls[1].holOwn.Add(MilliSeconds(150), MilliSeconds(155));
    run.serverConnections[0].stalls[1].congestion.Add(MilliSeconds(141), MilliSeconds(142));
    run.serverConnections[0].stalls[1].congestion.Add(MilliSeconds(154), MilliSeconds(157));
    EXPECT_EQ(StallsTable(run, {1, 5}),
              "seed,rng_run,request,kind,start_ms,end_ms\n"
              "1,5,1,hol_own,50.000000,55.000000\n"
              "1,5,1,cwnd,41.000000,42.000000\n"
              "1,5,1,cwnd,55.000000,57.000000\n");
}
