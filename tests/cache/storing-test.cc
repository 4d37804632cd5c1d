// SPDX-License-Identifier: GPL-2.0-only
#include "cache/storing.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

StoreRule
Judge(std::string_view response,
      int status = 200,
      std::string_view asked = "",
      const CacheOptions& options = SharedCache())
{
    return JudgeStoring(GetWith(asked), {status, FieldsOf(response)}, options, CacheScript::START);
}

} // namespace

// What the table of http-cache-table-test.cc does not tell: which rule it was.
TEST(Storing, TheFirstRuleThatForbidsItIsNamed)
{
    const std::string fresh = "Cache-Control: max-age=60\n";
    EXPECT_EQ(Judge(fresh), StoreRule::STORED);
    EXPECT_EQ(Judge("Cache-Control: no-store, private"), StoreRule::NO_STORE);
    EXPECT_EQ(Judge("Cache-Control: private", 200, "Authorization: x"), StoreRule::PRIVATE);
    EXPECT_EQ(Judge(fresh, 200, "Authorization: x"), StoreRule::AUTHORIZATION);
    EXPECT_EQ(Judge("Cache-Control: must-understand, max-age=1", 599), StoreRule::MUST_UNDERSTAND);
    EXPECT_EQ(Judge(fresh + "Vary: *"), StoreRule::VARY_STAR);
    EXPECT_EQ(Judge(fresh + "Content-Length: 99999999999"), StoreRule::TOO_LARGE);
    EXPECT_EQ(Judge("ETag: \"a\"", 302), StoreRule::STATUS);
    EXPECT_EQ(Judge(fresh, 101), StoreRule::STATUS);
    EXPECT_EQ(Judge(""), StoreRule::NO_LIFETIME);
    EXPECT_EQ(Judge("", 200, "", PrivateCache()), StoreRule::STORED);
    EXPECT_EQ(Judge(fresh + "Content-Range: bytes 0-4/10", 206), StoreRule::STORED);
    EXPECT_EQ(Judge(fresh + "Content-Range: bytes 0-4/*", 206), StoreRule::PARTS);
    EXPECT_EQ(Judge(fresh + "Content-Type: multipart/byteranges", 206), StoreRule::PARTS);
}

TEST(Storing, TheConfigurationMayMakeUpForALifetime)
{
    CacheOptions options = SharedCache();
    options.negativeLifetime = std::chrono::seconds(5);
    EXPECT_EQ(Judge("", 503, "", options), StoreRule::STORED);
    EXPECT_EQ(Judge("", 302, "", options), StoreRule::STATUS);
    options.lifetimeOverride = std::chrono::seconds(5);
    EXPECT_EQ(Judge("", 302, "", options), StoreRule::STORED);
    EXPECT_EQ(Judge("Cache-Control: no-store", 200, "", options), StoreRule::NO_STORE);
}

TEST(Storing, WhatIsNotToBeStoredIsTakenOutAndDatePutIn)
{
    const Response response{200,
                            FieldsOf("Cache-Control: private=\"a\", no-cache=b\na: 1\nb: 2\nc: 3\n"
                                     "Connection: d\nd: 4\nProxy-Authenticate: Basic")};
    const HeaderFields shared = StoredForm(response, SharedCache(), CacheScript::START).fields;
    EXPECT_FALSE(shared.Has("a"));
    EXPECT_FALSE(shared.Has("b"));
    EXPECT_TRUE(shared.Has("c"));
    EXPECT_FALSE(shared.Has("d"));
    EXPECT_FALSE(shared.Has("Proxy-Authenticate"));
    EXPECT_EQ(shared.Combined("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_TRUE(StoredForm(response, PrivateCache(), CacheScript::START).fields.Has("a"));
}

TEST(Storing, StrongTagsAreShared)
{
    const auto share = [](const char* a, const char* b) {
        return ShareStrongValidator({200, FieldsOf(a)}, {200, FieldsOf(b)});
    };
    EXPECT_TRUE(share("ETag: \"a\"", "ETag: \"a\""));
    EXPECT_FALSE(share("ETag: \"a\"", "ETag: \"b\""));
    EXPECT_FALSE(share("ETag: W/\"a\"", "ETag: W/\"a\""));
    EXPECT_FALSE(share("ETag: a", "ETag: a"));
    EXPECT_FALSE(share("", ""));
}
