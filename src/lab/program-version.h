// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PROGRAM_VERSION_H
#define PAGEWIRE_LAB_PROGRAM_VERSION_H

#include <string>

namespace pagewire
{

/**
 * \param built the version with the commit that the caller was built from: "0.1.0+1a2b3c4d5e6f"
 * \return the same; where the sources were changed since that commit ("...-dirty") with a checksum
 * of the library, lest results of one build be taken for those of another
 */
std::string ProgramVersion(const std::string& built);

} // namespace pagewire

#endif
