// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_PRIORITY_POLICY_H
#define PAGEWIRE_PAGE_PRIORITY_POLICY_H

#include "http/priority.h"
#include "page/page.h"

#include <cstddef>

namespace pagewire
{

/**
 * Decides which priority (RFC 9218) a browser asks for each resource of a page. It is asked at the
 * beginning of a load, once for each resource in the order of the page, so that one with a memory
 * gives the same answers every time.
 */
class PriorityPolicy
{
  public:
    virtual ~PriorityPolicy() = default;

    /** \param resource index into Page::resources \return urgency 0 to 7, and whether incremental
     */
    virtual Priority PriorityOf(const Page& page, std::size_t resource) = 0;
};

/** The priorities that the page itself states: those of its capture, or of its author. */
class StatedPriorities : public PriorityPolicy
{
  public:
    Priority PriorityOf(const Page& page, std::size_t resource) override;
};

} // namespace pagewire

#endif
