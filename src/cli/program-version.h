// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CLI_PROGRAM_VERSION_H
#define PAGEWIRE_CLI_PROGRAM_VERSION_H

#include <string>

namespace pagewire
{

/**
 * \return the version with the commit it was built from: "0.1.0+1a2b3c4d5e6f". A build of sources
 * that were changed since also has a checksum of its own binaries, lest results of one be taken for
 * those of another.
 */
std::string ProgramVersion();

} // namespace pagewire

#endif
