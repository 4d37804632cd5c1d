// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_FIELDS_H
#define PAGEWIRE_LAB_CACHE_TEST_FIELDS_H

#include "http/date.h"
#include "http/header-fields.h"
#include "lab/cache-test.h"

#include <optional>
#include <string>

namespace pagewire
{

// What client and origin of the cache tests tell each other. No cache heeds these fields, and no
// test says anything in them.
inline constexpr const char* TEST_ID = "Test-ID";
inline constexpr const char* TEST_REQUEST = "Req-Num"; //!< of the client's request in the test

// In responses, to be read off what a cache stored, too. Tests name these.
inline constexpr const char* SERVER_COUNT = "Server-Request-Count"; //!< of the test, with this one
inline constexpr const char* CLIENT_COUNT = "Client-Request-Count"; //!< TEST_REQUEST of the request
inline constexpr const char* SERVER_NOW = "Server-Now";             //!< the origin's date
inline constexpr const char* SERVER_URL = "Server-Base-Url";        //!< the path asked for

/** What the values of a test's fields are relative to. */
struct CacheTestScope
{
    HttpSeconds now{0};
    std::string path{}; //!< asked for
};

/**
 * \return the value as it is sent: a number in Date, Expires, Last-Modified or If-Modified-Since is
 * a date so many seconds from now, by RFC 850 where the request says so; with magicLocations,
 * Location and Content-Location begin with the path
 */
std::string CacheTestText(const std::string& name,
                          const CacheTestValue& value,
                          const CacheTestRequest& request,
                          const CacheTestScope& scope);

/** \return all these fields as they are sent */
HeaderFields CacheTestFields(const std::vector<CacheTestField>& fields,
                             const CacheTestRequest& request,
                             const CacheTestScope& scope);

/** \return the number that the value begins with, none if it begins with none */
std::optional<std::int64_t> LeadingNumber(std::string_view value);

/** \return the first value of the field as a date, or what is usual without one */
HttpSeconds DateIn(const HeaderFields& fields, const char* name, HttpSeconds usual);

} // namespace pagewire

#endif
