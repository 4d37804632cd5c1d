// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_ALT_SVC_H
#define PAGEWIRE_HTTP_ALT_SVC_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** An alternative service as an Alt-Svc field names it (RFC 7838 section 3). */
struct AltSvcEntry
{
    std::string protocol; //!< ALPN identifier, percent-decoded: "h3"
    std::string host;     //!< empty: the origin's own
    std::uint16_t port{0};
    std::int64_t maxAge{86400}; //!< seconds that it holds

    bool operator==(const AltSvcEntry& other) const;
};

/** What an Alt-Svc field says. */
struct AltSvc
{
    bool clear{false};                //!< forget all alternatives of the origin
    std::vector<AltSvcEntry> entries; //!< most wanted first
};

/** Reads an Alt-Svc field; entries that are malformed are left out, as the standard has it for
 * parameters that nobody knows. */
AltSvc ParseAltSvc(std::string_view field);

/** \return the field value: `h3=":443"; ma=86400` */
std::string FormatAltSvc(const AltSvcEntry& entry);

} // namespace pagewire

#endif
