// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_STORED_RESPONSE_H
#define PAGEWIRE_CACHE_STORED_RESPONSE_H

#include "cache/cache-moment.h"
#include "cache/effective-directives.h"
#include "cache/eviction-policy.h"
#include "cache/stored-content.h"
#include "http/message.h"

#include <memory>
#include <string>

namespace pagewire
{

/** A response that a cache holds (RFC 9111 section 3). */
struct StoredResponse
{
    ObjectId id{0};           //!< in the store
    std::string key;          //!< primary cache key (section 2)
    std::string method;       //!< of the request that it answered
    Response response;        //!< 200 where only parts of a 200 are held, without Content-Range
    HeaderFields selecting;   //!< fields of that request that Vary names (section 4.1)
    CacheMoment requested{0}; //!< the request was sent (section 4.2.3)
    CacheMoment received{0};  //!< the response came, or was last validated
    ResponseDirectives directives; //!< those that count for this cache (Assess)
    FreshnessLifetime lifetime;
    Nanoseconds initialAge{0}; //!< when it was received (section 4.2.3)
    bool invalidated{false};   //!< must be validated before it is used (section 4.4)
    bool isPart{false};        //!< what comes, or came, is not all of the representation
    std::shared_ptr<StoredContent> content;
};

} // namespace pagewire

#endif
