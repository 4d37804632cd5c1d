// SPDX-License-Identifier: GPL-2.0-only
#include "page/page.h"

#include "base/error.h"
#include "base/seed.h"
#include "page/neutral-names.h"
#include "page/page-fault.h"
#include "page/page-json.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

Page
TwoResources()
{
    Page page;
    page.hosts = {{"a.example", ""}, {"b.example", ""}};
    page.resources.resize(2);
    page.resources[0].size = 100;
    page.resources[1].path = "/x";
    page.resources[1].dependencies.push_back({});
    return page;
}

/** \return what CheckPage says after a change of the page */
template <typename Change>
std::string
FaultAfter(Change change)
{
    Page page = TwoResources();
    change(page);
    try
    {
        CheckPage(page, "p");
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "no error";
}

/** A page of any shape that the check accepts. */
Page
RandomPage(std::uint64_t seed)
{
    SeededBytes random(seed);
    const auto below = [&](std::uint64_t bound) { return random.Next() % bound; };
    const char* const methods[] = {"GET", "GET", "GET", "POST", "HEAD", "X-Y"};
    Page page;
    page.title = "T\"\\\n\xc3\xa4";
    for (std::size_t i = 0; i <= below(5); ++i)
    {
        page.hosts.push_back({"h" + std::to_string(i), below(2) == 0 ? "" : "s"});
    }
    const std::size_t count = 1 + below(30);
    for (std::size_t i = 0; i < count; ++i)
    {
        Resource resource;
        resource.host = below(page.hosts.size());
        resource.path = (below(4) == 0 ? "//" : "/") + std::to_string(i) + "?\"a=%20b\\";
        resource.method = methods[below(6)];
        resource.type = ResourceTypes()[below(ResourceTypes().size())];
        resource.status = below(5) == 0 ? 204 : 200;
        resource.size = resource.status == 204 ? 0 : below(100000);
        resource.requestBodySize = below(3) == 0 ? below(1000) : 0;
        resource.requestHeaderBytes = static_cast<std::uint32_t>(below(2000));
        resource.priority = {static_cast<int>(below(8)), below(2) == 0};
        resource.thinkTime = Nanoseconds(below(1000000000));
        for (std::size_t j = 0; i > 0 && j < below(3); ++j)
        {
            Dependency dependency;
            dependency.parent = below(i);
            const Resource& parent = page.resources[dependency.parent];
            if (parent.size > 0 && parent.method != "HEAD" && below(2) == 0)
            {
                dependency.trigger = Dependency::Trigger::BYTES;
                dependency.bytes = 1 + below(parent.size);
            }
            else if (below(2) == 0)
            {
                dependency.trigger = Dependency::Trigger::HEADERS;
            }
            dependency.delay = Nanoseconds(below(2) * below(1000000000));
            resource.dependencies.push_back(dependency);
        }
        page.resources.push_back(resource);
    }
    return page;
}

bool
SameDependency(const Dependency& a, const Dependency& b)
{
    return a.parent == b.parent && a.trigger == b.trigger && a.bytes == b.bytes &&
           a.delay == b.delay;
}

void
ExpectSame(const Resource& a, const Resource& b)
{
    EXPECT_EQ(a.host, b.host);
    EXPECT_EQ(a.path, b.path);
    EXPECT_EQ(a.method, b.method);
    EXPECT_EQ(a.type, b.type);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.size, b.size);
    EXPECT_EQ(a.requestBodySize, b.requestBodySize);
    EXPECT_EQ(a.requestHeaderBytes, b.requestHeaderBytes);
    EXPECT_TRUE(a.priority == b.priority);
    EXPECT_EQ(a.thinkTime, b.thinkTime);
    EXPECT_TRUE(std::equal(a.dependencies.begin(),
                           a.dependencies.end(),
                           b.dependencies.begin(),
                           b.dependencies.end(),
                           SameDependency));
}

} // namespace

TEST(CheckPage, AcceptsWhatCanBeLoaded)
{
    EXPECT_EQ(FaultAfter([](Page&) {}), "no error");
    EXPECT_EQ(FaultAfter([](Page& page) { page.resources[1].push = true; }), "no error");
}

TEST(CheckPage, RefusesALoadThatWouldNotEnd)
{
    EXPECT_EQ(FaultAfter([](Page& page) { page.resources[1].dependencies[0].parent = 1; }),
              R"(p: resource 1 ("/x"): it waits for a resource that does not stand before it)");
    EXPECT_EQ(FaultAfter([](Page& page) { page.resources[0].dependencies.push_back({}); }),
              R"(p: resource 0 ("/"): the first resource is the document and waits for none)");
    const auto waitForByte = [](std::uint64_t byte) {
        return [byte](Page& page) {
            page.resources[1].dependencies[0].trigger = Dependency::Trigger::BYTES;
            page.resources[1].dependencies[0].bytes = byte;
        };
    };
    EXPECT_EQ(FaultAfter(waitForByte(100)), "no error");
    EXPECT_NE(FaultAfter(waitForByte(101)), "no error");
    EXPECT_NE(FaultAfter(waitForByte(0)), "no error");
    EXPECT_NE(FaultAfter([&](Page& page) {
                  waitForByte(100)(page);
                  page.resources[0].method = "HEAD"; // its content is not sent
              }),
              "no error");
}

TEST(CheckPage, RefusesWhatNoMessageCanSay)
{
    for (const char* path : {"", "x", "/a b", "/a\tb", "/a\nb", "/\xc3\xa4", "/#a"})
    {
        EXPECT_NE(FaultAfter([&](Page& page) { page.resources[1].path = path; }), "no error")
            << path;
    }
    for (const char* host : {"", "A.example", "a b", "a:80", "b.example"})
    {
        EXPECT_NE(FaultAfter([&](Page& page) { page.hosts[0].name = host; }), "no error") << host;
    }
    for (const char* method : {"", "G T", "CONNECT"})
    {
        EXPECT_NE(FaultAfter([&](Page& page) { page.resources[1].method = method; }), "no error");
    }
    for (const int status : {0, 100, 199, 600})
    {
        EXPECT_NE(FaultAfter([&](Page& page) { page.resources[1].status = status; }), "no error");
    }
    EXPECT_NE(FaultAfter([](Page& page) { page.resources[0].status = 204; }), "no error");
    EXPECT_NE(FaultAfter([](Page& page) { page.resources[1].host = 2; }), "no error");
    EXPECT_NE(FaultAfter([](Page& page) { page.resources[1].type = "img"; }), "no error");
    EXPECT_NE(FaultAfter([](Page& page) { page.resources[1].priority.urgency = 8; }), "no error");
    EXPECT_NE(FaultAfter([](Page& page) { page.resources[1].path = "/"; }), "no error");
    EXPECT_NE(FaultAfter([](Page& page) { page.resources[1].thinkTime = Nanoseconds(-1); }),
              "no error");
    EXPECT_NE(FaultAfter([](Page& page) { page.resources.clear(); }), "no error");
    EXPECT_NE(FaultAfter([](Page& page) {
                  page.resources[1].push = true;
                  page.resources[1].host = 1;
              }),
              "no error");
}

TEST(CheckPage, AllowsOnePathWithTwoMethodsOrHosts)
{
    EXPECT_EQ(FaultAfter([](Page& page) {
                  page.resources[1].path = "/";
                  page.resources[1].host = 1;
              }),
              "no error");
    EXPECT_EQ(FaultAfter([](Page& page) {
                  page.resources[1].path = "/";
                  page.resources[1].method = "OPTIONS";
              }),
              "no error");
}

TEST(PageProperty, AnyPageComesBackFromItsText)
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const Page page = RandomPage(seed);
        const std::string text = FormatPage(page);
        const Page again = ParsePage(text, "p.json");
        EXPECT_EQ(FormatPage(again), text);
        EXPECT_EQ(again.title, page.title);
        ASSERT_EQ(again.resources.size(), page.resources.size());
        for (std::size_t i = 0; i < page.resources.size(); ++i)
        {
            ExpectSame(again.resources[i], page.resources[i]);
        }
        EXPECT_NO_THROW(CheckPage(WithNeutralNames(page), "neutral"));
    }
}

TEST(NeutralNames, KeepEverythingButNames)
{
    Page page = TwoResources();
    page.title = "Secret";
    page.hosts[0].server = "192.0.2.1";
    page.hosts[1].server = "192.0.2.1";
    page.resources[1].type = "image";
    page.resources[1].mimeType = "image/png";
    const Page neutral = WithNeutralNames(page);
    EXPECT_EQ(neutral.title, "");
    EXPECT_EQ(neutral.hosts[1].name, "h2.example");
    EXPECT_EQ(neutral.hosts[0].server, "s1");
    EXPECT_EQ(neutral.hosts[1].server, "s1");
    EXPECT_EQ(neutral.resources[0].path, "/");
    EXPECT_EQ(neutral.resources[1].path, "/image-1.png");
    EXPECT_EQ(neutral.ContentBytes(), page.ContentBytes());
}
