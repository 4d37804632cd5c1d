// SPDX-License-Identifier: GPL-2.0-only
#include "http/basic-credentials.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(BasicCredentials, TheExamplesOfRfc7617)
{
    // Sections 2 and 2.1; the pound sign is C2 A3 in UTF-8.
    const BasicCredentials aladdin{"Aladdin", "open sesame"};
    EXPECT_EQ(FormatBasicCredentials(aladdin), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    EXPECT_EQ(ParseBasicCredentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), aladdin);
    EXPECT_EQ(FormatBasicCredentials({"test", "123\xC2\xA3"}), "Basic dGVzdDoxMjPCow==");
}

TEST(BasicCredentials, ThePasswordMayHaveColons)
{
    const BasicCredentials given{"a", "b:c"};
    EXPECT_EQ(ParseBasicCredentials(FormatBasicCredentials(given)), given);
}

TEST(BasicCredentials, TheSchemeHasNoCase)
{
    EXPECT_EQ(ParseBasicCredentials("bAsIc  YTpi"), (BasicCredentials{"a", "b"}));
}

TEST(BasicCredentials, WhatIsNone)
{
    for (const char* value : {"", "Basic", "Basic ", "Bearer YTpi", "Basic YWI=", "Basic !!!"})
    {
        EXPECT_FALSE(ParseBasicCredentials(value)) << value;
    }
}

TEST(BasicCredentials, TheChallengeNamesTheRealm)
{
    // RFC 7617 section 2.1 has this very field.
    EXPECT_EQ(FormatBasicChallenge("foo"), "Basic realm=\"foo\", charset=\"UTF-8\"");
}
