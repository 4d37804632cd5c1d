// SPDX-License-Identifier: GPL-2.0-only
#include "page/popularity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace pagewire
{

Popularity::Popularity(std::size_t objects, double exponent)
    : m_upTo(objects),
      m_objects(objects)
{
    std::iota(m_objects.begin(), m_objects.end(), std::size_t{0});
    double sum = 0;
    for (std::size_t rank = 0; rank < objects; ++rank)
    {
        sum += std::pow(static_cast<double>(rank + 1), -exponent);
        m_upTo[rank] = sum;
    }
    for (double& upTo : m_upTo)
    {
        upTo /= sum;
    }
}

std::size_t
Popularity::Draw(Variates& variates) const
{
    return m_objects[DrawRank(variates)];
}

/** The inverse of the distribution, which is exact. */
std::size_t
Popularity::DrawRank(Variates& variates) const
{
    const auto place = std::upper_bound(m_upTo.begin(), m_upTo.end(), variates.Uniform());
    return static_cast<std::size_t>(place - m_upTo.begin());
}

void
Popularity::Swap(Variates& variates)
{
    const std::size_t one = DrawRank(variates);
    const std::size_t other = variates.Below(m_objects.size());
    std::swap(m_objects[one], m_objects[other]);
}

} // namespace pagewire
