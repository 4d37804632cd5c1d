// SPDX-License-Identifier: GPL-2.0-only
#include "lab/output-directory.h"

#include "base/error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace pagewire
{

namespace fs = std::filesystem;

void
MakeResultsDirectory(const std::string& path)
{
    std::error_code failure;
    fs::create_directories(path, failure);
    if (failure || access(path.c_str(), W_OK | X_OK) != 0)
    {
        const std::string why = failure ? failure.message() : std::string(std::strerror(errno));
        throw InputError("the directory '" + path + "' cannot be written (" + why +
                         "): name another one for the results");
    }
    if (!fs::is_empty(path) && !fs::is_directory(fs::path(path) / "store"))
    {
        throw InputError("the directory '" + path +
                         "' holds something else than pagewire's results: name another one for the "
                         "results");
    }
}

OutputDirectory::OutputDirectory(std::string path, bool resume)
    : m_path(std::move(path))
{
    std::error_code ignored;
    if (!resume && fs::is_directory(m_path, ignored) && !fs::is_empty(m_path, ignored))
    {
        throw InputError("the directory '" + m_path +
                         "' is not empty: name another one with -o, or add --resume to finish "
                         "what is there");
    }
    MakeResultsDirectory(m_path);
    m_lock = open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m_lock < 0 || flock(m_lock, LOCK_EX | LOCK_NB) != 0)
    {
        const bool busy = errno == EWOULDBLOCK;
        close(m_lock);
        if (busy)
        {
            throw InputError("another pagewire is writing to '" + m_path +
                             "': wait for it, or name another directory for the results");
        }
        // Some file systems cannot lock; then it is up to the user.
        m_lock = -1;
    }
}

OutputDirectory::~OutputDirectory()
{
    if (m_lock >= 0)
    {
        close(m_lock);
    }
}

const std::string&
OutputDirectory::Path() const
{
    return m_path;
}

void
OutputDirectory::LinkRuns(const std::vector<std::pair<std::string, std::string>>& links) const
{
    const fs::path made = fs::path(m_path) / "runs.tmp";
    const fs::path place = fs::path(m_path) / "runs";
    fs::remove_all(made);
    fs::create_directory(made);
    for (const auto& [name, key] : links)
    {
        fs::create_directory_symlink(fs::path("../store") / key, made / name);
    }
    fs::remove_all(place);
    fs::rename(made, place);
}

} // namespace pagewire
