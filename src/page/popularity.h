// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_POPULARITY_H
#define PAGEWIRE_PAGE_POPULARITY_H

#include "base/variates.h"

#include <cstddef>
#include <vector>

namespace pagewire
{

/**
 * Which of n objects is asked for: that of rank r, from 1 on, with a probability proportional to
 * r^-s (Zipf's law, which requests to web servers follow with s from 0.6 to 0.9: Breslau and
 * others, "Web caching and Zipf-like distributions", INFOCOM 1999). Objects begin in the order of
 * their ranks; Swap makes popularity drift.
 */
class Popularity
{
  public:
    /** \param objects at least 1 \param exponent s, from 0 (all alike) on */
    Popularity(std::size_t objects, double exponent);

    /** \return an object, from 0 on */
    std::size_t Draw(Variates& variates) const;

    /** One object, chosen as Draw does, and another one, chosen among all alike, change ranks. */
    void Swap(Variates& variates);

  private:
    std::size_t DrawRank(Variates& variates) const;

    std::vector<double> m_upTo;         //!< sums of the shares up to each rank; the last is 1
    std::vector<std::size_t> m_objects; //!< by rank
};

} // namespace pagewire

#endif
