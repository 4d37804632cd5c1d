// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_PROXY_FIELDS_H
#define PAGEWIRE_NODE_PROXY_FIELDS_H

#include "http/forwarding.h"
#include "http/header-rule.h"
#include "http/message.h"
#include "http/protocol.h"
#include "node/own-response.h"

#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** How a proxy tells those behind it whose request it was. */
enum ForwardedStyle
{
    FORWARDED_NONE,
    FORWARDED_X,        //!< X-Forwarded-For, -Host and -Proto
    FORWARDED_STANDARD, //!< Forwarded (RFC 7239)
    FORWARDED_BOTH,
};

/** What a proxy does to the header sections that pass. */
struct ProxyFieldOptions
{
    std::string pseudonym{"proxy"}; //!< in Via, by which it knows itself again
    bool via{true};                 //!< whether it puts itself there
    ForwardedStyle forwarded{FORWARDED_X};
    std::vector<HeaderRule> requestRules; //!< carried out after all else
    std::vector<HeaderRule> responseRules;
};

/** \return 400 to a request whose scheme, authority or target is none of HTTP's, which servers
 * behind might each read differently; where a CONNECT goes is for who opens tunnels */
std::optional<OwnResponse> AnswerMalformed(const Request& request);

/** \return the proxy's own answer to a request that is not to go on by what its fields say: 400
 * where Connection lists what must not be dropped or Max-Forwards is no number, 508 where it comes
 * round, the last one's answer where Max-Forwards ends */
std::optional<OwnResponse> AnswerByFields(const Request& request, const ProxyFieldOptions& options);

/** \return the request as it goes on, with fields of its own hop and of ours
 * \param received the version it came in \param hop who sent it */
Request FieldsOnward(Request request,
                     Protocol received,
                     const ForwardedHop& hop,
                     const ProxyFieldOptions& options);

/** \return the response as it goes back
 * \param received the version it came in */
Response FieldsBack(Response response, Protocol received, const ProxyFieldOptions& options);

} // namespace pagewire

#endif
