// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cached-answer.h"

#include "cache/cache-script.h"
#include "cache/freshness.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

constexpr CacheMoment NOW = CacheScript::START;

/** 20 octets of a stored 200, or its first so many. */
StoredResponse
Stored(std::uint64_t held = 20, std::string_view more = "")
{
    StoredResponse stored;
    stored.response.fields =
        FieldsOf("Content-Length: 20\nContent-Type: text/plain\nETag: \"a\"\n" + std::string(more));
    stored.requested = NOW;
    stored.received = NOW;
    stored.isPart = held < 20;
    stored.content = std::make_shared<StoredContent>();
    stored.content->WritePattern(0, held);
    stored.content->Finish(20);
    Assess(stored, SharedCache());
    return stored;
}

CachedAnswer
AnswerTo(std::string_view fields, const StoredResponse& stored = Stored())
{
    return WordAnswer(stored, GetWith(fields), NOW + milliseconds(2999));
}

} // namespace

TEST(CachedAnswer, TheWholeWithItsAge)
{
    const CachedAnswer answer = AnswerTo("");
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.fields.Combined("Age"), "2");
    EXPECT_EQ(answer.response.fields.Combined("Content-Length"), "20");
    EXPECT_EQ(answer.part, (ByteRange{0, 20}));
    EXPECT_TRUE(answer.content);
}

TEST(CachedAnswer, APartOfIt)
{
    const CachedAnswer answer = AnswerTo("Range: bytes=5-");
    EXPECT_EQ(answer.response.status, 206);
    EXPECT_EQ(answer.response.fields.Combined("Content-Range"), "bytes 5-19/20");
    EXPECT_FALSE(answer.response.fields.Has("Content-Length"));
    EXPECT_EQ(answer.part, (ByteRange{5, 15}));
}

TEST(CachedAnswer, APartThatThereIsNot)
{
    const CachedAnswer answer = AnswerTo("Range: bytes=20-");
    EXPECT_EQ(answer.response.status, 416);
    EXPECT_EQ(answer.response.fields.Combined("Content-Range"), "bytes */20");
    EXPECT_FALSE(answer.content);
}

TEST(CachedAnswer, TheConditionComesBeforeTheRange)
{
    const CachedAnswer answer = AnswerTo("Range: bytes=5-\nIf-None-Match: W/\"a\"");
    EXPECT_EQ(answer.response.status, 304);
    EXPECT_EQ(answer.response.fields.Combined("ETag"), "\"a\"");
    EXPECT_FALSE(answer.response.fields.Has("Content-Type"));
    EXPECT_FALSE(answer.content);
    EXPECT_EQ(AnswerTo("Range: bytes=5-\nIf-Range: \"b\"").response.status, 200);
    EXPECT_EQ(AnswerTo("Range: bytes=5-\nIf-Range: \"a\"").response.status, 206);
}

TEST(CachedAnswer, ErrorsHaveNeitherRangesNorConditions)
{
    StoredResponse stored = Stored();
    stored.response.status = 404;
    EXPECT_EQ(AnswerTo("Range: bytes=5-\nIf-None-Match: \"a\"", stored).response.status, 404);
}

TEST(CachedAnswer, HeadHasNoContent)
{
    Request head = GetWith("Range: bytes=5-");
    head.method = "HEAD";
    const CachedAnswer answer = WordAnswer(Stored(), head, NOW);
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.fields.Combined("Content-Length"), "20");
    EXPECT_FALSE(answer.content);
}

TEST(CachedAnswer, APartCoversWhatItHolds)
{
    const StoredResponse half = Stored(10);
    EXPECT_TRUE(CoversRequest(half, GetWith("Range: bytes=0-9")));
    EXPECT_FALSE(CoversRequest(half, GetWith("Range: bytes=0-10")));
    EXPECT_FALSE(CoversRequest(half, GetWith("Range: bytes=-1")));
    EXPECT_FALSE(CoversRequest(half, GetWith("")));
    EXPECT_TRUE(CoversRequest(half, GetWith("Range: bytes=30-")));       // the answer is 416
    EXPECT_FALSE(CoversRequest(half, GetWith("Range: bytes=0-1, 5-6"))); // the answer is the whole
    EXPECT_TRUE(CoversRequest(Stored(), GetWith("")));
}

TEST(CachedAnswer, WhatIsOnItsWayFromTheBeginningCovers)
{
    StoredResponse growing = Stored(10);
    growing.content = std::make_shared<StoredContent>();
    EXPECT_FALSE(CoversRequest(growing, GetWith("")));
    growing.isPart = false;
    EXPECT_TRUE(CoversRequest(growing, GetWith("")));
    EXPECT_EQ(AnswerTo("Range: bytes=5-", growing).response.status, 206);
    growing.response.fields.Remove("Content-Length");
    const CachedAnswer answer = AnswerTo("Range: bytes=5-", growing);
    EXPECT_EQ(answer.response.status, 200); // nobody knows what "5-" is of
    EXPECT_EQ(answer.part, (ByteRange{0, 0}));
    EXPECT_TRUE(answer.content);
}
