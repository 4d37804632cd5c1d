// SPDX-License-Identifier: GPL-2.0-only
#include "lab/client-fields.h"

#include "base/seed.h"
#include "node/browser-cache.h"

#include <array>

namespace pagewire
{

namespace
{

/** What clients say, no two of them the same but for order and blanks. */
constexpr std::array<const char*, 16> ENCODINGS{"gzip, deflate, br",
                                                "gzip, deflate",
                                                "gzip, deflate, br, zstd",
                                                "gzip",
                                                "gzip, br",
                                                "br",
                                                "gzip;q=1.0, deflate;q=0.5",
                                                "gzip, compress, br",
                                                "gzip, *;q=0.1",
                                                "gzip, identity;q=0.5",
                                                "gzip, br, zstd",
                                                "gzip, deflate, identity",
                                                "deflate",
                                                "gzip, compress",
                                                "zstd, br",
                                                "identity"};

} // namespace

void
AddClientFields(HeaderFields& fields, const RequestsOptions& options, std::uint32_t client)
{
    // By chance, so that no region has a kind of client for itself.
    const std::uint64_t kind = MixSeed(client, "client");
    fields.Add("User-Agent", "agent/" + std::to_string(kind % options.userAgents + 1));
    fields.Add("Accept-Encoding", ENCODINGS[kind / 10007 % options.encodings]);
}

std::string
ClientCacheName(std::size_t client)
{
    return std::string(BROWSER_CACHE) + "-" + std::to_string(client + 1);
}

} // namespace pagewire
