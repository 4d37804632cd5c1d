// SPDX-License-Identifier: GPL-2.0-only
#include "lab/checksum.h"

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
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : digest)
    {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace pagewire
