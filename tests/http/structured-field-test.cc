// SPDX-License-Identifier: GPL-2.0-only
#include "http/structured-field.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** \return the members as `key=TYPE:integer:text`, which tells all that is kept; "none" for no
 * dictionary */
std::string
Told(std::string_view text)
{
    constexpr const char* TYPES[] =
        {"int", "dec", "str", "tok", "bytes", "bool", "date", "display", "list"};
    const auto dictionary = ParseSfDictionary(text);
    if (!dictionary)
    {
        return "none";
    }
    std::string told;
    for (const auto& [key, value] : *dictionary)
    {
        const bool number = value.type == SfValue::Type::INTEGER ||
                            value.type == SfValue::Type::DATE ||
                            value.type == SfValue::Type::BOOLEAN;
        told += (told.empty() ? "" : " ") + key + "=" + TYPES[static_cast<int>(value.type)] + ":" +
                (number ? std::to_string(value.integer) : value.text);
    }
    return told;
}

} // namespace

// The examples and rules are those of RFC 9651 sections 3.2, 3.3 and 4.2.

TEST(StructuredField, ADictionaryHasMembersOfAllTypes)
{
    EXPECT_EQ(Told("a=1, b=-4.5,\tc=\"x\\\"y\\\\\", d=tok/en:*, e=:aGk=:, f, g=?0, h=@165"),
              "a=int:1 b=dec:-4.5 c=str:x\"y\\ d=tok:tok/en:* e=bytes:aGk= f=bool:1 g=bool:0 "
              "h=date:165");
    EXPECT_EQ(Told("a=(1 2;x \"z\");q=1, b=%\"f%c3%bc\""), "a=list: b=display:f%c3%bc");
    EXPECT_EQ(Told("*a.b_-c=1"), "*a.b_-c=int:1");
    EXPECT_EQ(Told(""), "");
    EXPECT_EQ(Told("   "), "");
    EXPECT_EQ(Told("  a  "), "a=bool:1");
}

TEST(StructuredField, OfTwoMembersOfAKeyTheLastCountsInTheFirstOnesPlace)
{
    EXPECT_EQ(Told("a=1, b=2, a=3"), "a=int:3 b=int:2");
}

TEST(StructuredField, ParametersAreCheckedAndDropped)
{
    EXPECT_EQ(Told("a=1;x; y=\"z\", b;q=0.5"), "a=int:1 b=bool:1");
    EXPECT_EQ(Told("a=1;X"), "none");
    EXPECT_EQ(Told("a=1;"), "none");
    EXPECT_EQ(Told("a=1 ;x"), "none");
}

TEST(StructuredField, WhatIsNoDictionaryIsNothing)
{
    for (const char* text :
         {"A=1",        "a=1,",    "a=1,,b",    ",a",         "a =1",   "a= 1",    "a=1 b=2",
          "a=",         "a=\"x",   "a=\"\\x\"", "a=\"\x80\"", "a=:!:",  "a=:aGk=", "a=?2",
          "a=?",        "a=(1",    "a=(1,2)",   "a=(1\"x\")", "a=@1.5", "a=%x",    "a=%\"%C3%BC\"",
          "a=%\"%c3\"", "a=%\"%c", "a=-",       "a=&",        "\ta"})
    {
        EXPECT_EQ(Told(text), "none") << text;
    }
}

TEST(StructuredField, NumbersHaveTheirBounds)
{
    EXPECT_EQ(Told("a=999999999999999"), "a=int:999999999999999");
    EXPECT_EQ(Told("a=-999999999999999"), "a=int:-999999999999999");
    EXPECT_EQ(Told("a=1000000000000000"), "none");
    EXPECT_EQ(Told("a=123456789012.123"), "a=dec:123456789012.123");
    EXPECT_EQ(Told("a=1234567890123.1"), "none");
    EXPECT_EQ(Told("a=1.1234"), "none");
    EXPECT_EQ(Told("a=1."), "none");
    EXPECT_EQ(Told("a=0042"), "a=int:42");
}

TEST(StructuredField, TextIsWrittenAsATokenOrAString)
{
    EXPECT_EQ(FormatSfTokenOrString("cdn-1"), "cdn-1");
    EXPECT_EQ(FormatSfTokenOrString("1cdn"), "\"1cdn\"");
    EXPECT_EQ(FormatSfTokenOrString(""), "\"\"");
    EXPECT_EQ(FormatSfTokenOrString("a b\"\\"), "\"a b\\\"\\\\\"");
    EXPECT_EQ(FormatSfString("caf\xc3\xa9"), "\"caf??\"");
}
