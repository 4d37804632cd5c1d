// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test.h"

namespace pagewire
{

const std::vector<std::string>&
CacheTestKindNames()
{
    static const std::vector<std::string> names{"required", "optimal", "check"};
    return names;
}

std::string
CacheTestKindName(CacheTestKind kind)
{
    return CacheTestKindNames()[static_cast<std::size_t>(kind)];
}

} // namespace pagewire
