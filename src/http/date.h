// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_DATE_H
#define PAGEWIRE_HTTP_DATE_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** A moment with the resolution of HTTP dates: seconds since 1970-01-01 00:00:00 UTC, without leap
 * seconds. */
using HttpSeconds = std::int64_t;

/** \return the moment as IMF-fixdate (RFC 9110 section 5.6.7), for the years 0 to 9999: "Sun, 06
 * Nov 1994 08:49:37 GMT" */
std::string FormatHttpDate(HttpSeconds time);

/**
 * Reads the three forms of RFC 9110 section 5.6.7: IMF-fixdate, RFC 850 and asctime; names in any
 * case, as caches are to (RFC 9111 section 4.2). All else is as strict as the grammar: other names
 * of the zone than GMT make no date (likewise).
 * \param now what a two-digit year is held against: it means the last such year that is not more
 * than 50 years after now
 * \return the moment; nothing if the text is none of the forms, or is no day of the calendar. A
 * wrong day of the week is let pass. A leap second counts as the second after it.
 */
std::optional<HttpSeconds> ParseHttpDate(std::string_view text, HttpSeconds now);

} // namespace pagewire

#endif
