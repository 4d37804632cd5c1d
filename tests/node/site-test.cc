// SPDX-License-Identifier: GPL-2.0-only
#include "node/site.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** Two hosts here and one elsewhere; "/" is everywhere. */
Page
ThreeHosts()
{
    Page page;
    page.hosts = {{"a.example", ""}, {"b.example", ""}, {"c.example", ""}};
    const auto add = [&](std::size_t host, const char* path, const char* method) {
        Resource resource;
        resource.host = host;
        resource.path = path;
        resource.method = method;
        page.resources.push_back(resource);
    };
    add(0, "/", "GET");
    add(1, "/", "GET");
    add(2, "/", "GET");
    add(0, "/form?q=1", "GET");
    add(0, "/form?q=1", "POST");
    add(1, "/put", "PUT");
    return page;
}

class SiteTest : public ::testing::Test
{
  protected:
    SiteMatch Find(const std::string& method,
                   const std::string& authority,
                   const std::string& target,
                   Protocol protocol = Protocol::H11)
    {
        Request request;
        request.method = method;
        request.authority = authority;
        request.target = target;
        return m_site.Find(request, protocol, "a.example");
    }

    Page m_page = ThreeHosts();
    Site m_site{m_page, {"a.example", "b.example"}};
};

} // namespace

TEST_F(SiteTest, HostsAreToldApart)
{
    EXPECT_EQ(Find("GET", "a.example", "/").resource, 0u);
    EXPECT_EQ(Find("GET", "b.example", "/").resource, 1u);
    EXPECT_EQ(Find("GET", "B.Example:80", "/").resource, 1u) << "without regard to case and port";
    EXPECT_EQ(Find("GET", "a.example", "http://b.example/").resource, 1u) << "absolute form";
}

TEST_F(SiteTest, WithoutAHostTheAddressDecides)
{
    EXPECT_EQ(Find("GET", "", "/", Protocol::H10).resource, 0u);
    EXPECT_EQ(Find("GET", "", "/form?q=1", Protocol::H09).status, 200);
}

TEST_F(SiteTest, AHostThatIsNotHereIsMisdirected)
{
    EXPECT_EQ(Find("GET", "c.example", "/").status, 421);
    EXPECT_EQ(Find("GET", "c.example", "/", Protocol::H2).status, 421);
    EXPECT_EQ(Find("GET", "c.example", "/", Protocol::H10).status, 404);
}

TEST_F(SiteTest, PathsIncludeTheQuery)
{
    EXPECT_EQ(Find("GET", "a.example", "/form?q=1").resource, 3u);
    EXPECT_EQ(Find("GET", "a.example", "/form").status, 404);
    EXPECT_EQ(Find("GET", "b.example", "/form?q=1").status, 404);
}

TEST_F(SiteTest, MethodsAreToldApart)
{
    EXPECT_EQ(Find("POST", "a.example", "/form?q=1").resource, 4u);
    EXPECT_EQ(Find("HEAD", "a.example", "/form?q=1").resource, 3u) << "HEAD is answered as GET";
    EXPECT_EQ(Find("DELETE", "a.example", "/form?q=1").status, 405);
    EXPECT_EQ(Find("DELETE", "a.example", "/form?q=1").allow, "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(Find("HEAD", "b.example", "/put").status, 405);
    EXPECT_EQ(Find("BREW", "a.example", "/").status, 501);
    EXPECT_EQ(Find("get", "a.example", "/").status, 501) << "methods are case-sensitive";
}

TEST_F(SiteTest, OptionsTellWhatIsAllowed)
{
    EXPECT_EQ(Find("OPTIONS", "b.example", "/put").status, 204);
    EXPECT_EQ(Find("OPTIONS", "b.example", "/put").allow, "PUT, OPTIONS");
    EXPECT_EQ(Find("OPTIONS", "b.example", "*").status, 204);
    EXPECT_EQ(Find("GET", "b.example", "*").status, 400);
}

TEST_F(SiteTest, MalformedRequestsAreBad)
{
    EXPECT_EQ(Find("GET", "user@a.example", "/").status, 400);
    EXPECT_EQ(Find("GET", "a.example", "").status, 400);
    EXPECT_EQ(Find("GET", "a.example", "x").status, 400);
}
