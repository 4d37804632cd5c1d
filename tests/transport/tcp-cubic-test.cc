// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-cubic.h"

#include "base/error.h"
#include "transport/tcp-congestion.h"
#include "transport/tcp-reno.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pagewire::test
{

namespace
{

constexpr std::uint32_t g_mss = 1000;

/** A congestion control in virtual time: each round trip acknowledges a whole window. */
class Flow
{
  public:
    explicit Flow(ns3::Ptr<ns3::TcpCongestionOps> ops)
        : m_ops(ops)
    {
        m_tcb->m_segmentSize = g_mss;
        m_tcb->m_ssThresh = g_mss;
        m_ops->Init(m_tcb);
    }

    ~Flow()
    {
        ns3::Simulator::Destroy();
    }

    double Window() const
    {
        return m_tcb->GetCwndInSegments();
    }

    void SetWindow(std::uint32_t segments)
    {
        m_tcb->m_cWnd = segments * g_mss;
    }

    void Lose()
    {
        m_tcb->m_ssThresh = m_ops->GetSsThresh(m_tcb, m_tcb->m_cWnd);
        m_tcb->m_cWnd = m_tcb->m_ssThresh.Get();
    }

    /** Acknowledges for so long, one segment at a time, spread over each round trip. */
    void Run(ns3::Time duration, ns3::Time rtt)
    {
        ns3::Simulator::Schedule(ns3::Time(0), &Flow::Acknowledge, this, rtt);
        ns3::Simulator::Stop(duration);
        ns3::Simulator::Run();
        m_next.Cancel();
    }

  private:
    void Acknowledge(ns3::Time rtt)
    {
        m_ops->PktsAcked(m_tcb, 1, rtt);
        m_ops->IncreaseWindow(m_tcb, 1);
        const ns3::Time gap = rtt / static_cast<std::int64_t>(std::max(1.0, Window()));
        m_next = ns3::Simulator::Schedule(gap, &Flow::Acknowledge, this, rtt);
    }

    ns3::Ptr<ns3::TcpCongestionOps> m_ops;
    ns3::Ptr<ns3::TcpSocketState> m_tcb{ns3::CreateObject<ns3::TcpSocketState>()};
    ns3::EventId m_next;
};

ns3::Ptr<TcpCubic>
MakeCubic(bool renoFriendly)
{
    const auto cubic = ns3::CreateObject<TcpCubic>();
    cubic->SetAttribute("RenoFriendly", ns3::BooleanValue(renoFriendly));
    return cubic;
}

TEST(TcpCubic, FollowsTheCubicFunctionOfRfc9438)
{
    const auto cubic = MakeCubic(false);
    Flow flow(cubic);
    flow.SetWindow(1000);
    flow.Lose();
    EXPECT_EQ(flow.Window(), 700);
    // W(t) = C (t - K)^3 + Wmax with K = cbrt(Wmax (1 - beta) / C); the target is W(t + RTT).
    const double k = std::cbrt(1000 * 0.3 / 0.4);
    const double rtt = 0.1;
    for (double time = 1; time <= 15; time += 1)
    {
        flow.Run(ns3::Seconds(1), ns3::Seconds(rtt));
        const double low = 0.4 * std::pow(time - k, 3) + 1000;
        const double high = 0.4 * std::pow(time + rtt - k, 3) + 1000;
        EXPECT_GT(flow.Window(), low - 2) << time;
        EXPECT_LT(flow.Window(), high + 2) << time;
        EXPECT_NEAR(cubic->CubicWindow(time), low, 0.5);
    }
}

TEST(TcpCubic, KeepsUpWithRenoOnAShortPath)
{
    Flow flow(MakeCubic(true));
    flow.SetWindow(20);
    flow.Lose();
    ASSERT_EQ(flow.Window(), 14);
    // Grows by 3 (1 - beta) / (1 + beta) = 0.529 a round trip until it is back at 20, then by 1.
    flow.Run(ns3::MilliSeconds(50), ns3::MilliSeconds(10));
    EXPECT_NEAR(flow.Window(), 14 + 5 * 0.529, 1);
    flow.Run(ns3::MilliSeconds(63), ns3::MilliSeconds(10));
    EXPECT_NEAR(flow.Window(), 20, 1);
    flow.Run(ns3::MilliSeconds(100), ns3::MilliSeconds(10));
    EXPECT_NEAR(flow.Window(), 30, 1.5);
}

TEST(TcpCubic, WithoutFullRenoGrowthTheEstimateKeepsItsPace)
{
    const auto cubic = MakeCubic(true);
    cubic->SetAttribute("FullRenoGrowth", ns3::BooleanValue(false));
    Flow flow(cubic);
    flow.SetWindow(20);
    flow.Lose();
    flow.Run(ns3::MilliSeconds(213), ns3::MilliSeconds(10));
    EXPECT_NEAR(flow.Window(), 14 + 21.3 * 0.529, 1.5);
}

TEST(TcpCubic, FastConvergenceGivesRoomToNewFlows)
{
    const auto cubic = MakeCubic(true);
    Flow flow(cubic);
    flow.SetWindow(100);
    flow.Lose();
    flow.Run(ns3::MilliSeconds(1), ns3::Seconds(1));
    flow.Lose(); // at 70, below the last maximum: the new one is 70 (1 + beta) / 2
    flow.Run(ns3::MilliSeconds(1), ns3::Seconds(1));
    const double k = std::cbrt((59.5 - 49) / 0.4);
    EXPECT_NEAR(cubic->CubicWindow(k), 59.5, 0.01);
}

TEST(TcpCubic, BeginsOnItsPlateauAfterATimeout)
{
    const auto cubic = MakeCubic(false);
    Flow flow(cubic);
    flow.SetWindow(1000);
    flow.Lose();
    cubic->CongestionStateSet(nullptr, ns3::TcpSocketState::CA_LOSS);
    flow.Run(ns3::Seconds(3), ns3::MilliSeconds(100));
    EXPECT_NEAR(flow.Window(), 700 + 0.4 * std::pow(3.1, 3), 2);
}

TEST(TcpCubic, LeastGrowthHoldsWhileNoLossHasToldTheMaximum)
{
    const auto cubic = MakeCubic(false);
    cubic->SetAttribute("LeastGrowth", ns3::DoubleValue(0.05));
    Flow flow(cubic);
    flow.SetWindow(100);
    flow.Run(ns3::Seconds(1), ns3::MilliSeconds(100));
    EXPECT_NEAR(flow.Window(), 100 * std::pow(1.05, 10), 3);
}

TEST(TcpCubic, TellsWhichWaysOutOfSlowStartThereAre)
{
    const auto cubic = ns3::CreateObject<TcpCubic>();
    for (const std::string name : {"hystart", "loss-only", "hystart++"})
    {
        cubic->SetAttribute("SlowStartExit", ns3::StringValue(name));
        ns3::StringValue value;
        cubic->GetAttribute("SlowStartExit", value);
        EXPECT_EQ(value.Get(), name);
    }
    EXPECT_THROW(cubic->SetAttribute("SlowStartExit", ns3::StringValue("fast")), InputError);
}

TEST(TcpReno, GrowsBySegmentAcknowledgedThenOneARoundTripAndHalves)
{
    Flow flow(ns3::CreateObject<TcpReno>());
    flow.SetWindow(100);
    flow.Run(ns3::Seconds(1), ns3::MilliSeconds(100));
    EXPECT_NEAR(flow.Window(), 110, 1);
    flow.Lose();
    EXPECT_NEAR(flow.Window(), 55, 1);
}

TEST(TcpReno, BothAreFoundByName)
{
    for (const std::string name : {"pagewire::TcpReno", "pagewire::TcpCubic"})
    {
        ns3::ObjectFactory factory(name);
        EXPECT_TRUE(factory.Create<ns3::TcpCongestionOps>());
    }
}

TcpOptions
Reno()
{
    TcpOptions options;
    options.congestionControl = CongestionControl::RENO;
    return options;
}

TEST(TcpCongestion, ReducesInProportionToWhatIsDelivered)
{
    TcpCongestion congestion(Reno());
    congestion.Start(1448, 100);
    congestion.SetProgress(0, 100 * 1448, 99);
    congestion.BeginReduction();
    congestion.SetState(ns3::TcpSocketState::CA_RECOVERY);
    // A hundred segments were in flight, one of them is lost. Each delivery leaves room for half a
    // segment, and the first retransmission goes out at once.
    std::uint32_t inFlight = 99;
    std::uint32_t sent = 0;
    for (std::uint32_t delivered = 1; delivered <= 90; ++delivered)
    {
        --inFlight;
        congestion.SetProgress(0, 100 * 1448, inFlight);
        congestion.Reduce(1, 0, false);
        while (inFlight < congestion.Window())
        {
            ++inFlight;
            ++sent;
            congestion.CountSent(1);
        }
        EXPECT_NEAR(sent, delivered / 2.0, 1) << delivered;
    }
    congestion.EndReduction();
    EXPECT_EQ(congestion.Window(), 50U);
}

TEST(TcpCongestion, ReductionGrowsBackWhenTheFlightWasLost)
{
    TcpCongestion congestion(Reno());
    congestion.Start(1448, 100);
    // Ninety of a hundred segments are lost: slow start from what is left, up to the threshold.
    congestion.SetProgress(0, 100 * 1448, 10);
    congestion.BeginReduction();
    congestion.SetState(ns3::TcpSocketState::CA_RECOVERY);
    congestion.SetProgress(0, 100 * 1448, 9);
    congestion.Reduce(1, 0, true);
    EXPECT_EQ(congestion.Window(), 11U);
    congestion.Reduce(1, 5, true); // more losses: conservation only
    EXPECT_LE(congestion.Window(), 11U);
}

TEST(TcpCongestion, DoesNotGrowWhileTheApplicationLimits)
{
    TcpCongestion congestion(Reno());
    congestion.Start(1448, 10);
    congestion.SetProgress(1448, 3 * 1448, 2);
    congestion.Validate(false, 2, ns3::Seconds(1), ns3::Seconds(1));
    for (int i = 0; i < 100; ++i)
    {
        congestion.Grow(1, ns3::Seconds(1));
    }
    EXPECT_EQ(congestion.Window(), 10U);
    congestion.SetProgress(1448, 11 * 1448, 10);
    congestion.Validate(true, 10, ns3::Seconds(1), ns3::Seconds(1));
    congestion.Grow(1, ns3::Seconds(1));
    EXPECT_EQ(congestion.Window(), 11U);
}

TEST(TcpCongestion, RestartsAfterAPause)
{
    TcpCongestion congestion(Reno());
    congestion.Start(1448, 80);
    congestion.RestartAfterIdle(ns3::MilliSeconds(200), ns3::Seconds(90), ns3::MilliSeconds(200));
    EXPECT_EQ(congestion.Window(), 80U);
    congestion.RestartAfterIdle(ns3::MilliSeconds(500), ns3::Seconds(90), ns3::MilliSeconds(200));
    EXPECT_EQ(congestion.Window(), 20U);
    congestion.RestartAfterIdle(ns3::Seconds(50), ns3::Seconds(90), ns3::MilliSeconds(200));
    EXPECT_EQ(congestion.Window(), 10U);
}

TEST(TcpCongestion, SmallTransfersLeaveALargeWindow)
{
    const ns3::Time roundTrip = ns3::MilliSeconds(100);
    const ns3::Time timeout = ns3::MilliSeconds(300);
    TcpCongestion congestion(Reno());
    congestion.Start(1448, 40);
    std::uint64_t next = 1;
    ns3::Time now;
    const auto sendOne = [&] {
        congestion.SetProgress(next, next + 1448, 1);
        congestion.Validate(false, 1, now, timeout);
        next += 1448;
    };
    for (int i = 0; i < 30; ++i, now += roundTrip)
    {
        sendOne();
        congestion.SetProgress(next, next, 0);
        congestion.Grow(1, now + roundTrip);
    }
    EXPECT_EQ(congestion.Window(), 40U) << "acknowledgements come all the time";
    now += timeout; // while nothing is acknowledged
    sendOne();
    EXPECT_EQ(congestion.Window(), 25U) << "half way to the initial window, which is 10";
    congestion.RestartAfterIdle(2 * timeout, now, timeout);
    const std::uint32_t restarted = congestion.Window();
    sendOne();
    EXPECT_EQ(congestion.Window(), restarted) << "one reduction for one pause";
}

TEST(TcpCongestion, UndoPutsTheWindowBack)
{
    TcpCongestion congestion(Reno());
    congestion.Start(1448, 40);
    congestion.SetProgress(0, 40 * 1448, 0);
    congestion.Timeout(true);
    EXPECT_EQ(congestion.Window(), 1U);
    congestion.Undo();
    EXPECT_EQ(congestion.Window(), 40U);
}

} // namespace

} // namespace pagewire::test
