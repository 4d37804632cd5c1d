// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_VIRTUAL_DATE_H
#define PAGEWIRE_NODE_VIRTUAL_DATE_H

#include "base/units.h"
#include "http/date.h"

namespace pagewire
{

/** Seconds since 1970 at virtual time 0 (2023-11-14), for every Date that a node writes. */
constexpr HttpSeconds VIRTUAL_EPOCH = 1700000000;

/** \return the whole seconds in a duration, rounded down */
HttpSeconds WholeSeconds(Nanoseconds duration);

/** \return a virtual time as Date has it */
HttpSeconds DateAt(Nanoseconds time);

/** \return the present virtual time as Date has it \param skew how far the clock is ahead */
HttpSeconds VirtualDate(Nanoseconds skew = Nanoseconds(0));

} // namespace pagewire

#endif
