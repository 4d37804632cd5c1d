// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_OBJECT_H
#define PAGEWIRE_PAGE_HAR_OBJECT_H

#include "base/units.h"
#include "http/header-fields.h"
#include "page/json-document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * An object of a HAR file with the readers of its members. They take what writers of HAR make of
 * the format: null and -1 are the same as nothing, numbers may stand in quotation marks. Each
 * throws InputError with file and line on a value that means nothing at all.
 */
class HarObject
{
  public:
    /** Both arguments must outlive the object. */
    HarObject(const JsonValue& value, const std::string& file);

    int Line() const;

    /** \return the member, null if it is absent or JSON's null */
    const JsonValue* Find(std::string_view key) const;

    /** \param what names this object in the error */
    const JsonValue& Demand(std::string_view key,
                            JsonValue::Kind kind,
                            const std::string& what) const;

    /** \return a text; a number as its digits, for writers differ on identifiers; "" if absent */
    std::string Text(std::string_view key) const;

    /** \return the number, also where it is written as a text; nothing if absent or negative */
    std::optional<double> Number(std::string_view key) const;

    /** \return a number of octets */
    std::optional<std::uint64_t> Size(std::string_view key) const;

    /** \return a number of milliseconds as a duration */
    std::optional<Nanoseconds> Duration(std::string_view key) const;

    /** \return a moment since 1970, which must be there */
    Nanoseconds Moment(std::string_view key, const std::string& what) const;

    /** \return whether the member is there and says true, a number but 0, or a text but "0" and
     * "false" */
    bool Truth(std::string_view key) const;

    /** \return the member, or an empty object */
    HarObject Object(std::string_view key) const;

    /** \return the list "headers" */
    HeaderFields Fields() const;

  private:
    [[noreturn]] void Refuse(const JsonValue& value, const std::string& sentence) const;
    [[noreturn]] void RefuseKind(std::string_view key, const JsonValue& value) const;

    const JsonValue& m_value;
    const std::string& m_file;
};

} // namespace pagewire

#endif
