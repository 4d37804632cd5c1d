// SPDX-License-Identifier: GPL-2.0-only
#include "node/listener.h"

#include "http/protocol.h"

namespace pagewire
{

namespace
{

/** What a server of ours speaks, most wanted first. */
std::vector<std::string>
ServerAlpn()
{
    std::vector<std::string> names;
    for (const Protocol protocol : {Protocol::H2, Protocol::H11, Protocol::H10})
    {
        names.emplace_back(AlpnOf(protocol));
    }
    return names;
}

} // namespace

Listener::Listener(ns3::Ptr<ns3::Node> node,
                   std::uint16_t port,
                   const TcpOptions& options,
                   std::shared_ptr<TlsServerContext> tls,
                   Accept accept)
    : m_tls(std::move(tls)),
      m_accept(std::move(accept)),
      m_acceptor(node, port, options, [this](std::unique_ptr<TcpStream> tcp) {
          std::unique_ptr<ByteStream> stream = std::move(tcp);
          if (m_tls)
          {
              stream = MakeTlsServer(std::move(stream), m_tls, ServerAlpn());
          }
          m_accept(std::move(stream));
      })
{}

} // namespace pagewire
