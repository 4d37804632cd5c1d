// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_STRUCTURED_FIELD_H
#define PAGEWIRE_HTTP_STRUCTURED_FIELD_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pagewire
{

/** A value of a structured field (RFC 9651 section 3.3), or an inner list, whose members are not
 * kept. */
struct SfValue
{
    enum class Type
    {
        INTEGER,
        DECIMAL,
        STRING,
        TOKEN,
        BYTES,
        BOOLEAN,
        DATE,
        DISPLAY_STRING,
        INNER_LIST,
    };

    Type type{Type::BOOLEAN};
    std::int64_t integer{0}; //!< INTEGER, DATE; BOOLEAN: 0 or 1
    std::string text; //!< STRING, TOKEN: the text; DECIMAL, BYTES, DISPLAY_STRING: as written
};

/** A dictionary (section 3.2), its members in the order of their first occurrence. Parameters are
 * checked and dropped. */
using SfDictionary = std::vector<std::pair<std::string, SfValue>>;

/** \return what a field value means as a dictionary (section 4.2.2); nothing if it is none: then
 * the whole field is to be ignored */
std::optional<SfDictionary> ParseSfDictionary(std::string_view text);

/** \return the text as a token where it can be one, else as a string (section 4.1.6, 4.1.7);
 * characters that neither can have become '?' */
std::string FormatSfTokenOrString(std::string_view text);

/** \return the text as a string (section 4.1.6) */
std::string FormatSfString(std::string_view text);

} // namespace pagewire

#endif
