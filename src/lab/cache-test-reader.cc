// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-reader.h"

#include "base/error.h"
#include "http/origin.h"
#include "lab/cache-test-json.h"
#include "lab/cache-test-request-reader.h"

#include <map>
#include <utility>

namespace pagewire
{

namespace
{

using Json = CacheTestJson;

CacheTest
ReadTest(const Json& json)
{
    json.CheckMembers("a test",
                      {"id",
                       "name",
                       "description",
                       "kind",
                       "spec_anchors",
                       "depends_on",
                       "browser_only",
                       "browser_skip",
                       "cdn_only",
                       "requests"});
    CacheTest test;
    test.id = json.At("id").Text();
    if (!IsRequestTarget(test.id))
    {
        json.At("id").Refuse("'" + test.id + "' cannot be part of a URL");
    }
    test.name = json.TextOf("name", test.id);
    test.kind = json.NameOf<CacheTestKind>("kind", CacheTestKindNames());
    if (json.Has("depends_on"))
    {
        test.dependsOn = json.At("depends_on").Texts();
    }
    test.browserOnly = json.TruthOf("browser_only");
    test.browserSkip = json.TruthOf("browser_skip");
    test.cdnOnly = json.TruthOf("cdn_only");
    for (const Json& request : json.At("requests").Items())
    {
        test.requests.push_back(ReadCacheTestRequest(request));
    }
    if (test.requests.empty())
    {
        json.At("requests").Refuse("a test has a request at least");
    }
    return test;
}

/** Holds tests against those that they depend on. */
class DependencyWalk
{
  public:
    DependencyWalk(const std::map<std::string, const CacheTest*>& tests, const std::string& file)
        : m_tests(tests),
          m_file(file)
    {}

    /** \throws InputError if one is not there, or if it leads back here */
    void Visit(const CacheTest& test)
    {
        const auto [state, isNew] = m_done.emplace(test.id, false);
        if (!isNew && !state->second)
        {
            throw InputError(m_file, 0, "the test '" + test.id + "' depends on itself");
        }
        if (!isNew)
        {
            return;
        }
        for (const std::string& id : test.dependsOn)
        {
            const auto other = m_tests.find(id);
            if (other == m_tests.end())
            {
                throw InputError(m_file,
                                 0,
                                 "the test '" + test.id + "' depends on '" + id +
                                     "', which is not there: name a test of this file, or none");
            }
            Visit(*other->second);
        }
        m_done[test.id] = true;
    }

  private:
    const std::map<std::string, const CacheTest*>& m_tests;
    const std::string& m_file;
    std::map<std::string, bool> m_done; //!< false: it is being visited
};

void
CheckTests(const std::vector<CacheTestSuite>& suites, const std::string& file)
{
    std::map<std::string, const CacheTest*> tests;
    for (const CacheTestSuite& suite : suites)
    {
        for (const CacheTest& test : suite.tests)
        {
            if (!tests.emplace(test.id, &test).second)
            {
                throw InputError(file, 0, "two tests have the id '" + test.id + "'");
            }
        }
    }
    DependencyWalk walk(tests, file);
    for (const auto& [id, test] : tests)
    {
        walk.Visit(*test);
    }
}

} // namespace

std::vector<CacheTestSuite>
ReadCacheTests(const JsonValue& document, const std::string& file)
{
    std::vector<CacheTestSuite> suites;
    for (const Json& json : Json(file, document).At("suites").Items())
    {
        CacheTestSuite suite;
        suite.id = json.At("id").Text();
        suite.name = json.TextOf("name", suite.id);
        for (const Json& test : json.At("tests").Items())
        {
            suite.tests.push_back(ReadTest(test));
        }
        suites.push_back(std::move(suite));
    }
    CheckTests(suites, file);
    return suites;
}

} // namespace pagewire
