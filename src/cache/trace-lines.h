// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_TRACE_LINES_H
#define PAGEWIRE_CACHE_TRACE_LINES_H

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** The lines of a trace one after another, line ends of either kind; empty ones are passed over. */
class TraceLines
{
  public:
    /** \param file what to call the trace in errors */
    TraceLines(std::istream& stream, const std::string& file);

    /** Goes to the next line. \return false if there is none */
    bool Next();

    const std::string& Text() const;

    /** \return the parts of the line between these characters, each of which separates */
    std::vector<std::string_view> Split(char separator) const;

    /**
     * \param what the text should be, for the error: "a size"
     * \return the whole number that it is
     * \throws InputError naming the file and line if it is none
     */
    std::uint64_t Number(std::string_view text, const std::string& what) const;

    /** \throws InputError always: the file, the line and this */
    [[noreturn]] void Refuse(const std::string& sentence) const;

  private:
    std::istream& m_stream;
    std::string m_file;
    std::string m_text;
    int m_number{0};
};

} // namespace pagewire

#endif
