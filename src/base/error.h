// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_ERROR_H
#define PAGEWIRE_BASE_ERROR_H

#include <stdexcept>
#include <string>

namespace pagewire
{

/**
 * A mistake of the user's: a file that cannot be read, an option that does not exist, a value out
 * of range. The text is one sentence that says what was wrong, the value given and what would be
 * right; the command prints it and ends with exit status 2. A programmer's mistake asserts instead.
 */
class InputError : public std::runtime_error
{
  public:
    /** \param sentence what was wrong and what would be right, without a final full stop */
    explicit InputError(const std::string& sentence);

    /**
     * \param file the file at fault, as the user named it; empty: what is wrong is in no file
     * \param line the line in it, counted from 1; 0 where the whole file is meant
     * \param sentence as above; the place is put before it
     */
    InputError(const std::string& file, int line, const std::string& sentence);
};

} // namespace pagewire

#endif
