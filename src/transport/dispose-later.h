// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_DISPOSE_LATER_H
#define PAGEWIRE_TRANSPORT_DISPOSE_LATER_H

#include "ns3/simulator.h"

#include <memory>

namespace pagewire
{

/** Destroys the object in an event of its own at the present time, so that it may be called from
 * inside the object. */
template <typename T>
void
DisposeLater(std::unique_ptr<T> object)
{
    if (object)
    {
        // The event owns the object, so that it goes too if the simulation ends first.
        ns3::Simulator::ScheduleNow(
            [owned = std::shared_ptr<T>(std::move(object))]() mutable { owned.reset(); });
    }
}

} // namespace pagewire

#endif
