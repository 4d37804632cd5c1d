// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_IMPORT_H
#define PAGEWIRE_PAGE_HAR_IMPORT_H

#include "page/json-document.h"
#include "page/page.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What of a HAR file becomes the page. */
struct ImportOptions
{
    std::string page;      //!< id of the page load, or its number counted from 1; empty: the first
    bool afterLoad{false}; //!< also what was found after the load event
    bool caching{false};   //!< also what the responses say for caches (CachingOf)
};

/** What an import did that its user should know. */
struct ImportReport
{
    std::size_t entries{0};         //!< in the file
    std::size_t otherPages{0};      //!< left out: they belong to another page load
    std::size_t otherSchemes{0};    //!< left out: data:, blob:, WebSocket, extensions
    std::size_t unanswered{0};      //!< left out: aborted or blocked, no response
    std::size_t internal{0};        //!< left out: redirects that the browser made to itself
    std::size_t afterLoad{0};       //!< left out: found after the load event
    std::size_t odd{0};             //!< left out: a method or address that no client could send
    std::size_t fromCache{0};       //!< taken in, though a cache or a 304 answered in the capture
    std::size_t scaled{0};          //!< of these, size estimated by the capture's own compression
    std::size_t renamed{0};         //!< taken in with a query added, to tell equal URLs apart
    std::vector<std::string> notes; //!< all this in sentences, for people
};

/**
 * Makes a page of a HAR 1.2 file (docs/page-format.md tells how each figure is got).
 * \param document the JSON
 * \param file named in errors
 * \param options what to take
 * \param report set
 * \return a page that CheckPage accepts
 * \throws InputError with file and line
 */
Page ImportHar(const JsonValue& document,
               const std::string& file,
               const ImportOptions& options,
               ImportReport& report);

/** As above, from the text. */
Page ImportHar(std::string_view text,
               const std::string& file,
               const ImportOptions& options,
               ImportReport& report);

} // namespace pagewire

#endif
