// SPDX-License-Identifier: GPL-2.0-only
#include "lab/checksum.h"

#include "base/hex.h"

#include <array>
#include <cassert>
#include <gnutls/crypto.h>

namespace pagewire
{

std::string
Sha256(std::string_view bytes)
{
    std::array<unsigned char, 32> digest{};
    [[maybe_unused]] const int failure =
        gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.data(), bytes.size(), digest.data());
    assert(failure == 0);
    return ToHex(digest.data(), digest.size());
}

} // namespace pagewire
