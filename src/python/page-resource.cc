// SPDX-License-Identifier: GPL-2.0-only
#include "python/page-resource.h"

#include "page/page-reader.h"

namespace pagewire
{

namespace
{

const char*
TriggerName(Dependency::Trigger trigger)
{
    return trigger == Dependency::Trigger::COMPLETE ? "complete"
         : trigger == Dependency::Trigger::HEADERS  ? "headers"
                                                    : "bytes";
}

} // namespace

PageResource
PageResource::Of(const Page& page, std::size_t number)
{
    PageResource one;
    one.number = number;
    one.resource = page.resources[number];
    one.url = ResourceUrl(page, one.resource);
    one.host = page.hosts[one.resource.host].name;
    for (const Dependency& dependency : one.resource.dependencies)
    {
        one.after.emplace_back(dependency.parent,
                               TriggerName(dependency.trigger),
                               dependency.bytes,
                               dependency.delay.count());
    }
    return one;
}

} // namespace pagewire
