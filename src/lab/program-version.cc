// SPDX-License-Identifier: GPL-2.0-only
#include "lab/program-version.h"

#include "lab/checksum.h"
#include "lab/whole-file.h"

#include <dlfcn.h>

#include <string_view>

namespace pagewire
{

namespace
{

constexpr std::string_view DIRTY = "-dirty";

/** Of the library alone: results come from it, whichever program calls it. */
std::string
LibraryChecksum()
{
    static const std::string checksum = [] {
        Dl_info library;
        return dladdr(reinterpret_cast<void*>(&Sha256), &library) == 0
                 ? std::string()
                 : Sha256(ReadWholeFile(library.dli_fname, "the library")).substr(0, 12);
    }();
    return checksum;
}

} // namespace

std::string
ProgramVersion(const std::string& built)
{
    const bool changed =
        built.size() > DIRTY.size() && built.substr(built.size() - DIRTY.size()) == DIRTY;
    return changed ? built + "." + LibraryChecksum() : built;
}

} // namespace pagewire
