// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_RUN_STORE_H
#define PAGEWIRE_LAB_RUN_STORE_H

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * Finished runs in the folder "store" of a results directory, each under its key, whole or not at
 * all. Any number of programs may put runs there at the same time, also from several machines that
 * share the directory. Which runs are there is told by their folders alone; index.csv repeats what
 * their runs.csv say, so that a hundred thousand of them are read as one file.
 */
class RunStore
{
  public:
    /** Makes the store where it is missing. \throws InputError if that cannot be done */
    explicit RunStore(const std::string& directory);
    ~RunStore();

    RunStore(const RunStore&) = delete;
    RunStore& operator=(const RunStore&) = delete;

    /** \return the keys of the runs that are there, sorted */
    std::vector<std::string> Keys() const;

    /** \return the folder of a finished run */
    std::string RunPath(const std::string& key) const;

    /** A folder in which a run is being made. What is left in it at the end is removed. */
    class Draft
    {
      public:
        /** \throws std::runtime_error if there cannot be one */
        Draft(const RunStore& store, const std::string& key);
        ~Draft();

        Draft(const Draft&) = delete;
        Draft& operator=(const Draft&) = delete;

        const std::string& Path() const;

        /** Gives the run its place in the store and in the index, unless somebody else made the
         * same one meanwhile. \throws InputError if the run is not whole */
        void Keep();

      private:
        const RunStore& m_store;
        std::string m_key;
        std::string m_path; //!< empty: it was kept
        int m_lock{-1};     //!< held as long as somebody is at work in it
    };

    /** Puts a run there that was made elsewhere. \param files names and contents
     * \throws InputError if the run is not whole */
    void Put(const std::string& key, const std::map<std::string, std::string>& files) const;

    /** Puts the runs of another store there that are not there yet. \return how many these were */
    std::size_t Import(const RunStore& other) const;

    /** Removes the drafts that nobody works on any more. */
    void RemoveLeftDrafts() const;

    /** Removes a run. */
    void Remove(const std::string& key) const;

    /** Puts the index in the order of keys and heals it: it has then just the runs that are there.
     */
    void SortIndex() const;

    /** Makes the index anew out of the runs' folders. */
    void RebuildIndex() const;

  private:
    class IndexLock;

    std::string IndexFile() const;
    std::string IndexRow(const std::string& key, const std::string& folder) const;
    void Append(const std::string& row) const;
    void WriteIndex(const std::vector<std::string>& known) const;

    std::string m_directory;
    std::string m_path; //!< of the folder "store"
};

} // namespace pagewire

#endif
