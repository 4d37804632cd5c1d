// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_CONTROL_H
#define PAGEWIRE_CACHE_CACHE_CONTROL_H

#include "base/units.h"
#include "http/header-fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * \return a number of seconds (RFC 9111 section 1.2.2): digits alone; what is above 2^31 counts as
 * that; nothing if it is anything else
 */
std::optional<Nanoseconds> ParseDeltaSeconds(std::string_view text);

/** Directives that are about a response as a whole, or about some of its fields only. */
struct FieldsDirective
{
    bool whole{false};
    std::vector<std::string> fields{}; //!< where it is not about the whole
};

/**
 * Cache-Control of a response (RFC 9111 section 5.2.2, RFC 5861, RFC 8246). Of a directive that is
 * there twice the first counts (section 4.2.1). One with a malformed number counts as 0 seconds:
 * what is meant is unknown, and stale is the careful guess (likewise).
 */
struct ResponseDirectives
{
    bool noStore{false};
    bool mustRevalidate{false};
    bool proxyRevalidate{false};
    bool mustUnderstand{false};
    bool isPublic{false};
    bool immutable{false};
    FieldsDirective noCache{};
    FieldsDirective isPrivate{};
    std::optional<Nanoseconds> maxAge{};
    std::optional<Nanoseconds> sMaxAge{};
    std::optional<Nanoseconds> staleWhileRevalidate{};
    std::optional<Nanoseconds> staleIfError{};
};

ResponseDirectives ParseResponseDirectives(const HeaderFields& fields);

/**
 * \return the directives that a field meant for some caches gives, such as CDN-Cache-Control;
 * nothing where it is not there, is empty, is no structured dictionary, or has a directive of the
 * wrong type: then it is to be ignored (RFC 9213 section 2.1)
 */
std::optional<ResponseDirectives> ParseTargetedDirectives(const HeaderFields& fields,
                                                          const std::string& name);

/** Cache-Control of a request (RFC 9111 section 5.2.1, RFC 5861); Pragma: no-cache where there is
 * no Cache-Control (section 5.4). */
struct RequestDirectives
{
    bool noCache{false};
    bool noStore{false};
    bool onlyIfCached{false};
    std::optional<Nanoseconds> maxAge{};
    std::optional<Nanoseconds> maxStale{}; //!< without an argument: for ever
    std::optional<Nanoseconds> minFresh{};
    std::optional<Nanoseconds> staleIfError{};
};

RequestDirectives ParseRequestDirectives(const HeaderFields& fields);

} // namespace pagewire

#endif
