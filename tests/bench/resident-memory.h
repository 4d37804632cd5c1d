// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_BENCH_RESIDENT_MEMORY_H
#define PAGEWIRE_TESTS_BENCH_RESIDENT_MEMORY_H

namespace pagewire::bench
{

/** \return KiB of this process that are in memory now; 0 where the system does not tell */
long ResidentKilobytes();

} // namespace pagewire::bench

#endif
