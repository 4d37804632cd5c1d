// SPDX-License-Identifier: GPL-2.0-only
#include "cli/python-command.h"

#include "base/error.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace pagewire
{

namespace
{

namespace fs = std::filesystem;

/** Debian's Python packages belong to this interpreter, whatever python3 is first on the PATH. */
const char* const DEBIAN_PYTHON = "/usr/bin/python3";

fs::path
OwnFile()
{
    std::error_code error;
    const fs::path file = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path() : file;
}

/** The folder that Python has to look into for the package. */
std::string
PackageFolder(const fs::path& program)
{
    const std::vector<fs::path> folders{program.parent_path() / "python", PAGEWIRE_PYTHON_FOLDER};
    for (const fs::path& folder : folders)
    {
        std::error_code error;
        if (fs::exists(folder / "pagewire" / "__main__.py", error))
        {
            return folder;
        }
    }
    throw InputError("the Python package pagewire, which carries out this command, is neither in " +
                     folders[0].string() + " nor in " + folders[1].string() +
                     ": install python3-dev and pybind11-dev, then build and install again");
}

/** Puts the folder before those that the user's PYTHONPATH names; what lies in the working
 * directory is none of Python's business. */
void
PutOnPythonPath(const std::string& folder)
{
    const char* before = std::getenv("PYTHONPATH");
    const std::string path = before && *before ? folder + ":" + before : folder;
    setenv("PYTHONPATH", path.c_str(), 1);
    setenv("PYTHONSAFEPATH", "1", 1);
}

} // namespace

void
RunPythonCommand(const std::string& verb, const std::vector<std::string>& arguments)
{
    const fs::path program = OwnFile();
    PutOnPythonPath(PackageFolder(program));
    const bool debian = access(DEBIAN_PYTHON, X_OK) == 0;
    const std::string python = debian ? DEBIAN_PYTHON : "python3";
    std::vector<std::string> words{python, "-m", "pagewire", verb};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words)
    {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    execvp(python.c_str(), pointers.data());
    throw InputError("pagewire " + verb + " needs Python: install Debian's package python3");
}

} // namespace pagewire
