// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_BENCH_BULK_TRANSFER_H
#define PAGEWIRE_TESTS_BENCH_BULK_TRANSFER_H

#include "net/link-options.h"

#include <cstdint>

namespace pagewire::bench
{

/** The link that every benchmark uses: 50 Mbit/s, 10 ms each way, 100 packets of queue. */
LinkOptions BenchLink();

/**
 * The baseline: ns-3's own BulkSendApplication and PacketSink move so many bytes over the link,
 * with ns-3's own TCP at segments of 1448 bytes and buffers as large as ours. \return the simulated
 * seconds until the last byte was in
 */
double TransferWithBulkSend(std::uint64_t bytes);

/**
 * The baseline of QUIC: ns-3's own UDP sockets move so many bytes in datagrams of 1452 octets, sent
 * at 95 % of the link's rate. \return the simulated seconds until the last byte was in
 */
double TransferWithUdp(std::uint64_t bytes);

/** The same over ns-3's own point-to-point link, as a program that knows nothing of Pagewire would
 * do it. */
double TransferWithPlainUdp(std::uint64_t bytes);

} // namespace pagewire::bench

#endif
