// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"
#include "support/h3-rig.h"
#include "transport/dispose-later.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** Throws the connection away as soon as it says that it is gone. */
struct Disposer : Ears
{
    void HandleClosed(std::string_view reason) override
    {
        Ears::HandleClosed(reason);
        DisposeLater(std::move(*client));
    }

    std::unique_ptr<ClientConnection>* client{nullptr};
};

template <class Rig>
struct MultiplexedReentrancy : testing::Test
{};

using Rigs = testing::Types<H2Rig, H3Rig>;
TYPED_TEST_SUITE(MultiplexedReentrancy, Rigs);

} // namespace

TYPED_TEST(MultiplexedReentrancy, ReceiversSendCancelAndCloseFromInsideTheirCalls)
{
    TypeParam rig;
    rig.AnswerWith(30000);
    Answer& first = rig.Get("/first");
    Answer& victim = rig.Get("/victim");
    first.onBody = [&] {
        if (!victim.exchange)
        {
            return;
        }
        victim.exchange->Cancel();
        victim.exchange = nullptr;
        rig.Get("/inside-body");
    };
    first.onComplete = [&] {
        rig.Get("/inside-complete");
        rig.client->Close();
    };
    rig.Run();
    EXPECT_EQ(victim.lastCalls, 0);
    ASSERT_EQ(rig.answers.size(), 4u);
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.completed.has_value(), &answer != &victim);
    }
    EXPECT_EQ(rig.clientEars.closed, std::vector<std::string>{"graceful"});
    EXPECT_EQ(rig.site.gone, 4);
}

TYPED_TEST(MultiplexedReentrancy, OwnerDisposesInsideTheLastCall)
{
    TypeParam rig;
    rig.AnswerWith(1000000);
    Disposer disposer;
    disposer.client = &rig.client;
    rig.client->SetListener(&disposer);
    const Answer& answer = rig.Get("/");
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.Cut(); });
    rig.Run();
    EXPECT_EQ(disposer.closed, std::vector<std::string>{TypeParam::CUT});
    EXPECT_EQ(answer.lastCalls, 1);
    EXPECT_FALSE(rig.client);
}

TYPED_TEST(MultiplexedReentrancy, ServerThatIsDestroyedNamesItsExchanges)
{
    TypeParam rig;
    rig.site.answer = [](ServerExchange&) {};
    rig.Get("/1");
    rig.Get("/2");
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.server.reset(); });
    rig.Run();
    EXPECT_EQ(rig.site.gone, 2);
}

TYPED_TEST(MultiplexedReentrancy, SourcesAndTimersOutliveTheConnection)
{
    TypeParam rig;
    rig.site.answer = [](ServerExchange&) {};
    auto body = std::make_unique<DoledBody>();
    DoledBody* source = body.get();
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    request.fields.Add("Expect", "100-continue");
    rig.Send(request, std::move(body));
    std::function<void()> waker;
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&] {
        waker = source->waker;
        rig.client.reset();
    });
    rig.Run();
    ASSERT_TRUE(waker);
    waker();
    rig.Run();
    EXPECT_EQ(rig.answers.front().lastCalls, 0);
}

TYPED_TEST(MultiplexedReentrancy, ServerAnswersAbortsAndClosesFromInsideItsCalls)
{
    TypeParam rig;
    rig.site.answer = [&rig](ServerExchange& exchange) {
        if (exchange.GetRequest().target == "/abort")
        {
            for (ServerExchange* other : rig.site.open)
            {
                other->Abort();
            }
            rig.server->Close();
        }
    };
    rig.Get("/a");
    rig.Get("/b");
    rig.Get("/abort");
    rig.Run();
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        EXPECT_TRUE(answer.failure);
    }
    EXPECT_EQ(rig.site.gone, 3);
    EXPECT_EQ(rig.serverEars.closed, std::vector<std::string>{"graceful"});
}
