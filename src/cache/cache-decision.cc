// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-decision.h"

namespace pagewire
{

void
AskAsItCame(CacheDecision& decision)
{
    decision.forward = decision.request;
    decision.validates = false;
    decision.completes = false;
    HeaderFields& fields = decision.forward.fields;
    if (decision.mode == CacheMode::NO_CACHE && !fields.Has("Cache-Control"))
    {
        fields.Add("Cache-Control", "max-age=0");
    }
    if (decision.mode == CacheMode::RELOAD || decision.mode == CacheMode::NO_STORE)
    {
        fields.Set("Pragma", "no-cache");
        fields.Set("Cache-Control", "no-cache");
    }
}

bool
MayUseStored(const CacheDecision& decision)
{
    return decision.trace.outcome != CacheOutcome::BYPASS && decision.mode != CacheMode::RELOAD;
}

} // namespace pagewire
