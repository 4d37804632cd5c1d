// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_SITE_NAME_H
#define PAGEWIRE_HTTP_SITE_NAME_H

#include "http/origin.h"

#include <string>
#include <string_view>

namespace pagewire
{

/** \return the part of a host's name that its owner has registered: the last two labels, or three
 * where the last is a country's and the one before it one of those that countries use as a level of
 * their own (co.uk, com.au); an address or a single label as it is. A rule of thumb for the Public
 * Suffix List, which changes by the week. */
std::string_view RegistrableName(std::string_view host);

/** \return the site of an origin as browsers tell sites apart: scheme and registrable name */
std::string SiteOf(const HttpOrigin& origin);

} // namespace pagewire

#endif
