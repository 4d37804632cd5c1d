// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-stream.h"

#include "transport/tls-endpoint.h"

namespace pagewire
{

std::unique_ptr<TlsStream>
MakeTlsClient(std::unique_ptr<ByteStream> below,
              std::shared_ptr<TlsClientContext> context,
              const std::string& serverName,
              const std::vector<std::string>& alpn)
{
    return std::make_unique<TlsEndpoint>(
        std::move(below),
        std::make_unique<TlsSession>(std::move(context), serverName, alpn));
}

std::unique_ptr<TlsStream>
MakeTlsServer(std::unique_ptr<ByteStream> below,
              std::shared_ptr<TlsServerContext> context,
              const std::vector<std::string>& alpn)
{
    return std::make_unique<TlsEndpoint>(std::move(below),
                                         std::make_unique<TlsSession>(std::move(context), alpn));
}

} // namespace pagewire
