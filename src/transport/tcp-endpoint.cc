// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-endpoint.h"

#include "transport/l4-place.h"

#include <utility>

namespace pagewire
{

TcpEndpoint::TcpEndpoint(ns3::Ptr<ns3::Node> node)
    : m_node(node),
      m_demux(TcpDemux::Of(node)),
      m_checksums(ns3::Node::ChecksumEnabled()),
      m_local(ns3::Ipv4Address::GetAny(), 0),
      m_remote(ns3::Ipv4Address::GetAny(), 0)
{}

TcpEndpoint::~TcpEndpoint()
{
    Close();
}

bool
TcpEndpoint::Connect(const ns3::InetSocketAddress& remote, TcpReceive receive)
{
    const auto source = SourceTowards(m_node, remote.GetIpv4());
    const std::uint16_t port = source ? m_demux->FreePort() : 0;
    return port > 0 && Accept(ns3::InetSocketAddress(*source, port), remote, std::move(receive));
}

bool
TcpEndpoint::Accept(const ns3::InetSocketAddress& local,
                    const ns3::InetSocketAddress& remote,
                    TcpReceive receive)
{
    m_remote = remote;
    m_pair = {local.GetIpv4(), local.GetPort(), remote.GetIpv4(), remote.GetPort()};
    if (!m_demux->Add(m_pair, std::make_shared<const TcpReceive>(std::move(receive))))
    {
        return false;
    }
    m_local = local;
    m_state = State::CONNECTED;
    return true;
}

bool
TcpEndpoint::Listen(std::uint16_t port, TcpReceive receive)
{
    if (!m_demux->Listen(port, std::make_shared<const TcpReceive>(std::move(receive))))
    {
        return false;
    }
    m_local.SetPort(port);
    m_state = State::LISTENING;
    return true;
}

void
TcpEndpoint::Close()
{
    const State state = std::exchange(m_state, State::CLOSED);
    // What the demultiplexer lets go of may be the last to hold this object: nothing comes after.
    if (state == State::CONNECTED)
    {
        m_demux->Remove(m_pair);
    }
    else if (state == State::LISTENING)
    {
        m_demux->StopListening(m_local.GetPort());
    }
}

std::size_t
TcpEndpoint::Send(const TcpSegment& segment)
{
    return m_state == State::CONNECTED ? m_demux->Send(m_pair, segment, m_checksums) : 0;
}

} // namespace pagewire
