// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_HEADER_FIELDS_H
#define PAGEWIRE_HTTP_HEADER_FIELDS_H

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** One field line (RFC 9110 section 5): a name, compared without case, and a value without outer
 * white space. */
struct HeaderField
{
    std::string name;
    std::string value;
};

/** \return whether two field names (or other tokens) are equal without regard to ASCII case */
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

/** \return the text with ASCII capitals made small, in which such names compare equal */
std::string LowerCase(std::string_view text);

/** \return the text without optional white space (SP, HTAB; RFC 9110 section 5.6.3) around it */
std::string_view TrimOws(std::string_view text);

/** \return the members of a comma-separated list (section 5.6.1), trimmed, empty ones left out,
 * quoted strings kept whole */
std::vector<std::string_view> SplitList(std::string_view text);

/** \return whether the text is a token (RFC 9110 section 5.6.2), as methods and field names are */
bool IsToken(std::string_view text);

/**
 * The field lines of a header or trailer section in the order received (RFC 9110 section 5.3).
 * Names keep the case they were given in; look-ups ignore it.
 */
class HeaderFields
{
  public:
    HeaderFields() = default;
    HeaderFields(std::initializer_list<HeaderField> fields);

    /** Appends a field line. */
    void Add(std::string name, std::string value);

    /** Leaves exactly one field line of this name, where the first one stood. */
    void Set(std::string_view name, std::string value);

    /** \return how many field lines were removed */
    std::size_t Remove(std::string_view name);

    bool Has(std::string_view name) const;

    /** \return how many field lines have this name */
    std::size_t Count(std::string_view name) const;

    /** \return the value of the first field line of this name */
    std::optional<std::string_view> Find(std::string_view name) const;

    /** \return all values of this name joined with ", " (RFC 9110 section 5.2); empty if there are
     * none */
    std::string Combined(std::string_view name) const;

    /** \return the members of a comma-separated list over all lines of this name, quoted strings
     * kept whole */
    std::vector<std::string> List(std::string_view name) const;

    /** \return whether the list of this name has the token, without regard to case */
    bool HasToken(std::string_view name, std::string_view token) const;

    /** \return octets of these lines as HTTP/1.1 writes them: name, ": ", value, CRLF each */
    std::size_t WireSize() const;

    std::size_t Size() const;
    bool Empty() const;
    std::vector<HeaderField>::const_iterator begin() const;
    std::vector<HeaderField>::const_iterator end() const;

  private:
    std::vector<HeaderField> m_fields;
};

} // namespace pagewire

#endif
