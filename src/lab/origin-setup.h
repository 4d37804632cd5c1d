// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_ORIGIN_SETUP_H
#define PAGEWIRE_LAB_ORIGIN_SETUP_H

#include "lab/scenario-options.h"
#include "node/caching-fields.h"
#include "node/origin.h"
#include "page/page.h"

#include <string>

namespace pagewire
{

/** \return the page with the think times that the options want, those of a slow server longer */
Page WithThinkTimes(Page page, const OriginOptions& options, double slowness);

/** \return the page with its resources changing as often as the options want */
Page WithUpdates(Page page, const OriginOptions& options);

/** Sets the attributes that the options stand for. */
void SetUpOrigin(Origin& origin, const OriginOptions& options);

/** \return what of these an origin without packets goes by \param server its name */
CachingRules CachingRulesOf(const OriginOptions& options, const std::string& server);

} // namespace pagewire

#endif
