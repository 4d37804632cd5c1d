// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_NODE_CLOCK_H
#define PAGEWIRE_NODE_NODE_CLOCK_H

#include "cache/cache-moment.h"

#include "ns3/nstime.h"

namespace pagewire
{

/** The clock on a node's wall. Nodes agree on how fast time passes, but not always on what time it
 * is. */
class NodeClock
{
  public:
    /** \param skew by which it is ahead of the time that Date fields go by (VIRTUAL_EPOCH and the
     * virtual time); negative: behind */
    explicit NodeClock(ns3::Time skew = ns3::Time(0));

    CacheMoment Now() const;

  private:
    ns3::Time m_skew;
};

} // namespace pagewire

#endif
