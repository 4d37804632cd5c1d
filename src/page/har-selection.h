// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_SELECTION_H
#define PAGEWIRE_PAGE_HAR_SELECTION_H

#include "http/origin.h"
#include "page/har-import.h"
#include "page/har-log.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** An entry that becomes a resource. */
struct CapturedRequest
{
    const HarEntry* entry;
    HttpUrl url;
    std::string type; //!< one of ResourceTypes()
};

/** \return the address as a request carries it, what is not ASCII percent-encoded; nothing if it is
 * no http or https URL */
std::optional<HttpUrl> ReadCapturedUrl(std::string_view url);

/**
 * \return the entries of one page load that a client could have sent, in the order in which they
 * were found, the document first
 * \throws InputError if the page is not there or nothing is left
 */
std::vector<CapturedRequest> SelectEntries(const HarLog& log,
                                           const std::string& file,
                                           const ImportOptions& options,
                                           ImportReport& report);

} // namespace pagewire

#endif
