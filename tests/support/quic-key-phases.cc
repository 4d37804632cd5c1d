// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-key-phases.h"

#include <gnutls/crypto.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace pagewire::test
{

namespace
{

constexpr std::size_t KEY_BYTES = 16;
using Block = std::array<unsigned char, KEY_BYTES>;

gnutls_datum_t
Datum(std::string& bytes)
{
    return {reinterpret_cast<unsigned char*>(bytes.data()), static_cast<unsigned>(bytes.size())};
}

void
Check(int status)
{
    if (status != GNUTLS_E_SUCCESS)
    {
        throw std::runtime_error(gnutls_strerror(status));
    }
}

/** The octets behind the last blank, which stand there in hexadecimal digits. */
std::string
SecretOf(std::string_view line)
{
    const std::string digits(line.substr(line.rfind(' ') + 1));
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

/** HKDF-Expand-Label(secret, "quic hp", "", 16) (RFC 8446 section 7.1, RFC 9001 section 5.1). */
Block
HeaderKey(std::string secret)
{
    std::string info("\x00\x10\x0dtls13 quic hp\x00", 17);
    const gnutls_datum_t key = Datum(secret);
    const gnutls_datum_t label = Datum(info);
    Block block;
    Check(gnutls_hkdf_expand(GNUTLS_MAC_SHA256, &key, &label, block.data(), block.size()));
    return block;
}

/** The first octet of AES-ECB(key, sample); of one block, CBC from zeros is the same. */
std::uint8_t
FirstOfMask(Block& key, std::string_view sample)
{
    Block zeros{};
    Block mask{};
    const gnutls_datum_t keyDatum{key.data(), KEY_BYTES};
    const gnutls_datum_t start{zeros.data(), KEY_BYTES};
    gnutls_cipher_hd_t cipher = nullptr;
    Check(gnutls_cipher_init(&cipher, GNUTLS_CIPHER_AES_128_CBC, &keyDatum, &start));
    Check(gnutls_cipher_encrypt2(cipher, sample.data(), KEY_BYTES, mask.data(), KEY_BYTES));
    gnutls_cipher_deinit(cipher);
    return mask[0];
}

} // namespace

std::vector<bool>
KeyPhases(const std::vector<std::string>& datagrams,
          std::string_view secret,
          std::size_t connectionIdLength)
{
    constexpr std::uint8_t longHeader = 0x80;
    constexpr std::uint8_t keyPhase = 0x04;
    const std::size_t sample = 1 + connectionIdLength + 4; // as if the packet number took four
    Block key = HeaderKey(SecretOf(secret));
    std::vector<bool> phases;
    for (const std::string& datagram : datagrams)
    {
        const auto first = static_cast<std::uint8_t>(datagram.at(0));
        if (!(first & longHeader))
        {
            const std::string_view octets = std::string_view(datagram).substr(sample, KEY_BYTES);
            phases.push_back((first ^ FirstOfMask(key, octets)) & keyPhase);
        }
    }
    return phases;
}

std::size_t
CountChanges(const std::vector<bool>& phases)
{
    std::size_t changes = 0;
    for (std::size_t i = 1; i < phases.size(); ++i)
    {
        changes += phases[i] != phases[i - 1] ? 1 : 0;
    }
    return changes;
}

} // namespace pagewire::test
