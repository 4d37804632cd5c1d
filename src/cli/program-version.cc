// SPDX-License-Identifier: GPL-2.0-only
#include "cli/program-version.h"

#include "lab/checksum.h"
#include "lab/whole-file.h"

#include <dlfcn.h>

#include <string_view>

namespace pagewire
{

namespace
{

constexpr std::string_view DIRTY = "-dirty";

std::string
BinariesChecksum()
{
    std::string contents = ReadWholeFile("/proc/self/exe", "the program");
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&Sha256), &library) != 0)
    {
        contents += ReadWholeFile(library.dli_fname, "the library");
    }
    return Sha256(contents).substr(0, 12);
}

} // namespace

std::string
ProgramVersion()
{
    static const std::string version = [] {
        std::string text = PAGEWIRE_VERSION;
        const bool changed =
            text.size() > DIRTY.size() && text.substr(text.size() - DIRTY.size()) == DIRTY;
        return changed ? text + "." + BinariesChecksum() : text;
    }();
    return version;
}

} // namespace pagewire
