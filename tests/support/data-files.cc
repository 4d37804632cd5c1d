// SPDX-License-Identifier: GPL-2.0-only
#include "support/data-files.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace pagewire::test
{

std::string
DataFile(const std::string& name)
{
    const char* const folder = std::getenv("PAGEWIRE_DATA");
    const std::string path =
        std::string(folder == nullptr ? "../shared/data" : folder) + "/" + name;
    return std::ifstream(path) ? path : "";
}

std::string
ProjectFile(const std::string& name)
{
    return name;
}

std::string
ReadTextFile(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
    {
        throw std::runtime_error(path + " cannot be read: tests run in the project's folder");
    }
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

} // namespace pagewire::test
