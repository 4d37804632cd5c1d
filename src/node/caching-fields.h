// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHING_FIELDS_H
#define PAGEWIRE_NODE_CACHING_FIELDS_H

#include "base/units.h"
#include "http/date.h"
#include "http/message.h"
#include "page/resource-versions.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pagewire
{

/** What the entity tags of an origin are made from. */
enum EntityTagRule
{
    TAGS_OF_CONTENT, //!< the version of the content: the same on every server that has it
    TAGS_PER_SERVER, //!< that and the server, as tags with an inode number are
    TAGS_WEAK,       //!< as of content, all of them weak
    TAGS_NONE,       //!< there are none
};

/** How an origin words what caches go by, beyond what the page says. */
struct CachingRules
{
    EntityTagRule entityTags{TAGS_OF_CONTENT};
    bool lastModified{true};    //!< false: no response has the field
    Nanoseconds clockSkew{0};   //!< its clock is so much ahead
    std::string cacheControl{}; //!< of every resource, instead of the page's; empty: the page's
    std::string defaultCacheControl{}; //!< of resources with neither Cache-Control nor Expires
    std::string server{};              //!< with TAGS_PER_SERVER: tells it from the others
};

/** Words the fields of responses that caches go by: lifetimes and validators. */
class CachingFields
{
  public:
    explicit CachingFields(CachingRules rules = {});

    /** Adds the fields that the page, or the rules, want whatever room there is. */
    void AddDemanded(HeaderFields& fields,
                     const Resource& what,
                     std::uint64_t identity,
                     HttpSeconds now,
                     const ResourceVersion& version) const;

    /** \return the entity tag of a version; none where the response has none
     * \param identity a number that stands for the resource */
    std::optional<std::string> EntityTag(const Resource& what,
                                         std::uint64_t identity,
                                         const ResourceVersion& version) const;

    /** \return the moment at which a version was made, by the origin's clock; none where the
     * response does not say it. Two versions of one second have the same. */
    std::optional<HttpSeconds> LastModified(const Resource& what,
                                            std::uint64_t identity,
                                            const ResourceVersion& version) const;

  private:
    CachingRules m_rules;
};

} // namespace pagewire

#endif
