// SPDX-License-Identifier: GPL-2.0-only
#include "lab/output-directory.h"

#include "base/error.h"
#include "lab/merged-tables.h"
#include "lab/scenario.h"
#include "lab/whole-file.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

namespace pagewire
{

namespace fs = std::filesystem;

namespace
{

constexpr const char* PARTIAL = ".partial";

/** A run that is there, before it is known whether it is wanted. */
struct FoundRun
{
    std::string folder;
    std::string key;
    std::string scenarioText;
};

FoundRun
ReadRun(const fs::path& path)
{
    FoundRun run;
    run.folder = path.filename().string();
    try
    {
        const std::string manifest = ReadWholeFile((path / "manifest.json").string(), "a manifest");
        run.key = nlohmann::json::parse(manifest).at("key").get<std::string>();
        // Read and written again, it has the options too that its version did not know.
        run.scenarioText = FormatScenario(Scenario::Load((path / "scenario.ini").string()));
    }
    catch (const std::exception&)
    {
        // Without them the run cannot be told: it has no key, which no wanted run has.
        run.key.clear();
    }
    return run;
}

std::vector<FoundRun>
ReadRuns(const fs::path& runs)
{
    std::vector<FoundRun> found;
    if (fs::is_directory(runs))
    {
        for (const auto& entry : fs::directory_iterator(runs))
        {
            found.push_back(ReadRun(entry.path()));
        }
    }
    std::sort(found.begin(), found.end(), [](const FoundRun& a, const FoundRun& b) {
        return a.folder < b.folder;
    });
    return found;
}

} // namespace

OutputDirectory::OutputDirectory(std::string path, bool resume)
    : m_path(std::move(path))
{
    std::error_code failure;
    fs::create_directories(m_path, failure);
    if (failure || access(m_path.c_str(), W_OK | X_OK) != 0)
    {
        const std::string why = failure ? failure.message() : std::string(std::strerror(errno));
        throw InputError("the directory '" + m_path + "' cannot be written (" + why +
                         "): name another one with -o");
    }
    if (!resume && !fs::is_empty(m_path))
    {
        throw InputError("the directory '" + m_path +
                         "' is not empty: name another one with -o, or add --resume to finish "
                         "what is there");
    }
    if (!fs::is_empty(m_path) && !fs::is_directory(fs::path(m_path) / "runs"))
    {
        throw InputError(
            "the directory '" + m_path +
            "' holds something else than pagewire's results: name another one with -o");
    }
    m_lock = open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (m_lock < 0 || flock(m_lock, LOCK_EX | LOCK_NB) != 0)
    {
        const bool busy = errno == EWOULDBLOCK;
        close(m_lock);
        if (busy)
        {
            throw InputError("another pagewire is writing to '" + m_path +
                             "': wait for it, or name another directory with -o");
        }
        // Some file systems cannot lock; then it is up to the user.
        m_lock = -1;
    }
    RemovePartialRuns();
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

std::string
OutputDirectory::RunPath(const std::string& folder) const
{
    return m_path + "/runs/" + folder;
}

std::string
OutputDirectory::PartialPath(const std::string& folder) const
{
    return RunPath(folder) + PARTIAL;
}

void
OutputDirectory::RemovePartialRuns()
{
    std::vector<fs::path> partial;
    if (fs::is_directory(m_path + "/runs"))
    {
        for (const auto& entry : fs::directory_iterator(m_path + "/runs"))
        {
            if (entry.path().extension() == PARTIAL)
            {
                partial.push_back(entry.path());
            }
        }
    }
    for (const fs::path& path : partial)
    {
        fs::remove_all(path);
    }
}

std::vector<bool>
OutputDirectory::FindRuns(const std::vector<WantedRun>& wanted)
{
    std::map<std::string, std::size_t> byKey;
    std::set<std::string> texts;
    for (std::size_t i = 0; i < wanted.size(); ++i)
    {
        byKey.emplace(wanted[i].key, i);
        texts.insert(wanted[i].scenarioText);
    }
    std::vector<FoundRun> kept;
    std::vector<FoundRun> stale;
    for (FoundRun& run : ReadRuns(m_path + "/runs"))
    {
        const bool isKept = byKey.count(run.key) != 0;
        if (!isKept && texts.count(run.scenarioText) == 0)
        {
            throw InputError("'" + RunPath(run.folder) +
                             "' belongs to another scenario than the one given: name another "
                             "directory with -o, or remove this one");
        }
        (isKept ? kept : stale).push_back(std::move(run));
    }
    for (const FoundRun& run : stale)
    {
        fs::remove_all(RunPath(run.folder));
    }
    std::vector<bool> there(wanted.size(), false);
    std::map<std::string, const WantedRun*> moves;
    for (const FoundRun& run : kept)
    {
        const std::size_t index = byKey.at(run.key);
        there[index] = true;
        if (run.folder != wanted[index].folder)
        {
            moves.emplace(run.folder, &wanted[index]);
        }
    }
    MoveRuns(moves);
    return there;
}

void
OutputDirectory::MoveRuns(const std::map<std::string, const WantedRun*>& moves)
{
    // Two steps, for one run's new name is another's old one. Stopped in between, the parked ones
    // have a name that is not wanted, and are moved the next time.
    for (const auto& [folder, run] : moves)
    {
        fs::rename(RunPath(folder), RunPath(run->key));
    }
    for (const auto& [folder, run] : moves)
    {
        RenumberTables(RunPath(run->key), run->number);
        fs::rename(RunPath(run->key), RunPath(run->folder));
    }
}

std::string
OutputDirectory::StartRun(const std::string& folder)
{
    const std::string path = PartialPath(folder);
    fs::remove_all(path);
    fs::create_directories(path);
    return path;
}

void
OutputDirectory::KeepRun(const std::string& folder)
{
    fs::rename(PartialPath(folder), RunPath(folder));
}

void
OutputDirectory::DropRun(const std::string& folder)
{
    std::error_code ignored;
    fs::remove_all(PartialPath(folder), ignored);
}

} // namespace pagewire
