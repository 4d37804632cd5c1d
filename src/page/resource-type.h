// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_RESOURCE_TYPE_H
#define PAGEWIRE_PAGE_RESOURCE_TYPE_H

#include "http/priority.h"
#include "page/har-log.h"

#include <string>
#include <string_view>

namespace pagewire
{

/**
 * \return the type of a captured entry, one of ResourceTypes(): the one that the file names, else
 * by MIME type, else by the end of its path
 */
std::string CapturedType(const HarEntry& entry, std::string_view target);

/**
 * The RFC 9218 priority that Chrome asks for.
 * \param level as DevTools names it ("VeryHigh" to "VeryLow") or a net log ("HIGHEST" to "IDLE");
 * empty or unknown: that of a resource of this type that the parser finds
 * \param type one of ResourceTypes()
 */
Priority ChromePriority(const std::string& level, const std::string& type);

} // namespace pagewire

#endif
