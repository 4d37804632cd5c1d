// SPDX-License-Identifier: GPL-2.0-only
#include "http/header-rule.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
After(const std::vector<std::string>& rules, HeaderFields fields)
{
    std::vector<HeaderRule> parsed;
    for (const std::string& rule : rules)
    {
        parsed.push_back(ParseHeaderRule(rule));
    }
    ApplyHeaderRules(parsed, fields);
    std::string text;
    for (const HeaderField& field : fields)
    {
        text += field.name + "=" + field.value + ";";
    }
    return text;
}

} // namespace

TEST(HeaderRule, SetReplacesAllOfTheName)
{
    EXPECT_EQ(After({"set X-A: new"}, {{"x-a", "1"}, {"B", "2"}, {"X-A", "3"}}), "x-a=new;B=2;");
    EXPECT_EQ(After({"set X-A: new"}, {}), "X-A=new;");
}

TEST(HeaderRule, AddLeavesWhatIsThere)
{
    EXPECT_EQ(After({"add X-A: 2"}, {{"X-A", "1"}}), "X-A=1;X-A=2;");
}

TEST(HeaderRule, RemoveTakesAllOfTheName)
{
    EXPECT_EQ(After({"remove x-a"}, {{"X-A", "1"}, {"B", "2"}, {"x-A", "3"}}), "B=2;");
}

TEST(HeaderRule, RulesGoInOrder)
{
    EXPECT_EQ(After({"remove A", "add A: 1", "set B: 2"}, {{"A", "0"}}), "A=1;B=2;");
}

TEST(HeaderRule, ValuesMayHaveColonsAndSpaces)
{
    EXPECT_EQ(After({"  set Link:  <https://a.example/>; rel=x  "}, {}),
              "Link=<https://a.example/>; rel=x;");
    EXPECT_EQ(After({"set X-Empty:"}, {}), "X-Empty=;");
}

TEST(HeaderRule, IsWrittenAsItIsRead)
{
    for (const char* text : {"set X-A: b c", "add X-A: 1", "remove X-A"})
    {
        EXPECT_EQ(FormatHeaderRule(ParseHeaderRule(text)), text);
    }
}

TEST(HeaderRule, MistakesAreNamed)
{
    for (const char* text : {"",
                             "drop X-A",
                             "set X-A",
                             "set X A: 1",
                             "remove",
                             "remove X-A: 1",
                             "set X-A: a\r\nX-B: b",
                             "set Content-Length: 5",
                             "remove host",
                             "add Transfer-Encoding: chunked",
                             "set : x"})
    {
        EXPECT_THROW(ParseHeaderRule(text), InputError) << text;
    }
}
