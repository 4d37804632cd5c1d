// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_RESPONSE_FIELDS_H
#define PAGEWIRE_NODE_RESPONSE_FIELDS_H

#include "http/message.h"
#include "node/caching-fields.h"
#include "node/field-padding.h"
#include "node/virtual-date.h"
#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * Words the final responses to the requests for a page's resources. A response has Date,
 * Content-Type where there is content, and Location where it redirects (to the first resource that
 * depends on it), and what the page says of caching; further Server, Last-Modified, ETag (strong),
 * Accept-Ranges where it can be had in ranges. Of these further ones a response with
 * Resource::responseHeaderBytes has as many as fit, most useful first, and is filled up with an
 * X-Served-By that stays the same on a host and an X-Filler line. Octets are those of an HTTP/1.1
 * status line and field lines, Content-Length included; see RequestFields for sizes that cannot be
 * reached.
 */
class ResponseFields
{
  public:
    /** \param page must outlive this; \param scheme and \param port of all hosts, for Location */
    ResponseFields(const Page& page,
                   std::string scheme,
                   std::uint16_t port,
                   const CachingRules& rules = {});

    /** Every response says this in an Alt-Svc field, beyond the sizes that the page gives. */
    void SetAltSvc(const std::string& value);

    /** \return the response of the whole resource at that moment of the origin's clock */
    Response Make(std::size_t resource, HttpSeconds now, const ResourceVersion& version = {}) const;

    /**
     * \return the number of the version whose response has the ETag of these fields, or without one
     * the Last-Modified; nothing: no version's does
     * \param newest tells which versions there may be; of several with an equal Last-Modified the
     * last one counts
     */
    std::optional<std::uint64_t> VersionOf(std::size_t resource,
                                           const HeaderFields& served,
                                           ResourceVersions& versions,
                                           std::uint64_t newest) const;

    /** \return the authority that the resource's host is asked under */
    std::string AuthorityOf(std::size_t resource) const;

    /** \return octets of the status line and the field lines as HTTP/1.1 writes them
     * \param bodySize what Content-Length says, where the response has it */
    static std::size_t Http1Size(const Response& response,
                                 const std::string& method,
                                 std::uint64_t bodySize);

  private:
    Response Unpadded(std::size_t resource,
                      HttpSeconds now,
                      const ResourceVersion& version,
                      std::size_t& missing) const;
    std::vector<HeaderField> Optional(const Resource& what, const ResourceVersion& version) const;
    std::uint64_t IdentityOf(const Resource& what) const;
    std::string UrlOf(const Resource& what) const;

    const Page& m_page;
    std::string m_scheme;
    std::uint16_t m_port;
    CachingFields m_caching;
    std::string m_altSvc;
    std::vector<std::string> m_locations; //!< by resource, empty where there is none
    std::vector<FieldPadding> m_padding;  //!< by host
};

} // namespace pagewire

#endif
