// SPDX-License-Identifier: GPL-2.0-only
#include "node/connect-client.h"

#include "base/error.h"
#include "wire/h3-client.h"
#include "wire/make-connection.h"

namespace pagewire
{

std::unique_ptr<ClientConnection>
ConnectClient(Connector& connector,
              const HttpOrigin& origin,
              Protocol protocol,
              std::uint16_t udpPort,
              const ClientCodecOptions& options)
{
    if (protocol == Protocol::H3)
    {
        auto quic = connector.ConnectQuic(origin, udpPort);
        if (!quic)
        {
            throw InputError("this way to " + origin.Text() + " carries no QUIC");
        }
        return MakeH3Client(std::move(quic), options.h3);
    }
    std::vector<std::string> alpn;
    if (!AlpnOf(protocol).empty())
    {
        alpn.emplace_back(AlpnOf(protocol));
    }
    return MakeClientConnection(protocol, connector.Connect(origin, alpn), options.h1, options.h2);
}

} // namespace pagewire
