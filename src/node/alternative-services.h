// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_ALTERNATIVE_SERVICES_H
#define PAGEWIRE_NODE_ALTERNATIVE_SERVICES_H

#include "http/header-fields.h"
#include "http/origin.h"

#include "ns3/nstime.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/**
 * What a browser knows of origins that can be had by HTTP/3: from Alt-Svc fields (RFC 7838), or
 * told beforehand, as by an HTTPS record. It also remembers where QUIC did not come through, and
 * leaves it alone for five minutes, twice as long after each further failure, as Chrome does.
 * Alternatives stay over a change of network with or without `persist`, as in Chrome, too. Outlives
 * the visits of one browser.
 */
class AlternativeServices
{
  public:
    /** All origins offer HTTP/3 on their own port. */
    void TellAll();

    /** An origin's response had this Alt-Svc field, which takes the place of all that earlier ones
     * said (RFC 7838 section 3); only h3 on the origin's own host counts. */
    void Learn(const HttpOrigin& origin, std::string_view field, ns3::Time now);

    /** Likewise from the fields of the response; one without Alt-Svc changes nothing. */
    void LearnFrom(const HttpOrigin& origin, const HeaderFields& fields, ns3::Time now);

    /** \return the UDP port where the origin offers HTTP/3; none if it is not known to, or if QUIC
     * failed there of late */
    std::optional<std::uint16_t> Http3Port(const HttpOrigin& origin, ns3::Time now) const;

    /** QUIC did not come through to the origin. */
    void MarkBroken(const HttpOrigin& origin, ns3::Time now);

    /** QUIC did. */
    void Confirm(const HttpOrigin& origin);

  private:
    struct Service
    {
        std::uint16_t port;
        ns3::Time until;
    };

    struct Broken
    {
        unsigned failures;
        ns3::Time until;
    };

    bool m_all{false};
    std::map<std::string, Service> m_services; //!< by origin
    std::map<std::string, Broken> m_broken;
};

} // namespace pagewire

#endif
