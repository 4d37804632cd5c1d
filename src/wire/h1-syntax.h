// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_SYNTAX_H
#define PAGEWIRE_WIRE_H1_SYNTAX_H

#include "wire/h1-parser.h"

#include <cstddef>
#include <string_view>

namespace pagewire
{

/** Finds the end of a start line, or of field lines, and bare CR and LF on the way, in octets that
 * grow. */
class H1LineScanner
{
  public:
    enum class Result
    {
        MORE,
        WHOLE,
        BROKEN,
    };

    /** \param fields stop at the empty line; else at the end of the first */
    Result Scan(std::string_view octets, bool fields);

    /** \return octets looked at, up to and with the end found */
    std::size_t Size() const;

  private:
    std::size_t m_at{0};
    std::size_t m_line{0}; //!< where the present line begins
};

/** \return what the framing fields do against RFC 9112 section 6.3, so far as Beast lets it pass */
H1Fault CheckH1Framing(const H1Head& head);

/** \return whether a request line ends in a version, if only one that nobody knows */
bool NamesHttpVersion(std::string_view line);

/** \return whether a line is HTTP/0.9's: "GET" SP Request-URI (RFC 1945 section 5) */
bool IsSimpleRequest(std::string_view line);

} // namespace pagewire

#endif
