// SPDX-License-Identifier: GPL-2.0-only
#include "http/method.h"

#include <algorithm>

namespace pagewire
{

const std::vector<MethodInfo>&
AllMethods()
{
    static const std::vector<MethodInfo> METHODS{{"GET", true, true, false},
                                                 {"HEAD", true, true, false},
                                                 {"POST", false, false, true},
                                                 {"PUT", false, true, true},
                                                 {"DELETE", false, true, false},
                                                 {"CONNECT", false, false, false},
                                                 {"OPTIONS", true, true, false},
                                                 {"TRACE", true, true, false},
                                                 {"PATCH", false, false, true}};
    return METHODS;
}

const MethodInfo*
FindMethod(std::string_view name)
{
    const auto& all = AllMethods();
    const auto found = std::find_if(all.begin(), all.end(), [name](const MethodInfo& method) {
        return method.name == name;
    });
    return found == all.end() ? nullptr : &*found;
}

} // namespace pagewire
