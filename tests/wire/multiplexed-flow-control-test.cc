// SPDX-License-Identifier: GPL-2.0-only
// The windows of a stream and of the connection, whose octets count until they are consumed.
#include "support/h2-rig.h"
#include "support/h3-rig.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

template <class Rig>
struct MultiplexedFlowControl : testing::Test
{};

using Rigs = testing::Types<H2Rig, H3Rig>;
TYPED_TEST_SUITE(MultiplexedFlowControl, Rigs);

constexpr std::uint32_t WIDE = 1 << 24;

} // namespace

TYPED_TEST(MultiplexedFlowControl, StopsAtTheStreamsWindowWithoutConsumption)
{
    TypeParam rig = TypeParam::WithWindows(65535, WIDE);
    rig.AnswerWith(1000000);
    Answer& answer = rig.Get("/");
    answer.consume = false;
    rig.Run();
    EXPECT_EQ(answer.body.size(), 65535u) << "framing does not count, or is consumed at once";
    EXPECT_FALSE(answer.Over());
    answer.consume = true;
    answer.exchange->Consumed(65535);
    rig.Run();
    EXPECT_EQ(answer.body.size(), 1000000u);
    EXPECT_TRUE(answer.completed);
}

TYPED_TEST(MultiplexedFlowControl, AStreamsWindowBlocksOnlyThatStream)
{
    TypeParam rig = TypeParam::WithWindows(20000, WIDE);
    rig.AnswerWith(30000);
    Answer& slow = rig.Get("/slow");
    slow.consume = false;
    const Answer& fast = rig.Get("/fast");
    rig.Run();
    EXPECT_EQ(slow.body.size(), 20000u);
    EXPECT_EQ(fast.body.size(), 30000u);
}

TYPED_TEST(MultiplexedFlowControl, TheConnectionsWindowBlocksAllStreams)
{
    TypeParam rig = TypeParam::WithWindows(70000, 100000);
    rig.AnswerWith(80000);
    Answer& first = rig.Get("/first");
    Answer& second = rig.Get("/second");
    first.consume = false;
    second.consume = false;
    rig.Run();
    EXPECT_EQ(first.body.size(), 70000u);
    EXPECT_EQ(second.body.size(), 30000u);
    first.exchange->Consumed(70000);
    rig.Run();
    EXPECT_EQ(first.body.size(), 80000u);
    EXPECT_EQ(second.body.size(), 70000u); // its own window now
}

TYPED_TEST(MultiplexedFlowControl, WhatAFinishedExchangeLeftUnconsumedIsGivenBack)
{
    TypeParam rig = TypeParam::WithWindows(65535, 65535);
    rig.AnswerWith(50000);
    for (int i = 0; i < 5; ++i)
    {
        rig.Get("/" + std::to_string(i)).consume = false;
    }
    rig.Run();
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.body.size(), 50000u);
        EXPECT_TRUE(answer.completed);
    }
}

TYPED_TEST(MultiplexedFlowControl, WhatACancelledExchangeLeftIsGivenBack)
{
    TypeParam rig = TypeParam::WithWindows(65535, 65535);
    rig.AnswerWith(50000);
    for (int i = 0; i < 5; ++i)
    {
        Answer& cancelled = rig.Get("/cancelled");
        cancelled.consume = false;
        cancelled.onBody = [&cancelled] {
            if (cancelled.body.size() > 20000 && cancelled.exchange)
            {
                cancelled.exchange->Cancel();
                cancelled.exchange = nullptr;
            }
        };
    }
    const Answer& other = rig.Get("/other");
    rig.Run();
    EXPECT_EQ(rig.CancelsFromClient(), 5u);
    EXPECT_EQ(other.body.size(), 50000u);
}

TYPED_TEST(MultiplexedFlowControl, HoldsBackUploadsToo)
{
    TypeParam rig = TypeParam::WithWindows(65535, WIDE);
    Upload upload;
    upload.consume = false;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
    };
    rig.Send(rig.Ask("POST", "/"), std::make_unique<PatternBody>(200000));
    rig.Run();
    EXPECT_EQ(upload.body.size(), 65535u);
    upload.consume = true;
    upload.exchange->Consumed(65535);
    rig.Run();
    EXPECT_EQ(upload.body.size(), 200000u);
    EXPECT_TRUE(upload.completed);
}
