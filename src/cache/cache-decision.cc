// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-decision.h"

#include "cache/mode-fields.h"

namespace pagewire
{

void
AskAsItCame(CacheDecision& decision)
{
    decision.forward = decision.request;
    decision.validates = false;
    decision.completes = false;
    AddModeFields(decision.forward, decision.mode);
}

bool
MayUseStored(const CacheDecision& decision)
{
    return decision.trace.outcome != CacheOutcome::BYPASS && decision.mode != CacheMode::RELOAD;
}

} // namespace pagewire
