// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_DECISION_H
#define PAGEWIRE_CACHE_CACHE_DECISION_H

#include "cache/cache-control.h"
#include "cache/cache-trace.h"
#include "cache/stored-response.h"
#include "http/message.h"
#include "http/range.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace pagewire
{

/** How a request is to be looked at besides its own fields: the cache modes of the Fetch standard,
 * which a browser's navigation chooses. */
enum class CacheMode
{
    DEFAULT,
    NO_CACHE,       //!< validate whatever is stored (reload)
    RELOAD,         //!< do not look, but store (hard reload)
    NO_STORE,       //!< neither look nor store
    FORCE_CACHE,    //!< use what is stored, fresh or not (back, forward)
    ONLY_IF_CACHED, //!< likewise, and never ask the next server
};

/** What a cache wants done with a request. */
struct CacheDecision
{
    enum class Action
    {
        ANSWER,              //!< from `stored`, after `latency`
        ANSWER_AND_VALIDATE, //!< likewise, and send `forward` on in the background
        FORWARD,             //!< send `forward` on
        REFUSE,              //!< answer 504
    };

    Action action{Action::FORWARD};
    std::shared_ptr<StoredResponse> stored; //!< answered from, validated or completed; may be null
    Nanoseconds latency{0};                 //!< of the tier that it was found in
    Request request;                        //!< as it came
    Request forward; //!< as the next server is to get it: with validators, or without the client's
    bool validates{false}; //!< `forward` asks by the stored validators
    bool completes{false}; //!< `forward` asks for what lacks of `stored`
    bool storable{false};  //!< the response may be stored if it allows it
    std::string key;       //!< primary cache key
    CacheMode mode{CacheMode::DEFAULT};
    RequestDirectives asked; //!< of the request, as far as the cache heeds them
    /** Stored responses that Vary does not select, of which `forward` asks whether one is right
     * (RFC 9111 section 4.3.1); empty where there is `stored`. */
    std::vector<std::shared_ptr<StoredResponse>> variants;
    CacheTrace trace;
};

/** Makes `forward` the request as it came, with what the mode says to the caches on the way (Fetch
 * standard, HTTP-network-or-cache fetch). */
void AskAsItCame(CacheDecision& decision);

/** \return whether the request is one that something stored may answer at all */
bool MayUseStored(const CacheDecision& decision);

/** What a cache wants done with a response that came for what it sent on. */
struct CacheVerdict
{
    enum class Action
    {
        PASS,     //!< it is the answer, and is not stored
        STORE,    //!< it is the answer, and its content is to be written to that of `stored`
        COMPLETE, //!< its content is to be written likewise, and the decision's `stored`, which is
                  //!< the same, is the answer: what was here already and what comes
        REUSE,    //!< the decision's `stored` is the answer; the content that comes is dropped
        RETRY,    //!< send `forward` of the decision on once more: this one fits to nothing
    };

    Action action{Action::PASS};
    std::shared_ptr<StoredResponse> stored{}; //!< what will be stored, or with REUSE is already
    /** With STORE and COMPLETE: where in the representation the content belongs; its length is 0
     * where that is not known. */
    ByteRange part{};
};

/** An answer out of the store. */
struct CachedAnswer
{
    Response response; //!< with Age; 200, 206, 304, 416 or what is stored
    ByteRange part;    //!< of the stored content that goes with it; its length is 0 without content
    std::shared_ptr<StoredContent> content; //!< null: none goes with it
};

} // namespace pagewire

#endif
