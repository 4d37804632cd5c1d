// SPDX-License-Identifier: GPL-2.0-only
#include "http/base64.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(Base64, TheVectorsOfRfc4648)
{
    // Section 10.
    const std::pair<const char*, const char*> vectors[] = {{"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [octets, text] : vectors)
    {
        EXPECT_EQ(EncodeBase64(octets), text);
        EXPECT_EQ(DecodeBase64(text), octets);
    }
}

TEST(Base64, OtherSpellingsAreNone)
{
    for (const char* text : {"", "Zg", "Zg=", "Zm 9v", "Zm9v\n", "Zh==", "Zm9_", "===="})
    {
        EXPECT_FALSE(DecodeBase64(text)) << text;
    }
}
