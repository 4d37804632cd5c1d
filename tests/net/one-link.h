// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NET_ONE_LINK_H
#define PAGEWIRE_TESTS_NET_ONE_LINK_H

#include "net/network.h"
#include "udp-probe.h"

#include <cstdint>
#include <numeric>
#include <vector>

namespace pagewire::test
{

/** One link, a sender at its near end and a receiver at the far one. */
struct OneLink
{
    explicit OneLink(const LinkOptions& options, std::int64_t stream = 1)
        : network({options}, stream),
          receiver(network, 1, network.AddHost("far", 1)),
          sender(network, 0, network.Resolve("far"))
    {}

    SimulationScope simulation; //!< first, so that it outlives the network
    Network network;
    UdpReceiver receiver;
    UdpSender sender;
};

/** Sends packets of this size all at once, numbered from 0. */
inline void
SendBurst(OneLink& link, int count, std::uint32_t ipBytes)
{
    for (int i = 0; i < count; ++i)
    {
        link.sender.SendAt(ns3::Seconds(0), ipBytes, static_cast<std::uint8_t>(i));
    }
}

/** \return 0, 1 ... to below count */
inline std::vector<int>
UpTo(int count)
{
    std::vector<int> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

} // namespace pagewire::test

#endif
