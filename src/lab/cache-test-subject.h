// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_SUBJECT_H
#define PAGEWIRE_LAB_CACHE_TEST_SUBJECT_H

#include "lab/cache-test.h"
#include "net/network.h"
#include "node/fetch-client.h"
#include "node/http-front.h"

#include "ns3/ptr.h"

#include <cstddef>
#include <string>

namespace pagewire
{

/** What is put to the cache tests. */
enum class CacheTestSubject
{
    REVERSE_PROXY, //!< a shared cache before the origin, as a CDN has it
    BROWSER,       //!< the private cache of the client itself
    NO_CACHE,      //!< a reverse proxy that stores nothing: what tests say of no cache at all
};

/** \return the subject by its name on the command line. \throws InputError */
CacheTestSubject ParseCacheTestSubject(const std::string& name);
std::string CacheTestSubjectName(CacheTestSubject subject);

/** \return why the test is not for this subject; empty: it is. Tests for CDNs are for the reverse
 * proxy: it obeys what is meant for them. */
std::string WhySkipped(const CacheTest& test, CacheTestSubject subject);

/** The host that has the tests' resources, behind the subject. */
inline constexpr const char* CACHE_TEST_ORIGIN = "origin.example";

/** The nodes of the chain that tests are made on. */
enum CacheTestNode : std::size_t
{
    CLIENT_NODE,
    PROXY_NODE,
    ORIGIN_NODE,
};

/**
 * Puts the subject into its place. This is all that depends on what it is.
 * \param client not started; a browser's cache goes there
 * \param[out] host that the client has to ask
 * \return the proxy on PROXY_NODE, null where there is none
 */
ns3::Ptr<HttpFront> PlaceSubject(CacheTestSubject subject,
                                 Network& network,
                                 FetchClient& client,
                                 std::string& host);

} // namespace pagewire

#endif
