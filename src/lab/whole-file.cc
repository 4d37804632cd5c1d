// SPDX-License-Identifier: GPL-2.0-only
#include "lab/whole-file.h"

#include "base/error.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pagewire
{

std::string
ReadWholeFile(const std::string& file, const std::string& what)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file))
    {
        const std::string why = stream ? "it is a folder" : std::string(std::strerror(errno));
        throw InputError("'" + file + "' cannot be read (" + why + "): name " + what);
    }
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad())
    {
        throw InputError("'" + file + "' cannot be read to its end: name " + what);
    }
    return text;
}

void
WriteWholeFile(const std::string& file, std::string_view text)
{
    const std::string temporary = file + ".tmp";
    std::ofstream stream(temporary, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream || std::rename(temporary.c_str(), file.c_str()) != 0)
    {
        const std::string why = std::strerror(errno);
        std::remove(temporary.c_str());
        throw InputError("'" + file + "' cannot be written (" + why + ")");
    }
}

} // namespace pagewire
