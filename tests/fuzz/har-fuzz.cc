// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "page/har-import.h"
#include "page/neutral-names.h"
#include "page/page-json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/** Any text is a HAR file or an InputError; what is imported is a page that reads back. */
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    pagewire::Page page;
    try
    {
        pagewire::ImportReport report;
        page = pagewire::ImportHar(text, "fuzz.har", {}, report);
    }
    catch (const pagewire::InputError& error)
    {
        // The import makes no page that the check refuses.
        if (std::string_view(error.what()).rfind("fuzz.har: resource ", 0) == 0)
        {
            std::abort();
        }
        return 0;
    }
    for (const pagewire::Page& form : {page, pagewire::WithNeutralNames(page)})
    {
        const std::string first = pagewire::FormatPage(form);
        if (pagewire::FormatPage(pagewire::ParsePage(first, "again.json")) != first)
        {
            std::abort();
        }
    }
    return 0;
}
