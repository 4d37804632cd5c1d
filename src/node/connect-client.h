// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECT_CLIENT_H
#define PAGEWIRE_NODE_CONNECT_CLIENT_H

#include "http/protocol.h"
#include "node/connector.h"
#include "wire/client-connection.h"
#include "wire/connection-options.h"

#include <cstdint>
#include <memory>

namespace pagewire
{

/** How a client's codecs behave, whichever is used. */
struct ClientCodecOptions
{
    H1Options h1;
    H2Options h2;
    H3Options h3;
};

/**
 * \param udpPort where the origin speaks HTTP/3
 * \return an unopened connection of the protocol to the origin
 * \throws InputError as Connector, and where HTTP/3 is wanted and the way carries no QUIC
 */
std::unique_ptr<ClientConnection> ConnectClient(Connector& connector,
                                                const HttpOrigin& origin,
                                                Protocol protocol,
                                                std::uint16_t udpPort,
                                                const ClientCodecOptions& options);

} // namespace pagewire

#endif
