// SPDX-License-Identifier: GPL-2.0-only
#include "cache/vary.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** \return whether what came for the first request with this Vary (and more) answers the second */
bool
Selects(std::string_view response, std::string_view first, std::string_view second)
{
    const HeaderFields fields = FieldsOf(response);
    return SelectsResponse(FieldsOf(second), fields, SelectingFields(fields, FieldsOf(first)));
}

bool
SelectsGerman(std::string_view languages)
{
    return Selects("Vary: Accept-Language\nContent-Language: de",
                   "Accept-Language: x",
                   "Accept-Language: " + std::string(languages));
}

} // namespace

TEST(Vary, KeepsTheFieldsThatAreNamed)
{
    const HeaderFields kept =
        SelectingFields(FieldsOf("Vary: a, B\nVary: c"), FieldsOf("b: 1\nb: 2\nd: 3\nA: 4"));
    EXPECT_EQ(kept.Size(), 2u);
    EXPECT_EQ(kept.Combined("b"), "1, 2");
    EXPECT_EQ(kept.Combined("a"), "4");
}

TEST(Vary, PreferencesHaveNoOrderOthersHave)
{
    EXPECT_TRUE(
        Selects("Vary: Accept-Encoding", "Accept-Encoding: gzip, br", "Accept-Encoding: BR,gzip"));
    EXPECT_TRUE(Selects("Vary: Accept-Language",
                        "Accept-Language: en ; q=0.5",
                        "Accept-Language: en;\tq=0.5"));
    EXPECT_FALSE(Selects("Vary: Foo", "Foo: 1, 2", "Foo: 2, 1"));
    EXPECT_FALSE(Selects("Vary: Foo", "Foo: a", "Foo: A"));
    EXPECT_TRUE(Selects("Vary: Foo", "Foo: \"1 , 2\"", "foo:  \"1 , 2\""));
    EXPECT_FALSE(Selects("Vary: Foo", "Foo: \"1 , 2\"", "Foo: \"1, 2\""));
}

TEST(Vary, TheLanguagePreferredAboveAllIsWhatNegotiationComesTo)
{
    EXPECT_TRUE(SelectsGerman("de"));
    EXPECT_TRUE(SelectsGerman("DE, en;q=0.999"));
    EXPECT_TRUE(SelectsGerman("en;q=0, de;q=0.001"));
    EXPECT_FALSE(SelectsGerman("de, en")); // either
    EXPECT_FALSE(SelectsGerman("en, de;q=0.9"));
    EXPECT_FALSE(SelectsGerman("de;q=0"));
    EXPECT_FALSE(SelectsGerman("de-AT"));
    EXPECT_FALSE(SelectsGerman(""));
}
