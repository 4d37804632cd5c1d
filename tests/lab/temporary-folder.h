// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_LAB_TEMPORARY_FOLDER_H
#define PAGEWIRE_TESTS_LAB_TEMPORARY_FOLDER_H

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace pagewire::test
{

/** A folder of the test's own that goes with it. */
class TemporaryFolder
{
  public:
    TemporaryFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "pagewire-XXXXXX").string();
        if (!mkdtemp(name.data()))
        {
            throw std::runtime_error("no temporary folder");
        }
        m_path = name;
    }

    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /** \return the path of something in it */
    std::string operator/(const std::string& name) const
    {
        return m_path + "/" + name;
    }

    const std::string& Path() const
    {
        return m_path;
    }

  private:
    std::string m_path;
};

} // namespace pagewire::test

#endif
