// SPDX-License-Identifier: GPL-2.0-only
#include "base/variates.h"

namespace pagewire
{

Variates::Variates(std::uint64_t seed)
    : m_bytes(seed)
{}

double
Variates::Uniform()
{
    constexpr double UNIT = 1.0 / (std::uint64_t{1} << 53);
    return static_cast<double>(m_bytes.Next() >> 11) * UNIT;
}

std::uint64_t
Variates::Below(std::uint64_t bound)
{
    return static_cast<std::uint64_t>(Uniform() * static_cast<double>(bound));
}

double
Variates::Normal()
{
    double sum = -6;
    for (int i = 0; i < 12; ++i)
    {
        sum += Uniform();
    }
    return sum;
}

double
Variates::Exponential()
{
    for (double whole = 0;; ++whole)
    {
        const double first = Uniform();
        double last = first;
        bool odd = true;
        for (double next = Uniform(); next < last; next = Uniform())
        {
            last = next;
            odd = !odd;
        }
        if (odd)
        {
            return whole + first;
        }
    }
}

} // namespace pagewire
