// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_HEADERS_H
#define PAGEWIRE_WIRE_H2_HEADERS_H

#include "http/message.h"

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A header or trailer section as it came in HTTP/2 (RFC 9113 section 8.3): pseudo-header fields
 * apart. nghttp2 has checked the syntax of the parts and that mandatory ones are there. */
class H2Section
{
  public:
    /** Takes the next field line. */
    void Add(std::string_view name, std::string_view value);

    /** \return the request; Host is taken out of the fields, and stands in for :authority where
     * that is missing */
    Request TakeRequest();

    /** \return whether Host and :authority name different hosts (RFC 9113 section 8.3.1) */
    bool HostContradicts() const;

    Response TakeResponse();
    HeaderFields TakeTrailers();

    /** \return the :status, 0 where there is none */
    int Status() const;

  private:
    void AddPseudo(std::string_view name, std::string_view value);
    void AddCookie(std::string_view crumb);

    std::string m_method;
    std::string m_scheme;
    std::string m_authority;
    std::string m_path;
    int m_status{0};
    HeaderFields m_fields;
};

/**
 * A header section ready for nghttp2, which copies it and lower-cases names. Points into the
 * message it was made of. Connection-specific fields are left out (RFC 9113 section 8.2.2).
 */
class H2Block
{
  public:
    /**
     * \param contentLength added where the fields have none; negative: unknown
     * \param sayPriority whether to derive a Priority field from Request::priority
     */
    H2Block(const Request& request, std::int64_t contentLength, bool sayPriority);
    H2Block(const Response& response, std::int64_t contentLength);
    explicit H2Block(const HeaderFields& trailers);

    const nghttp2_nv* Data() const;
    std::size_t Size() const;

  private:
    void Add(std::string_view name, std::string_view value);
    void AddOwned(std::string_view name, std::string value);
    void AddTarget(const Request& request);
    void AddFields(const HeaderFields& fields);
    void AddCrumbs(std::string_view cookie);
    void AddContentLength(const HeaderFields& fields, std::int64_t contentLength);

    std::vector<nghttp2_nv> m_nv;
    std::deque<std::string> m_owned; //!< values that the message does not hold; never move
};

} // namespace pagewire

#endif
