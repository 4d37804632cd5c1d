// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_DATA_FILES_H
#define PAGEWIRE_TESTS_DATA_FILES_H

#include <string>

namespace pagewire::test
{

/** \return the path of a file of recorded data (folder by the environment's PAGEWIRE_DATA, else
 * ../shared/data); empty where it is absent, and a test says so and skips */
std::string DataFile(const std::string& name);

/** \return the path of a file of this project; tests run in its folder */
std::string ProjectFile(const std::string& name);

/** \return the contents of a file, which must be there */
std::string ReadTextFile(const std::string& path);

} // namespace pagewire::test

#endif
