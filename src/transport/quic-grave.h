// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_GRAVE_H
#define PAGEWIRE_TRANSPORT_QUIC_GRAVE_H

#include <cstdint>
#include <string>

namespace pagewire
{

/**
 * What is left of a QUIC connection that is closing or draining (RFC 9000 section 10.2): who closed
 * it answers what still comes with its last datagram, ever more rarely, so that two such ends do
 * not talk for ever; whom the peer told says nothing.
 */
class QuicGrave
{
  public:
    /** \param farewell empty: the peer closed it */
    explicit QuicGrave(std::string farewell)
        : m_farewell(std::move(farewell))
    {}

    /** A datagram has come. \return whether it is to be answered by the farewell */
    bool Answers()
    {
        const std::uint64_t visits = ++m_visits;
        return !m_farewell.empty() && (visits & (visits - 1)) == 0;
    }

    const std::string& Farewell() const
    {
        return m_farewell;
    }

  private:
    std::string m_farewell;
    std::uint64_t m_visits{0};
};

} // namespace pagewire

#endif
