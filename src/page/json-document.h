// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_JSON_DOCUMENT_H
#define PAGEWIRE_PAGE_JSON_DOCUMENT_H

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pagewire
{

/** A JSON value (RFC 8259) that knows the line it stands on, so that an error can name it. */
struct JsonValue
{
    /** What the value is. */
    enum class Kind
    {
        NOTHING, //!< null
        BOOLEAN,
        NUMBER,
        STRING,
        LIST,
        OBJECT,
    };

    Kind kind{Kind::NOTHING};
    int line{0};            //!< where it begins, counted from 1
    bool truth{false};      //!< with BOOLEAN
    double number{0};       //!< with NUMBER, finite
    bool natural{false};    //!< with NUMBER: a whole number from 0 to 2^64-1, exact in `whole`
    std::uint64_t whole{0}; //!< with NUMBER, if natural
    std::string text;       //!< with STRING
    std::vector<JsonValue> items;                           //!< with LIST
    std::vector<std::pair<std::string, JsonValue>> members; //!< with OBJECT, in the file's order

    /** \return the member of this name, the last one if there are several; null if there is none
     * or this is no object */
    const JsonValue* Find(std::string_view name) const;

    bool Is(Kind wanted) const;
};

/** \return "a list", "the text \"abc\"", "the number 7": what an error says was found */
std::string DescribeJson(const JsonValue& value);

/**
 * Reads one JSON text (UTF-8, a byte order mark is skipped).
 * \param text the JSON
 * \param file named in errors
 * \throws InputError with file and line: not JSON, not UTF-8, a number beyond a double, deeper than
 * 100 levels
 */
JsonValue ParseJson(std::string_view text, const std::string& file);

/**
 * Reads one JSON text from a file, as above.
 * \throws InputError also if the file cannot be read
 */
JsonValue LoadJson(const std::string& file);

/** \return the text as a JSON string with its quotation marks; what is not UTF-8 in it is replaced
 * by U+FFFD */
std::string QuoteJson(std::string_view text);

} // namespace pagewire

#endif
