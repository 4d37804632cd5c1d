// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_OUTPUT_DIRECTORY_H
#define PAGEWIRE_LAB_OUTPUT_DIRECTORY_H

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace pagewire
{

/** What the directory is to hold of one run. */
struct WantedRun
{
    std::size_t number{0};    //!< in the sweep, the first column of its tables
    std::string folder;       //!< "0001"
    std::string key;          //!< in its manifest
    std::string scenarioText; //!< its scenario.ini
};

/**
 * The directory of a sweep's results: "runs/0001" and so on, each there whole or not at all. It is
 * locked while it lives, so that two programs do not mix their results.
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

    /**
     * Finds the wanted runs that are there, by their keys, and gives them their folders. A run that
     * another version of the program made, or with another content of its page, is removed: it is
     * wanted, but anew.
     * \return for each wanted run whether it is there
     * \throws InputError if the directory holds runs of another scenario
     */
    std::vector<bool> FindRuns(const std::vector<WantedRun>& wanted);

    /** \return an empty folder in which a worker writes the results of a run */
    std::string StartRun(const std::string& folder);

    /** Gives a finished run its name. */
    void KeepRun(const std::string& folder);

    /** Removes what a worker left unfinished. */
    void DropRun(const std::string& folder);

    /** \return the folder of a finished run */
    std::string RunPath(const std::string& folder) const;

    /** \return the folder of a run that is not finished */
    std::string PartialPath(const std::string& folder) const;

  private:
    void RemovePartialRuns();
    void MoveRuns(const std::map<std::string, const WantedRun*>& moves);

    std::string m_path;
    int m_lock{-1};
};

} // namespace pagewire

#endif
