// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_VARIATES_H
#define PAGEWIRE_BASE_VARIATES_H

#include "base/seed.h"

#include <cstdint>

namespace pagewire
{

/** Random variates from sums, products and comparisons alone, which are the same everywhere. */
class Variates
{
  public:
    explicit Variates(std::uint64_t seed);

    /** \return from 0 to below 1, a multiple of 2^-53 */
    double Uniform();

    /** \return from 0 to below the bound, which is above 0 and below 2^32: each equally often */
    std::uint64_t Below(std::uint64_t bound);

    /** \return about normal, mean 0 and variance 1: twelve uniform ones, each of variance 1/12 */
    double Normal();

    /**
     * \return exponential of mean 1, by von Neumann's comparisons (1951): a descending run of
     * uniform numbers has an odd length and a first number below x with probability 1 - exp(-x)
     */
    double Exponential();

  private:
    SeededBytes m_bytes;
};

} // namespace pagewire

#endif
