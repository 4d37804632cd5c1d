// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "page/page-json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/** Any text is a page or an InputError; a page written and read again is written the same. */
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::string first;
    try
    {
        first = pagewire::FormatPage(pagewire::ParsePage(text, "fuzz.json"));
    }
    catch (const pagewire::InputError&)
    {
        return 0;
    }
    if (pagewire::FormatPage(pagewire::ParsePage(first, "again.json")) != first)
    {
        std::abort();
    }
    return 0;
}
