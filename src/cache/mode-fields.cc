// SPDX-License-Identifier: GPL-2.0-only
#include "cache/mode-fields.h"

namespace pagewire
{

void
AddModeFields(Request& request, CacheMode mode)
{
    const bool own = request.fields.Has("Cache-Control");
    if (mode == CacheMode::NO_CACHE && !own)
    {
        request.fields.Add("Cache-Control", "max-age=0");
    }
    if (mode == CacheMode::NO_STORE || mode == CacheMode::RELOAD)
    {
        if (!request.fields.Has("Pragma"))
        {
            request.fields.Add("Pragma", "no-cache");
        }
        if (!own)
        {
            request.fields.Add("Cache-Control", "no-cache");
        }
    }
}

} // namespace pagewire
