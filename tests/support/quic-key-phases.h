// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_QUIC_KEY_PHASES_H
#define PAGEWIRE_TESTS_SUPPORT_QUIC_KEY_PHASES_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire::test
{

/**
 * The key phase bit of each datagram that is one 1-RTT packet under AES-128-GCM, in the order given
 * (RFC 9001 sections 5.4 and 6). Header protection outlives key updates, so that the first secret
 * opens it.
 * \param secret the line of the key log with the sender's first 1-RTT secret
 * \param connectionIdLength octets of the connection ID that the receiver has chosen
 */
std::vector<bool> KeyPhases(const std::vector<std::string>& datagrams,
                            std::string_view secret,
                            std::size_t connectionIdLength);

/** \return how often the phase changes from one packet to the next */
std::size_t CountChanges(const std::vector<bool>& phases);

} // namespace pagewire::test

#endif
