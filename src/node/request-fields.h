// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_REQUEST_FIELDS_H
#define PAGEWIRE_NODE_REQUEST_FIELDS_H

#include "http/message.h"
#include "http/origin.h"
#include "node/field-padding.h"
#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** What browsers here say they are. */
inline constexpr const char* BROWSER_USER_AGENT =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Pagewire/0.1 "
    "Safari/537.36";

/**
 * Words the requests for a page's resources as a browser does. A request without a size of its own
 * has User-Agent and Accept. One with Resource::requestHeaderBytes has as many as fit of
 * User-Agent, Accept (by the type of the resource), Accept-Encoding, Accept-Language and Referer
 * (the document), and is filled up with a Cookie that stays the same on a host and an X-Filler
 * line, so that HPACK finds as much to share between requests as in real ones. Octets are those of
 * an HTTP/1.1 request line and field lines, Host and Content-Length included; a size below what the
 * request needs, or above it by less than a field line, is not reached exactly.
 */
class RequestFields
{
  public:
    /** \param page must outlive this; \param scheme "http" or "https"; \param port of all hosts */
    RequestFields(const Page& page, std::string scheme, std::uint16_t port);

    /** \return the origin that the resource lives at */
    HttpOrigin OriginOf(std::size_t resource) const;

    /** \return the request without a priority. */
    Request Make(std::size_t resource) const;

    /** \return octets of the request line and the field lines as HTTP/1.1 writes them */
    static std::size_t Http1Size(const Request& request, std::uint64_t bodySize);

  private:
    Request Unpadded(std::size_t resource, std::size_t& missing) const;

    const Page& m_page;
    std::string m_scheme;
    std::uint16_t m_port;
    std::vector<FieldPadding> m_padding; //!< by host
};

} // namespace pagewire

#endif
