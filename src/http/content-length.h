// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_CONTENT_LENGTH_H
#define PAGEWIRE_HTTP_CONTENT_LENGTH_H

#include "http/header-fields.h"

#include <cstdint>
#include <optional>

namespace pagewire
{

/** \return what Content-Length says (RFC 9110 section 8.6); nothing if there is none, or several,
 * or it is no number that fits */
std::optional<std::uint64_t> ContentLengthOf(const HeaderFields& fields);

} // namespace pagewire

#endif
