// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_CACHE_MODEL_ORIGIN_H
#define PAGEWIRE_TESTS_CACHE_MODEL_ORIGIN_H

#include "cache/cache-script.h"

#include <string>
#include <vector>

namespace pagewire
{

/** What an origin says about how a response may be stored, and what follows from it by the RFCs, in
 * seconds: worked out by hand, not by the code under test. */
struct CachingPolicy
{
    const char* control; //!< Cache-Control
    int sharedLifetime;
    int privateLifetime;
    int staleWhileRevalidate{0};
    int staleIfError{0};
    int age{0}; //!< Age
    bool noStore{false};
    bool isPrivate{false};
    bool noCache{false};
    bool sharedForbidsStale{false};
    bool privateForbidsStale{false};
    bool forAuthorized{false}; //!< RFC 9111 section 3.5 lets a shared cache store it
};

const std::vector<CachingPolicy>& CachingPolicies();

/** How the next exchanges go. */
enum class Fault
{
    NONE,
    ERROR,             //!< 503
    SILENCE,           //!< no response
    BREAK,             //!< half of the content comes
    IGNORE_CONDITIONS, //!< and ranges
    WIDE_RANGE,        //!< a part is all of it
    TERSE,             //!< a 304 has no Last-Modified
};

constexpr int FAULTS = 7;

/** An origin of a few resources that change. It knows every version that there was, and of every
 * response, by its field Serial, when and to what it came. */
class ModelOrigin
{
  public:
    static constexpr int RESOURCES = 3; //!< the last one varies by Foo

    struct Record
    {
        CacheMoment time;
        const CachingPolicy* policy;
        bool authorized; //!< the request had Authorization
        bool noStore;    //!< the request said no-store
    };

    ModelOrigin();

    static std::string TargetOf(int resource);

    std::optional<NextAnswer> Respond(const Request& request, CacheMoment now);

    /** \param validator 0: a strong ETag, 1: a weak one, 2: Last-Modified, 3: none */
    void Change(int resource, int validator, CacheMoment now);
    void SetPolicy(int resource, int policy);
    void SetFault(Fault fault);

    const Record& RecordOf(std::size_t serial) const;

    /** \return the number of the first response that is not older than the last unsafe request */
    std::size_t FirstValid(int resource) const;

    /** \return whether the content is that of one version for such requests, or the part of it that
     * Content-Range says, and of the one that ETag names */
    bool HadVersion(int resource,
                    const Request& request,
                    const Response& response,
                    const std::string& body) const;

  private:
    struct Version
    {
        int validator;
        CacheMoment modified;
    };

    struct Resource
    {
        std::vector<Version> versions;
        std::size_t policy{0};
        std::size_t firstValid{0};
    };

    static std::string BodyOf(int resource, std::size_t version, const std::string& foo);
    static std::string TagOf(int resource, std::size_t version, const std::string& foo);
    HeaderFields FieldsFor(int resource, const Request& request, CacheMoment now);
    NextAnswer Select(int resource, const Request& request, const HeaderFields& fields) const;

    std::vector<Resource> m_resources;
    std::vector<Record> m_records;
    Fault m_fault{Fault::NONE};
};

} // namespace pagewire

#endif
