// SPDX-License-Identifier: GPL-2.0-only
#include "lab/whole-file.h"

#include "base/error.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

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
    std::string text;
    char block[16384];
    while (stream.read(block, sizeof(block)) || stream.gcount() > 0)
    {
        text.append(block, static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad())
    {
        throw InputError("'" + file + "' cannot be read to its end: name " + what);
    }
    return text;
}

void
WriteWholeFile(const std::string& file, std::string_view text)
{
    // A name of its own, for another program may be writing the same file.
    std::string temporary = file + ".tmp-XXXXXX";
    const int made = mkstemp(temporary.data());
    if (made >= 0)
    {
        fchmod(made, 0666 & ~CreationMask());
        close(made);
    }
    std::ofstream stream(temporary, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (made < 0 || !stream || std::rename(temporary.c_str(), file.c_str()) != 0)
    {
        const std::string why = std::strerror(errno);
        std::remove(temporary.c_str());
        throw InputError("'" + file + "' cannot be written (" + why + ")");
    }
}

mode_t
CreationMask()
{
    const mode_t mask = umask(0);
    umask(mask);
    return mask;
}

} // namespace pagewire
