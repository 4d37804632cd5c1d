// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_PAGE_JSON_H
#define PAGEWIRE_PAGE_PAGE_JSON_H

#include "page/page.h"

#include <string>
#include <string_view>

namespace pagewire
{

/**
 * Reads a page description (docs/page-format.md), checked.
 * \param text the JSON
 * \param file named in errors
 * \throws InputError with file and line of the first mistake
 */
Page ParsePage(std::string_view text, const std::string& file);

/** \return the page description as JSON, the same text for the same page, a resource a line */
std::string FormatPage(const Page& page);

/**
 * Reads a page description or a HAR 1.2 file, whichever the text is.
 * \throws InputError if the file cannot be read or is neither
 */
Page LoadPage(const std::string& file);

} // namespace pagewire

#endif
