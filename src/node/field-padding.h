// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FIELD_PADDING_H
#define PAGEWIRE_NODE_FIELD_PADDING_H

#include "http/header-fields.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** \return so many characters that look like a cookie's (base64url), the same for the same text */
std::string FillerText(std::string_view seed, std::size_t length);

/**
 * Adds those of the candidates, in their order, that fit into so many octets (as HTTP/1.1 writes
 * field lines) and leave a rest that is 0 or that a filler line can take up.
 * \return the rest
 */
std::size_t AddFitting(HeaderFields& fields,
                       const std::vector<HeaderField>& candidates,
                       std::size_t room);

/**
 * How the header sections on one host are filled up to the sizes that a page gives: as far as all
 * of them need filling by one line that never changes, as a cookie does not, so that HPACK sends it
 * once; and a second line with the rest, which differs only in length.
 */
class FieldPadding
{
  public:
    /** \param constantName the field that never changes; \param seed fixes the text */
    FieldPadding(std::string constantName, std::string seed);

    /** Tells one of the sizes that will have to be filled. All of them before any Fill. */
    void Learn(std::size_t missing);

    /** Adds lines of exactly so many octets; of none, where it is less than a line can be. */
    void Fill(HeaderFields& fields, std::size_t missing) const;

    /** The fewest octets that Fill can add. */
    static std::size_t Least();

  private:
    std::size_t Constant() const;

    std::string m_name;
    std::string m_seed;
    std::vector<std::size_t> m_sizes;
};

} // namespace pagewire

#endif
