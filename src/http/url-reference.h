// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_URL_REFERENCE_H
#define PAGEWIRE_HTTP_URL_REFERENCE_H

#include "http/origin.h"

#include <optional>
#include <string_view>

namespace pagewire
{

/**
 * \return what a URL reference, as Location and Content-Location carry them, means beside a base
 * URL (RFC 3986 section 5.2); nothing if that is no http or https URL (TryParseUrl). A fragment is
 * dropped.
 */
std::optional<HttpUrl> ResolveReference(const HttpUrl& base, std::string_view reference);

} // namespace pagewire

#endif
