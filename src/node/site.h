// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SITE_H
#define PAGEWIRE_NODE_SITE_H

#include "http/message.h"
#include "http/protocol.h"
#include "page/page.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** Where the answer to a request comes from. */
struct SiteMatch
{
    int status{200};         //!< 200: the resource decides; else that of a response without one
    std::size_t resource{0}; //!< index into Page::resources
    std::string allow;       //!< the Allow field value, with 204 (to OPTIONS) and 405
    std::optional<std::size_t> selected{}; //!< what GET has there: whose representation
                                           //!< preconditions are about, and unsafe methods change
};

/**
 * Which resource of a page a request means, on a server that has some of its hosts. Virtual hosts
 * are told apart by the authority; a request without one (HTTP/0.9, HTTP/1.0) means the host whose
 * address it came to. Where the page has no such resource:
 * 400 a malformed authority or target; 421 a host that is not here, or 404 to HTTP/1.0, which does
 * not know 421; 404 no such path; 501 a method nobody knows; 405 one that the path does not take;
 * HEAD is taken where GET is, OPTIONS (of "*", too) is answered with 204.
 */
class Site
{
  public:
    /** \param page must outlive this; \param hosts names of its hosts that are served here */
    Site(const Page& page, const std::vector<std::string>& hosts);

    /** \param defaultHost the host where the request names none; may be empty */
    SiteMatch Find(const Request& request, Protocol protocol, const std::string& defaultHost) const;

  private:
    using Paths = std::map<std::string, std::vector<std::size_t>>; //!< resources by path

    SiteMatch FindAmong(const std::vector<std::size_t>& resources, const std::string& method) const;

    const Page& m_page;
    std::map<std::string, Paths> m_hosts;
};

} // namespace pagewire

#endif
