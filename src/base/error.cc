// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"

namespace pagewire
{

namespace
{

std::string
Place(const std::string& file, int line)
{
    return line > 0 ? file + ":" + std::to_string(line) + ": " : file + ": ";
}

} // namespace

InputError::InputError(const std::string& sentence)
    : std::runtime_error(sentence)
{}

InputError::InputError(const std::string& file, int line, const std::string& sentence)
    : std::runtime_error(Place(file, line) + sentence)
{}

} // namespace pagewire
