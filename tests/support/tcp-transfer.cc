// SPDX-License-Identifier: GPL-2.0-only
#include "support/tcp-transfer.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire::test
{

namespace
{
constexpr std::size_t g_portion = 65536; //!< octets written or read at once, at most
} // namespace

std::string_view
PatternOctets(std::size_t position, std::size_t size)
{
    static const std::string pattern = [] {
        std::string octets(251 + g_portion, '\0');
        for (std::size_t i = 0; i < octets.size(); ++i)
        {
            octets[i] = static_cast<char>(i % 251);
        }
        return octets;
    }();
    return std::string_view(pattern).substr(position % 251, size);
}

TcpPeer::TcpPeer(std::unique_ptr<TcpStream> stream)
    : m_stream(std::move(stream))
{
    m_stream->SetListener(this);
}

void
TcpPeer::Send(std::size_t octets, bool close)
{
    m_toSend += octets;
    m_close |= close;
    Pump();
}

void
TcpPeer::Pump()
{
    while (m_sent < m_toSend)
    {
        const std::size_t size = std::min(m_toSend - m_sent, g_portion);
        const std::size_t taken = m_stream->Write(PatternOctets(m_sent, size));
        m_sent += taken;
        if (taken < size)
        {
            return;
        }
    }
    if (m_close && opened)
    {
        m_close = false;
        m_stream->CloseWrite();
    }
}

void
TcpPeer::HandleOpen()
{
    opened = ns3::Simulator::Now();
    Pump();
}

void
TcpPeer::HandleReadable()
{
    if (!reading)
    {
        return;
    }
    std::string buffer;
    while (m_stream->Read(buffer, g_portion) > 0)
    {
        intact &= buffer == PatternOctets(received, buffer.size());
        received += buffer.size();
        buffer.clear();
    }
    if (arrivals.empty() || arrivals.back().second != received)
    {
        arrivals.emplace_back(ns3::Simulator::Now(), received);
    }
    if (onReceive)
    {
        onReceive(received);
    }
    if (m_stream->AtEnd() && !sawEnd)
    {
        sawEnd = true;
        if (closeAtEnd)
        {
            m_stream->CloseWrite();
        }
    }
}

void
TcpPeer::HandleWritable()
{
    Pump();
}

void
TcpPeer::HandleClosed(StreamEnd why)
{
    closed = ns3::Simulator::Now();
    end = why;
}

TcpTransfer::TcpTransfer(TwoNodes& net, const TcpTransferOptions& options)
    : TcpTransfer(net.Client(), net.Server(), net.ServerAddress(), options)
{}

TcpTransfer::TcpTransfer(ns3::Ptr<ns3::Node> client,
                         ns3::Ptr<ns3::Node> server,
                         ns3::Ipv4Address address,
                         const TcpTransferOptions& options)
    : m_options(options)
{
    m_acceptor = std::make_unique<TcpAcceptor>(
        server,
        options.port,
        options.server,
        [this](std::unique_ptr<TcpStream> stream) { Accept(std::move(stream)); });
    const ns3::InetSocketAddress remote(address, options.port);
    m_client = std::make_unique<TcpPeer>(MakeTcpClient(client, remote, options.client));
    m_client->onReceive = [this](std::size_t received) { Ask(received); };
    ns3::Simulator::Schedule(options.start, &TcpTransfer::Start, this);
}

TcpTransfer::~TcpTransfer() = default;

void
TcpTransfer::Start()
{
    m_client->Stream().Open();
    Ask(0);
}

void
TcpTransfer::Ask(std::size_t received)
{
    if (received < m_expected)
    {
        return;
    }
    if (m_asked == m_options.responses.size())
    {
        finished = finished.value_or(ns3::Simulator::Now());
        if (closeWhenFinished)
        {
            m_client->Send(0, true);
        }
        return;
    }
    m_expected += m_options.responses[m_asked];
    ++m_asked;
    m_client->Send(m_options.request, false);
}

void
TcpTransfer::Accept(std::unique_ptr<TcpStream> stream)
{
    m_server = std::make_unique<TcpPeer>(std::move(stream));
    m_server->onReceive = [this](std::size_t received) { Answer(received); };
    m_server->Stream().Open();
}

void
TcpTransfer::Answer(std::size_t received)
{
    while (m_answered < m_options.responses.size() &&
           received >= (m_answered + 1) * m_options.request)
    {
        const std::size_t size = m_options.responses[m_answered];
        ++m_answered;
        m_server->Send(size, m_options.close && m_answered == m_options.responses.size());
    }
}

} // namespace pagewire::test
