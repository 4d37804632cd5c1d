// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"

#include <algorithm>

namespace pagewire
{

namespace
{

std::string
Place(const std::string& file, int line)
{
    if (file.empty())
    {
        return {};
    }
    return line > 0 ? file + ":" + std::to_string(line) + ": " : file + ": ";
}

/** What the user gave may be anything, but a terminal must not obey it. */
std::string
Printable(std::string text)
{
    std::replace_if(
        text.begin(),
        text.end(),
        [](unsigned char c) { return c < 0x20 || c == 0x7f; },
        '?');
    return text;
}

} // namespace

InputError::InputError(const std::string& sentence)
    : std::runtime_error(Printable(sentence))
{}

InputError::InputError(const std::string& file, int line, const std::string& sentence)
    : std::runtime_error(Printable(Place(file, line) + sentence))
{}

} // namespace pagewire
