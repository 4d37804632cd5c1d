// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_TURN_H
#define PAGEWIRE_WIRE_H1_TURN_H

#include "ns3/event-id.h"

#include <functional>

namespace pagewire
{

/**
 * Takes the turns of a connection: one function that does whatever there is to do. It never runs
 * inside itself; asked while it runs, it runs once more afterwards. So what others do when a
 * connection calls them (send, cancel, close) never meets it half-way through something.
 */
class H1Turn
{
  public:
    explicit H1Turn(std::function<void()> turn);
    ~H1Turn();

    H1Turn(const H1Turn&) = delete;
    H1Turn& operator=(const H1Turn&) = delete;

    /** Takes a turn, or another one after the present. */
    void Now();

    /** Takes a turn in an event of its own at the present time, or another one after the present.
     */
    void Soon();

  private:
    std::function<void()> m_turn;
    bool m_running{false};
    bool m_again{false};
    bool m_scheduled{false};
    ns3::EventId m_event;
};

} // namespace pagewire

#endif
