// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_OUTPUT_DIRECTORY_H
#define PAGEWIRE_LAB_OUTPUT_DIRECTORY_H

#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/**
 * The directory of a sweep's results: the store of its runs, "runs/0001" and so on as links into
 * it, and the merged tables. It is locked while it lives, so that two sweeps do not mix these.
 */
class OutputDirectory
{
  public:
    /**
     * Makes the directory where it is missing.
     * \param resume whether it may hold something already
     * \throws InputError if it cannot be made or written, is in use, or holds something
     */
    OutputDirectory(std::string path, bool resume);
    ~OutputDirectory();

    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

    const std::string& Path() const;

    /** Makes the links "runs/NAME" to runs of the store, and removes all others.
     * \param links name and key of each */
    void LinkRuns(const std::vector<std::pair<std::string, std::string>>& links) const;

  private:
    std::string m_path;
    int m_lock{-1};
};

/** Makes a results directory where it is missing. \throws InputError if it cannot be written */
void MakeResultsDirectory(const std::string& path);

} // namespace pagewire

#endif
