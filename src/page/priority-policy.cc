// SPDX-License-Identifier: GPL-2.0-only
#include "page/priority-policy.h"

namespace pagewire
{

Priority
StatedPriorities::PriorityOf(const Page& page, std::size_t resource)
{
    return page.resources[resource].priority;
}

} // namespace pagewire
