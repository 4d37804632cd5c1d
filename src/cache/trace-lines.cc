// SPDX-License-Identifier: GPL-2.0-only
#include "cache/trace-lines.h"

#include "base/error.h"

#include <charconv>

namespace pagewire
{

TraceLines::TraceLines(std::istream& stream, const std::string& file)
    : m_stream(stream),
      m_file(file)
{}

bool
TraceLines::Next()
{
    while (std::getline(m_stream, m_text))
    {
        ++m_number;
        if (!m_text.empty() && m_text.back() == '\r')
        {
            m_text.pop_back();
        }
        if (!m_text.empty())
        {
            return true;
        }
    }
    return false;
}

const std::string&
TraceLines::Text() const
{
    return m_text;
}

std::vector<std::string_view>
TraceLines::Split(char separator) const
{
    std::vector<std::string_view> parts;
    std::string_view rest = m_text;
    for (std::size_t at = rest.find(separator); at != std::string_view::npos;
         at = rest.find(separator))
    {
        parts.push_back(rest.substr(0, at));
        rest.remove_prefix(at + 1);
    }
    parts.push_back(rest);
    return parts;
}

std::uint64_t
TraceLines::Number(std::string_view text, const std::string& what) const
{
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || rest != end)
    {
        Refuse("'" + std::string(text) + "' is not " + what +
               ": write a whole number from 0 to 18446744073709551615");
    }
    return number;
}

void
TraceLines::Refuse(const std::string& sentence) const
{
    throw InputError(m_file, m_number, sentence);
}

} // namespace pagewire
