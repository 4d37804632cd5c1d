// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_JSON_H
#define PAGEWIRE_LAB_CACHE_TEST_JSON_H

#include "page/json-document.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** A value in a file of cache tests, which knows where it stands: "suites[2].tests[0].id". */
class CacheTestJson
{
  public:
    /** \param file for errors \param document outlives this */
    CacheTestJson(std::string file, const JsonValue& document);

    bool Is(JsonValue::Kind kind) const;

    /** \return whether it is an object with a member of this name that is not null */
    bool Has(const std::string& name) const;

    /** \return whether that member is there and null */
    bool IsNull(const std::string& name) const;

    /** \return the member of this name. \throws InputError if there is none */
    CacheTestJson At(const std::string& name) const;

    /** \return the items. \throws InputError if it is no list, likewise the next ones */
    std::vector<CacheTestJson> Items() const;
    std::string Text() const;
    bool Truth() const;
    std::int64_t Whole() const;
    double Number() const;

    /** \return the texts of a list. */
    std::vector<std::string> Texts() const;

    /** \return the place of the text in the names. \throws InputError if it is none of them */
    std::size_t OneOfThese(const std::vector<std::string>& names) const;

    /** \return the member of this name, or what is usual without it */
    bool TruthOf(const std::string& name) const;
    std::string TextOf(const std::string& name, const std::string& usual) const;

    /** \return what the member's text is by its place in the names; without it the first one's */
    template <class Enum>
    Enum NameOf(const std::string& name, const std::vector<std::string>& names) const
    {
        return static_cast<Enum>(Has(name) ? At(name).OneOfThese(names) : 0);
    }

    /** \throws InputError if it is no object, or has a member of another name or one twice
     * \param what it is, with its article */
    void CheckMembers(const std::string& what, const std::vector<std::string>& known) const;

    /** \throws InputError with file, line and place */
    [[noreturn]] void Refuse(const std::string& sentence) const;

  private:
    CacheTestJson(std::string file, const JsonValue& value, std::string place);

    void Demand(JsonValue::Kind kind, const std::string& what) const;

    std::string m_file;
    const JsonValue* m_value;
    std::string m_place;
};

} // namespace pagewire

#endif
