// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_QUIC_STRANGER_H
#define PAGEWIRE_TESTS_SUPPORT_QUIC_STRANGER_H

#include "support/two-nodes.h"
#include "transport/datagram-flow.h"

#include "base/seed.h"

#include "ns3/simulator.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire::test
{

/** Somebody on the client's node who sends datagrams to the server and keeps the answers. */
class QuicStranger : private DatagramListener
{
  public:
    explicit QuicStranger(const TwoNodes& net)
        : m_flow(MakeUdpFlow(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 443)))
    {
        m_flow->SetListener(this);
    }

    bool Send(std::string_view payload)
    {
        return m_flow->Send(payload, Ecn::NOT_ECT);
    }

    std::vector<std::string> answers;

  private:
    void HandleDatagram(DatagramFlow&, std::string_view payload, Ecn) override
    {
        answers.emplace_back(payload);
    }

    std::unique_ptr<DatagramFlow> m_flow;
};

inline std::string
RandomOctets(SeededBytes& random, std::size_t size)
{
    std::string octets(size, '\0');
    random.Fill(octets.data(), size);
    return octets;
}

/** A damaged copy: cut short, with bits flipped, or mere noise of the same first octet. */
inline std::string
Damaged(const std::string& datagram, SeededBytes& random)
{
    std::string copy = datagram;
    switch (random.Next() % 4)
    {
    case 0:
        copy.resize(1 + random.Next() % copy.size());
        break;
    case 1:
        copy[random.Next() % copy.size()] ^= static_cast<char>(1 << random.Next() % 8);
        break;
    case 2: // in what is not encrypted
        copy[random.Next() % std::min<std::size_t>(copy.size(), 30)] ^=
            static_cast<char>(1 << random.Next() % 8);
        break;
    default:
        random.Fill(copy.data() + 1, copy.size() - 1);
        break;
    }
    return copy;
}

} // namespace pagewire::test

#endif
