// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_MOMENT_H
#define PAGEWIRE_PAGE_MOMENT_H

#include "base/units.h"

#include <optional>
#include <string_view>

namespace pagewire
{

/**
 * \return nanoseconds since 1970 of an ISO 8601 moment, "2018-05-27T21:54:38.808Z", with any
 * offset; nothing if it is none or lies outside 1970 to 2200
 */
std::optional<Nanoseconds> ParseMoment(std::string_view text);

} // namespace pagewire

#endif
