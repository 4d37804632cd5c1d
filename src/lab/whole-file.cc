// SPDX-License-Identifier: GPL-2.0-only
#include "lab/whole-file.h"

#include "base/error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace pagewire
{

std::string
ReadWholeFile(const std::string& file, const std::string& what)
{
    // Not a stream: a sweep reads some files of each run, and a stream costs three times as much.
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    std::string text;
    char block[65536];
    ssize_t got = descriptor < 0 ? -1 : read(descriptor, block, sizeof(block));
    while (got > 0)
    {
        text.append(block, static_cast<std::size_t>(got));
        got = read(descriptor, block, sizeof(block));
    }
    const std::string why = got < 0 ? std::strerror(errno) : "";
    if (descriptor >= 0)
    {
        close(descriptor);
    }
    if (got < 0)
    {
        throw InputError("'" + file + "' cannot be read (" + why + "): name " + what);
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
