// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PROXY_CACHE_RULES_H
#define PAGEWIRE_LAB_PROXY_CACHE_RULES_H

#include "lab/scenario-options.h"
#include "lab/scenario.h"

#include <string>

namespace pagewire
{

/** \throws InputError if what is said of proxies' caches contradicts itself */
void CheckProxyCaches(const Scenario& scenario, const ScenarioOptions& options);

/** \return whether the option is of a cache that no run of the scenario has */
bool IsMootForProxyCache(const std::string& option, const Scenario& scenario);

} // namespace pagewire

#endif
