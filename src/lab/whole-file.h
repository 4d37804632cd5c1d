// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_WHOLE_FILE_H
#define PAGEWIRE_LAB_WHOLE_FILE_H

#include <sys/types.h>

#include <string>
#include <string_view>

namespace pagewire
{

/**
 * \param what the file should be, for the error: "a scenario file"
 * \throws InputError if it cannot be read
 */
std::string ReadWholeFile(const std::string& file, const std::string& what);

/**
 * Writes a file under a temporary name beside it, then renames: it is there whole or not at all.
 * \throws InputError if that cannot be done
 */
void WriteWholeFile(const std::string& file, std::string_view text);

/** \return the permissions that new files and folders of this process do not have */
mode_t CreationMask();

} // namespace pagewire

#endif
