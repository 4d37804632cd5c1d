// SPDX-License-Identifier: GPL-2.0-only
#include "support/tls-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

std::string
Pattern(std::size_t size, int salt)
{
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
    {
        bytes[i] = static_cast<char>(i * 7 + i / 251 + salt);
    }
    return bytes;
}

class TlsStreams : public ::testing::TestWithParam<TlsVersion>
{};

} // namespace

INSTANTIATE_TEST_SUITE_P(Versions,
                         TlsStreams,
                         ::testing::Values(TlsVersion::TLS12, TlsVersion::TLS13),
                         [](const auto& version) {
                             return version.param == TlsVersion::TLS12 ? "Tls12" : "Tls13";
                         });

TEST_P(TlsStreams, CarriesBytesBothWaysAndCloses)
{
    TlsRig rig(GetParam());
    rig.client.toSend = Pattern(100000, 1);
    rig.server.toSend = Pattern(200000, 2);
    rig.client.closeAfterSending = true;
    rig.server.closeAfterSending = true;
    rig.Run();
    EXPECT_TRUE(rig.server.received == Pattern(100000, 1));
    EXPECT_TRUE(rig.client.received == Pattern(200000, 2));
    EXPECT_TRUE(rig.client.ended && rig.server.ended);
    EXPECT_EQ(rig.client.closed, StreamEnd::GRACEFUL);
    EXPECT_EQ(rig.server.closed, StreamEnd::GRACEFUL);
}

TEST_P(TlsStreams, OneDirectionMayCloseBeforeTheOther)
{
    TlsRig rig(GetParam());
    rig.client.toSend = "question";
    rig.client.closeAfterSending = true;
    rig.server.closeAfterSending = false;
    rig.Connect();
    ns3::Simulator::Schedule(ns3::Seconds(2), [&rig] {
        EXPECT_TRUE(rig.server.ended);
        EXPECT_FALSE(rig.server.closed);
        rig.server.toSend = Pattern(300000, 3);
        rig.server.closeAfterSending = true;
        rig.server.Send();
    });
    ns3::Simulator::Run();
    EXPECT_TRUE(rig.client.received == Pattern(300000, 3));
    EXPECT_EQ(rig.client.closed, StreamEnd::GRACEFUL);
    EXPECT_EQ(rig.server.closed, StreamEnd::GRACEFUL);
}

TEST_P(TlsStreams, CarriesTenMegabytesThroughWindowsOfAnySize)
{
    // The pipe hands out room octet by octet as it comes, unlike TCP: small windows crumble and
    // make many events.
    struct Case
    {
        std::size_t size;
        std::size_t window;
    };

    for (const auto& [size, window] : {Case{10000000, 65536}, Case{200000, 3000}, Case{20000, 100}})
    {
        TlsRig rig(GetParam());
        rig.pipe.window = window;
        rig.pipe.delay = ns3::MicroSeconds(10);
        const std::string data[2]{Pattern(size, 4), Pattern(size, 5)};
        std::size_t sent[2]{0, 0};
        TlsEar* ears[2]{&rig.client, &rig.server};
        const auto send = [&](int i) {
            TlsStream& stream = *ears[i]->stream;
            const std::size_t room = stream.WriteRoom();
            const std::size_t taken = stream.Write(std::string_view(data[i]).substr(sent[i]));
            EXPECT_EQ(taken, std::min(room, data[i].size() - sent[i]));
            EXPECT_LE(stream.Unsent(), window + 16384 + 29);
            sent[i] += taken;
            if (sent[i] == data[i].size())
            {
                stream.CloseWrite();
            }
        };
        for (const int i : {0, 1})
        {
            ears[i]->onOpen = [&send, i] { send(i); };
            ears[i]->onWritable = [&send, i] { send(i); };
        }
        rig.Run();
        EXPECT_TRUE(rig.server.received == data[0]);
        EXPECT_TRUE(rig.client.received == data[1]);
        EXPECT_EQ(rig.client.closed, StreamEnd::GRACEFUL);
        EXPECT_EQ(rig.server.closed, StreamEnd::GRACEFUL);
    }
}

TEST_P(TlsStreams, TakesNoMoreThanTheReaderTakes)
{
    TlsRig rig(GetParam());
    rig.pipe.window = 50000;
    rig.client.readSize = 0;
    rig.server.toSend = Pattern(1000000, 6);
    rig.server.closeAfterSending = true;
    rig.client.closeAtEnd = true;
    rig.Run();
    // A window, a record waiting at the server, and what the client has looked at ahead.
    EXPECT_GT(rig.server.toSend.size(), 1000000U - 50000U - 3U * 17000U);
    EXPECT_FALSE(rig.client.closed);
    rig.client.readSize = 777;
    rig.client.ReadAll();
    ns3::Simulator::Run();
    EXPECT_TRUE(rig.client.received == Pattern(1000000, 6));
    EXPECT_EQ(rig.client.closed, StreamEnd::GRACEFUL);
}

TEST_P(TlsStreams, GivesTheEndOnlyAfterTheBytes)
{
    TlsRig rig(GetParam());
    rig.client.readSize = 0;
    rig.client.closeAfterSending = true;
    rig.server.toSend = Pattern(3000, 7);
    rig.server.closeAfterSending = true;
    rig.server.closeAtEnd = true;
    rig.Run();
    EXPECT_EQ(rig.server.closed, StreamEnd::GRACEFUL);
    EXPECT_FALSE(rig.client.closed);
    EXPECT_FALSE(rig.client.stream->AtEnd());
    std::string some;
    EXPECT_EQ(rig.client.stream->Read(some, 2999), 2999U);
    EXPECT_FALSE(rig.client.stream->AtEnd());
    EXPECT_EQ(rig.client.stream->Read(some, 1), 1U);
    EXPECT_TRUE(rig.client.stream->AtEnd());
    EXPECT_FALSE(rig.client.closed);
    ns3::Simulator::Run();
    EXPECT_EQ(rig.client.closed, StreamEnd::GRACEFUL);
}

TEST_P(TlsStreams, AnEndWithoutCloseNotifyIsNoEnd)
{
    TlsRig rig(GetParam());
    rig.server.toSend = Pattern(3000, 8);
    rig.Connect();
    ns3::Simulator::Schedule(ns3::Seconds(1), [&rig] { rig.server.wire->CloseWrite(); });
    ns3::Simulator::Run();
    EXPECT_TRUE(rig.client.received == Pattern(3000, 8));
    EXPECT_FALSE(rig.client.ended);
    EXPECT_FALSE(rig.client.stream->AtEnd());
    EXPECT_EQ(rig.client.closed, StreamEnd::PROTOCOL);
}

TEST_P(TlsStreams, AResetIsPassedOn)
{
    TlsRig rig(GetParam());
    rig.server.onReadable = [&rig] { rig.server.stream->Abort(); };
    rig.server.readSize = 0;
    rig.client.toSend = "question";
    rig.Run();
    EXPECT_EQ(rig.client.closed, StreamEnd::RESET);
    EXPECT_FALSE(rig.server.closed) << "no call after Abort";
}

TEST_P(TlsStreams, CloseBeforeOpenSaysOnlyGoodbye)
{
    TlsRig rig(GetParam());
    rig.Connect();
    rig.client.stream->CloseWrite();
    EXPECT_EQ(rig.client.stream->WriteRoom(), 0U);
    rig.client.toSend = "too late";
    rig.server.closeAtEnd = true;
    ns3::Simulator::Run();
    EXPECT_EQ(rig.server.received, "");
    EXPECT_TRUE(rig.server.ended);
    EXPECT_EQ(rig.client.closed, StreamEnd::GRACEFUL);
    EXPECT_EQ(rig.server.closed, StreamEnd::GRACEFUL);
}

TEST_P(TlsStreams, EndsIfTheStreamBelowEndsInTheHandshake)
{
    for (const bool reset : {false, true})
    {
        TlsRig rig(GetParam());
        rig.Connect();
        ns3::Simulator::Schedule(ns3::MilliSeconds(25), [&rig, reset] {
            reset ? rig.server.wire->Abort() : rig.server.wire->CloseWrite();
        });
        ns3::Simulator::Run();
        EXPECT_FALSE(rig.client.opened);
        EXPECT_EQ(rig.client.closed, reset ? StreamEnd::RESET : StreamEnd::PROTOCOL);
    }
}

TEST_P(TlsStreams, CallsFromInsideCallsAreFine)
{
    // Every call on every occasion, each in a connection of its own.
    for (int occasion = 0; occasion < 4; ++occasion)
    {
        for (int call = 0; call < 4; ++call)
        {
            TlsRig rig(GetParam());
            const auto act = [&rig, call] {
                auto& stream = rig.client.stream;
                std::string bytes;
                switch (call)
                {
                case 0:
                    stream->Write("written inside");
                    break;
                case 1:
                    stream->Read(bytes, 10);
                    break;
                case 2:
                    stream->CloseWrite();
                    break;
                default:
                    stream->Abort();
                    DisposeLater(std::move(stream));
                }
            };
            rig.client.readSize = 0;
            rig.server.toSend = Pattern(100000, 9);
            rig.client.toSend = Pattern(occasion == 2 ? 100000 : 10, 10);
            rig.server.closeAtEnd = true;
            rig.server.closeAfterSending = true;
            (occasion == 0   ? rig.client.onOpen
             : occasion == 1 ? rig.client.onReadable
             : occasion == 2 ? rig.client.onWritable
                             : rig.client.onClosed) = act;
            rig.Run();
            if (occasion < 3 && call == 3)
            {
                EXPECT_EQ(rig.server.closed, StreamEnd::RESET) << occasion;
                EXPECT_FALSE(rig.client.stream);
            }
            if (occasion == 0 && call == 0)
            {
                EXPECT_EQ(rig.server.received, "written inside" + Pattern(10, 10));
            }
        }
    }
}

TEST_P(TlsStreams, TellsWhenTheUnsentBytesHaveGone)
{
    TlsRig rig(GetParam());
    rig.pipe.rate = 100000;
    rig.pipe.window = 1 << 20;
    std::vector<std::size_t> unsent;
    rig.server.onOpen = [&rig] {
        EXPECT_TRUE(rig.server.stream->SetUnsentLowWater(5000));
        EXPECT_EQ(rig.server.stream->Write(Pattern(60000, 1)), 60000U);
        EXPECT_GT(rig.server.stream->Unsent(), 50000U);
    };
    rig.server.onWritable = [&] { unsent.push_back(rig.server.stream->Unsent()); };
    rig.Run();
    ASSERT_EQ(unsent.size(), 1U);
    EXPECT_LE(unsent[0], 5000U);
    EXPECT_GT(unsent[0], 5000U - 1448U);
    EXPECT_EQ(rig.client.received.size(), 60000U);
}

TEST_P(TlsStreams, LeaveNothingBehind)
{
    // Under a leak checker this is where it would show; the number of simulations also ends caches.
    for (std::uint64_t seed = 0; seed < 200; ++seed)
    {
        TlsRig rig(GetParam());
        rig.seed = seed;
        rig.client.toSend = "question";
        rig.client.closeAfterSending = seed % 2 == 0;
        rig.Run();
        ASSERT_EQ(rig.server.received, "question");
    }
}
