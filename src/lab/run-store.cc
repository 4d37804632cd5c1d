// SPDX-License-Identifier: GPL-2.0-only
#include "lab/run-store.h"

#include "base/error.h"
#include "lab/whole-file.h"
#include "report/runs-table.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace pagewire
{

namespace fs = std::filesystem;

namespace
{

constexpr std::string_view DRAFT = ".draft-";

/** \return the first line of index.csv, with its end */
std::string
IndexHeader()
{
    std::string header = "key";
    for (const std::string& column : RunsColumns())
    {
        header += "," + column;
    }
    return header + "\n";
}

/** \return the header that a run's runs.csv must have */
std::string
RunsHeader()
{
    return IndexHeader().substr(std::strlen("key,"));
}

std::vector<std::string>
Lines(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
    {
        lines.push_back(line + "\n");
    }
    return lines;
}

enum class LockResult
{
    LOCKED,
    BUSY,       //!< somebody else has it
    IMPOSSIBLE, //!< some file systems cannot lock: then it is up to the user who writes when
};

LockResult
TryLock(int file)
{
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
    {
        return LockResult::LOCKED;
    }
    return errno == EWOULDBLOCK ? LockResult::BUSY : LockResult::IMPOSSIBLE;
}

int
OpenDirectory(const std::string& path)
{
    return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/** \return a new folder whose name begins so, as readable as other new folders */
std::string
MakeUniqueFolder(std::string path)
{
    path += "XXXXXX";
    if (!mkdtemp(path.data()))
    {
        throw std::runtime_error("'" + path + "' cannot be made: " + std::strerror(errno));
    }
    chmod(path.c_str(), 0777 & ~CreationMask());
    return path;
}

} // namespace

/** One program at a time changes the index. */
class RunStore::IndexLock
{
  public:
    explicit IndexLock(const RunStore& store)
        // A file opened for writing: network file systems lock no folders.
        : m_file(open((store.m_directory + "/.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666))
    {
        flock(m_file, LOCK_EX);
    }

    ~IndexLock()
    {
        if (m_file >= 0)
        {
            close(m_file);
        }
    }

    IndexLock(const IndexLock&) = delete;
    IndexLock& operator=(const IndexLock&) = delete;

  private:
    int m_file;
};

RunStore::RunStore(const std::string& directory)
    : m_directory(directory),
      m_path(directory + "/store")
{
    std::error_code failure;
    fs::create_directories(m_path, failure);
    if (failure)
    {
        throw InputError("the directory '" + m_path + "' cannot be made (" + failure.message() +
                         "): name another one for the results");
    }
}

RunStore::~RunStore() = default;

std::vector<std::string>
RunStore::Keys() const
{
    std::vector<std::string> keys;
    for (const auto& entry : fs::directory_iterator(m_path))
    {
        const std::string name = entry.path().filename().string();
        if (name.find(DRAFT) == std::string::npos)
        {
            keys.push_back(name);
        }
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::string
RunStore::RunPath(const std::string& key) const
{
    return m_path + "/" + key;
}

void
RunStore::Put(const std::string& key, const std::map<std::string, std::string>& files) const
{
    Draft draft(*this, key);
    for (const auto& [name, content] : files)
    {
        WriteWholeFile(draft.Path() + "/" + name, content);
    }
    draft.Keep();
}

std::size_t
RunStore::Import(const RunStore& other) const
{
    const std::vector<std::string> own = Keys();
    std::size_t count = 0;
    for (const std::string& key : other.Keys())
    {
        if (!std::binary_search(own.begin(), own.end(), key))
        {
            Draft draft(*this, key);
            fs::copy(other.RunPath(key), draft.Path(), fs::copy_options::recursive);
            draft.Keep();
            ++count;
        }
    }
    return count;
}

void
RunStore::RemoveLeftDrafts() const
{
    std::vector<std::string> left;
    for (const auto& entry : fs::directory_iterator(m_path))
    {
        if (entry.path().filename().string().find(DRAFT) != std::string::npos)
        {
            left.push_back(entry.path().string());
        }
    }
    for (const std::string& path : left)
    {
        const int folder = OpenDirectory(path);
        if (folder >= 0 && TryLock(folder) == LockResult::LOCKED)
        {
            fs::remove_all(path);
        }
        close(folder);
    }
}

void
RunStore::Remove(const std::string& key) const
{
    fs::remove_all(RunPath(key));
}

std::string
RunStore::IndexFile() const
{
    return m_directory + "/index.csv";
}

std::string
RunStore::IndexRow(const std::string& key, const std::string& folder) const
{
    const std::string file = folder + "/runs.csv";
    const std::string table = ReadWholeFile(file, "the row of a run");
    static const std::string header = RunsHeader();
    if (table.compare(0, header.size(), header) != 0 || table.size() == header.size() ||
        table.find('\n', header.size()) != table.size() - 1)
    {
        throw InputError(file,
                         1,
                         "this is not one row with the columns of this version of pagewire: remove "
                         "the run's folder, and it is made again");
    }
    return key + "," + table.substr(header.size());
}

void
RunStore::Append(const std::string& row) const
{
    const IndexLock lock(*this);
    const int file = open(IndexFile().c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0)
    {
        throw InputError("'" + IndexFile() + "' cannot be written (" + std::strerror(errno) + ")");
    }
    struct stat status;
    const bool isNew = fstat(file, &status) == 0 && status.st_size == 0;
    // One write a row: a program that is killed leaves it there or not. Should it be torn or lost
    // all the same, sorting the index heals it.
    const std::string text = (isNew ? IndexHeader() : "") + row;
    if (write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    {
        close(file);
        throw InputError("'" + IndexFile() + "' cannot be written (" + std::strerror(errno) + ")");
    }
    close(file);
}

void
RunStore::SortIndex() const
{
    std::error_code failure;
    const bool there = fs::exists(IndexFile(), failure);
    const IndexLock lock(*this);
    WriteIndex(there ? Lines(ReadWholeFile(IndexFile(), "the index of the runs"))
                     : std::vector<std::string>());
}

void
RunStore::RebuildIndex() const
{
    const IndexLock lock(*this);
    WriteIndex({});
}

void
RunStore::WriteIndex(const std::vector<std::string>& known) const
{
    std::map<std::string_view, std::string_view> rows;
    const std::string header = IndexHeader();
    if (!known.empty() && known.front() == header)
    {
        const auto columns = std::count(header.begin(), header.end(), ',');
        for (const std::string& line : known)
        {
            // None of the cells needs quotes.
            if (std::count(line.begin(), line.end(), ',') == columns)
            {
                rows.emplace(std::string_view(line).substr(0, line.find(',')), line);
            }
        }
    }
    std::string index = header;
    for (const std::string& key : Keys())
    {
        const auto row = rows.find(key);
        if (row != rows.end())
        {
            index += row->second;
            continue;
        }
        try
        {
            index += IndexRow(key, RunPath(key));
        }
        catch (const InputError&)
        {
            // Of another version, whose rows have other columns.
        }
    }
    WriteWholeFile(IndexFile(), index);
}

RunStore::Draft::Draft(const RunStore& store, const std::string& key)
    : m_store(store),
      m_key(key)
{
    // Whoever tidies up between two of these lines takes it for left: another one then.
    do
    {
        close(m_lock);
        m_path = MakeUniqueFolder(store.RunPath(key) + std::string(DRAFT));
        m_lock = OpenDirectory(m_path);
    } while (m_lock < 0 || TryLock(m_lock) == LockResult::BUSY || !fs::exists(m_path));
}

RunStore::Draft::~Draft()
{
    if (!m_path.empty())
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }
    close(m_lock);
}

const std::string&
RunStore::Draft::Path() const
{
    return m_path;
}

void
RunStore::Draft::Keep()
{
    const std::string row = m_store.IndexRow(m_key, m_path);
    std::error_code failure;
    fs::rename(m_path, m_store.RunPath(m_key), failure);
    if (!failure)
    {
        m_path.clear();
        m_store.Append(row);
    }
    else if (failure != std::errc::directory_not_empty && failure != std::errc::file_exists)
    {
        throw InputError("'" + m_path + "' cannot be renamed (" + failure.message() + ")");
    }
}

} // namespace pagewire
