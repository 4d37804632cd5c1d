// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_H
#define PAGEWIRE_LAB_CACHE_TEST_H

#include "base/units.h"
#include "cache/http-cache.h"
#include "node/fetch-client.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pagewire
{

/** A value of a field as a test has it: a text, or a number, which means a moment in the fields
 * that are dates. */
struct CacheTestValue
{
    std::string text;
    std::optional<std::int64_t> number{};
};

/** A field that a request or response of a test carries. */
struct CacheTestField
{
    std::string name;
    CacheTestValue value;
    bool compared{true}; //!< of a response: whether it has to arrive as it was sent
};

/** What a test expects of a field. */
struct CacheTestExpectation
{
    enum class Kind
    {
        PRESENT,
        VALUE,   //!< it is this one
        SAME_AS, //!< it is that of another field
        GREATER, //!< it is a number above `bound`
    };

    std::string name;
    Kind kind{Kind::PRESENT};
    CacheTestValue value{};
    std::string other{};
    std::int64_t bound{0};
};

/** A field that a test expects not to be there; or not with this text in its value. */
struct CacheTestAbsence
{
    std::string name;
    std::optional<std::string> text{};
};

/** A 1xx response of a test. */
struct CacheTestInterim
{
    int status{103};
    std::vector<CacheTestField> fields{};
};

/** Whence a test expects a response to come. */
enum class CacheTestType
{
    CACHED,
    NOT_CACHED,
    ETAG_VALIDATED, //!< the origin was asked whether the entity tag is still right
    LM_VALIDATED,   //!< likewise the date
};

/** One request of a test with its answer and what is expected of them. */
struct CacheTestRequest
{
    // How the client asks.
    std::string method{"GET"};
    std::vector<CacheTestField> requestFields{};
    std::string requestContent{};
    std::string filename{}; //!< behind the test's path
    std::string query{};
    FetchRedirect redirect{FetchRedirect::FOLLOW};
    FetchMode mode{FetchMode::CORS};
    CacheMode cache{CacheMode::DEFAULT};
    bool pauseAfter{false};

    // How the origin answers.
    int status{200};
    std::vector<CacheTestField> responseFields{};
    std::optional<std::string> responseContent{}; //!< none: the test's id
    Nanoseconds responsePause{0};
    bool disconnect{false}; //!< instead of an answer
    std::vector<CacheTestInterim> interim{};

    // What the values of fields mean.
    bool magicIms{false};                    //!< If-Modified-Since counts from the last Server-Now
    bool magicLocations{false};              //!< Location and Content-Location from the URL asked
    std::vector<std::string> rfc850Fields{}; //!< dates written as RFC 850 has them

    // What is expected.
    bool setup{false};                  //!< preparation: any failure is one of the set-up
    std::set<std::string> setupTests{}; //!< the expectations of which that is true
    std::optional<CacheTestType> type{};
    std::optional<int> expectedStatus{}; //!< none: `status`
    bool anyStatus{false};
    std::optional<std::string> expectedText{}; //!< none: what the origin sends
    bool anyText{false};
    std::optional<std::string> expectedMethod{};
    std::vector<CacheTestExpectation> expectedRequestFields{};
    std::vector<CacheTestAbsence> absentRequestFields{};
    std::vector<CacheTestExpectation> expectedResponseFields{};
    std::vector<CacheTestAbsence> absentResponseFields{};
    std::optional<std::vector<CacheTestInterim>> expectedInterim{};
};

/** What a test is about. */
enum class CacheTestKind
{
    REQUIRED, //!< what HTTP requires
    OPTIMAL,  //!< what makes a cache better
    CHECK,    //!< what may be either way
};

/** A test of how a cache behaves. */
struct CacheTest
{
    std::string id;
    std::string name;
    CacheTestKind kind{CacheTestKind::REQUIRED};
    std::vector<std::string> dependsOn{}; //!< tests without which this one says nothing
    bool browserOnly{false};
    bool browserSkip{false};
    bool cdnOnly{false};
    std::vector<CacheTestRequest> requests{};
};

/** Tests of one subject. */
struct CacheTestSuite
{
    std::string id;
    std::string name;
    std::vector<CacheTest> tests{};
};

/** \return "required", "optimal", "check" */
std::string CacheTestKindName(CacheTestKind kind);

/** \return the names of the kinds, in their order */
const std::vector<std::string>& CacheTestKindNames();

} // namespace pagewire

#endif
