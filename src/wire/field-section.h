// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_FIELD_SECTION_H
#define PAGEWIRE_WIRE_FIELD_SECTION_H

#include "http/message.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A header or trailer section as it came in HTTP/2 or HTTP/3 (RFC 9113 section 8.3, RFC 9114
 * section 4.3): pseudo-header fields apart. The library below has checked the syntax of the parts
 * and that mandatory ones are there. */
class FieldSection
{
  public:
    /** Takes the next field line. */
    void Add(std::string_view name, std::string_view value);

    /** \return the request, an extended CONNECT (RFC 8441 section 4) as the GET with
     * Request::protocol that it stands for; Host is taken out of the fields, and stands in for
     * :authority where that is missing */
    Request TakeRequest();

    /** \return whether Host and :authority name different hosts (RFC 9113 section 8.3.1) */
    bool HostContradicts() const;

    Response TakeResponse();
    HeaderFields TakeTrailers();

    /** \return octets of the lines so far, each with 32 beyond its name and value (RFC 9113 section
     * 6.5.2, RFC 9114 section 4.2.2) */
    std::size_t Octets() const;

    /** \return the :status, 0 where there is none */
    int Status() const;

  private:
    void AddPseudo(std::string_view name, std::string_view value);
    void AddCookie(std::string_view crumb);

    std::string m_method;
    std::string m_scheme;
    std::string m_authority;
    std::string m_path;
    std::string m_protocol;
    int m_status{0};
    HeaderFields m_fields;
    std::size_t m_octets{0};
};

/** A field line to be sent. */
struct FieldLine
{
    std::string_view name; //!< in the case that the message gives it
    std::string_view value;
};

/**
 * A header or trailer section as HTTP/2 and HTTP/3 send it, names still to be put in lower case. A
 * request with a protocol becomes an extended CONNECT, without the key that only HTTP/1.1 has use
 * for (RFC 8441 section 5), and a 101 the 200 that it is there.
 * Points into the message it was made of. Connection-specific fields are left out (RFC 9113 section
 * 8.2.2, RFC 9114 section 4.2).
 */
class FieldBlock
{
  public:
    /**
     * \param contentLength added where the fields have none; negative: unknown
     * \param sayPriority whether to derive a Priority field from Request::priority
     */
    FieldBlock(const Request& request, std::int64_t contentLength, bool sayPriority);
    FieldBlock(const Response& response, std::int64_t contentLength);
    explicit FieldBlock(const HeaderFields& trailers);

    const std::vector<FieldLine>& Lines() const;

  private:
    void Add(std::string_view name, std::string_view value);
    void AddOwned(std::string_view name, std::string value);
    void AddPseudo(const Request& request);
    void AddTarget(const Request& request);
    void AddFields(const HeaderFields& fields);
    void AddCrumbs(std::string_view cookie);
    void AddContentLength(const HeaderFields& fields, std::int64_t contentLength);

    std::vector<FieldLine> m_lines;
    std::deque<std::string> m_owned; //!< values that the message does not hold; never move
};

} // namespace pagewire

#endif
