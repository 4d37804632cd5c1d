// SPDX-License-Identifier: GPL-2.0-only
// The trace source QueueLength of a link, against what was sent less what has left.
#include "net/link-device.h"
#include "one-link.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Seconds;
using test::OneLink;
using test::PlainLink;
using test::SendBurst;

/** The last length of each moment, in microseconds. */
using Lengths = std::map<std::int64_t, QueueLength>;

void
Keep(Lengths* lengths, const QueueLength& length)
{
    (*lengths)[ns3::Simulator::Now().GetMicroSeconds()] = length;
}

/** \return the lengths of the queue up of a link while the simulation runs */
Lengths
Watch(OneLink& link)
{
    Lengths lengths;
    const LinkDirection up = link.network.Directions().front();
    EXPECT_TRUE(up.up);
    EXPECT_TRUE(up.sender->TraceConnectWithoutContext("QueueLength",
                                                      ns3::MakeBoundCallback(&Keep, &lengths)));
    link.simulation.Run();
    return lengths;
}

TEST(QueueLength, IsWhatWasSentLessWhatHasBegunToLeave)
{
    // 1000 octets at 8 Mbit/s take a millisecond. Of six, one is on the line at once, and one more
    // leaves each millisecond; a small one comes in between.
    OneLink link(PlainLink(8'000'000, MilliSeconds(20)));
    SendBurst(link, 6, 1000);
    link.sender.SendAt(MicroSeconds(2500), 100, 6);
    EXPECT_EQ(Watch(link),
              (Lengths{{0, {5, 5000}},
                       {1000, {4, 4000}},
                       {2000, {3, 3000}},
                       {2500, {4, 3100}},
                       {3000, {3, 2100}},
                       {4000, {2, 1100}},
                       {5000, {1, 100}},
                       {6000, {0, 0}},
                       {6100, {0, 0}}})); // looked again when the small one had left
}

TEST(QueueLength, HoldsAtMostTheLimit)
{
    auto options = PlainLink(8'000'000, MilliSeconds(20));
    options.up.queue.unit = QueueOptions::Unit::BYTES;
    options.up.queue.limit = 3500;
    OneLink link(options);
    SendBurst(link, 10, 1000); // one on the line, three wait, six find no room
    const Lengths lengths = Watch(link);
    EXPECT_EQ(lengths.at(0), (QueueLength{3, 3000}));
    EXPECT_EQ(link.network.Up(0).queueDrops, 6U);
}

TEST(QueueLength, OfAnAqmIsTold)
{
    for (const auto discipline :
         {QueueOptions::Discipline::CODEL, QueueOptions::Discipline::FQ_CODEL})
    {
        auto options = PlainLink(8'000'000, MilliSeconds(20));
        options.up.queue.discipline = discipline;
        OneLink link(options);
        SendBurst(link, 3, 1000); // two wait, for so short that nothing is dropped
        EXPECT_EQ(Watch(link),
                  (Lengths{{0, {2, 2000}}, {1000, {1, 1000}}, {2000, {0, 0}}, {3000, {0, 0}}}));
    }
}

TEST(QueueLength, IsZeroWhenTheLinkGoesDown)
{
    OneLink link(PlainLink(8'000'000, MilliSeconds(20)));
    SendBurst(link, 4, 1000);
    link.network.ScheduleOutage(0, MicroSeconds(500), Seconds(0));
    EXPECT_EQ(Watch(link), (Lengths{{0, {3, 3000}}, {500, {0, 0}}}));
}

TEST(Directions, AreThoseOfEveryLinkFromTheBrowserOutwards)
{
    const test::SimulationScope simulation;
    auto access = PlainLink(8'000'000, MilliSeconds(1));
    access.name = "access";
    auto second = access;
    second.name = "second";
    Network network({access, PlainLink(8'000'000, MilliSeconds(1))}, 1);
    network.AddSecondLink(second);
    std::vector<std::string> names;
    for (const LinkDirection& direction : network.Directions())
    {
        names.push_back(direction.link + (direction.up ? " up" : " down"));
    }
    EXPECT_EQ(names,
              (std::vector<std::string>{"access up",
                                        "access down",
                                        "link2 up",
                                        "link2 down",
                                        "second up",
                                        "second down"}));
}

} // namespace

} // namespace pagewire
