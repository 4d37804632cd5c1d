// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_VARINT_H
#define PAGEWIRE_WIRE_VARINT_H

#include <cstdint>

namespace pagewire
{

/** A variable-length integer (RFC 9000 section 16), taken octet by octet. */
class Varint
{
  public:
    /** \return whether it is whole with this octet; the next one begins another */
    bool Take(std::uint8_t octet)
    {
        if (m_left == 0)
        {
            // The two highest bits tell the length, the rest begins the value.
            m_value = octet & 0x3f;
            m_left = (1 << (octet >> 6)) - 1;
        }
        else
        {
            m_value = m_value << 8 | octet;
            --m_left;
        }
        return m_left == 0;
    }

    /** \return the one that is whole */
    std::uint64_t Value() const
    {
        return m_value;
    }

  private:
    std::uint64_t m_value{0};
    int m_left{0}; //!< octets that it lacks; 0: at its first
};

} // namespace pagewire

#endif
