// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "node/request-fields.h"
#include "node/response-fields.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A page whose header sections have these sizes, the document's first. */
Page
PageOfHeaders(const std::vector<std::uint32_t>& request, const std::vector<std::uint32_t>& response)
{
    Page page = PageOfObjects(request.size() - 1, 100);
    for (std::size_t i = 0; i < request.size(); ++i)
    {
        page.resources[i].requestHeaderBytes = request[i];
        page.resources[i].responseHeaderBytes = response[i];
    }
    return page;
}

std::size_t
RequestSize(const Page& page, std::size_t resource)
{
    const RequestFields fields(page, "http", 80);
    return RequestFields::Http1Size(fields.Make(resource),
                                    page.resources[resource].requestBodySize);
}

std::size_t
ResponseSize(const Page& page, std::size_t resource)
{
    const ResponseFields fields(page, "http", 80);
    const Resource& what = page.resources[resource];
    return ResponseFields::Http1Size(fields.Make(resource, VIRTUAL_EPOCH), what.method, what.size);
}

} // namespace

TEST(RequestFields, SizeCountsWhatHttp1Writes)
{
    Request request;
    request.authority = "a.example";
    request.target = "/x";
    request.fields.Add("Accept", "*/*");
    const std::string text = "GET /x HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n";
    EXPECT_EQ(RequestFields::Http1Size(request, 0), text.size());
    EXPECT_EQ(RequestFields::Http1Size(request, 12), text.size() + 20) << "Content-Length: 12";
}

TEST(RequestFields, EverySizeThatCanBeReachedIs)
{
    // "GET /1 HTTP/1.1", "Host: site.example" and the empty line are the least; what lies less
    // than a filler line above that is out of reach.
    const std::size_t least = 17 + 20 + 2;
    for (std::uint32_t size = least + FieldPadding::Least(); size < 900; ++size)
    {
        ASSERT_EQ(RequestSize(PageOfHeaders({500, size}, {0, 0}), 1), size);
    }
    EXPECT_EQ(RequestSize(PageOfHeaders({500, least}, {0, 0}), 1), least);
    EXPECT_EQ(RequestSize(PageOfHeaders({500, 10}, {0, 0}), 1), least) << "no more than needed";
}

TEST(RequestFields, TheCookieOfAHostNeverChanges)
{
    const Page page = PageOfHeaders({700, 640, 655, 900}, {0, 0, 0, 0});
    const RequestFields fields(page, "https", 443);
    const std::string cookie(*fields.Make(0).fields.Find("Cookie"));
    EXPECT_GT(cookie.size(), 100u);
    for (std::size_t i = 1; i < 4; ++i)
    {
        EXPECT_EQ(fields.Make(i).fields.Find("Cookie"), cookie);
        EXPECT_EQ(fields.Make(i).fields.Find("Referer"), "https://site.example/");
    }
    EXPECT_FALSE(fields.Make(0).fields.Has("Referer"));
}

TEST(RequestFields, OriginsHaveSchemeAndPort)
{
    const Page page = PageOfObjects(0, 1);
    EXPECT_EQ(RequestFields(page, "https", 8443).Make(0).authority, "site.example:8443");
    EXPECT_EQ(RequestFields(page, "https", 443).Make(0).authority, "site.example");
}

TEST(ResponseFields, EverySizeThatCanBeReachedIs)
{
    // "HTTP/1.1 200 OK", Date, "Content-Type: image/png", "Content-Length: 100", the empty line.
    const std::size_t least = 17 + 37 + 25 + 21 + 2;
    for (std::uint32_t size = least + FieldPadding::Least(); size < 900; ++size)
    {
        ASSERT_EQ(ResponseSize(PageOfHeaders({0, 0}, {500, size}), 1), size);
    }
    EXPECT_EQ(ResponseSize(PageOfHeaders({0, 0}, {500, least}), 1), least);
}

TEST(ResponseFields, AWholeResponseCanBeResumed)
{
    const Page page = PageOfHeaders({0, 0}, {0, 0});
    const ResponseFields fields(page, "http", 80);
    const Response first = fields.Make(1, VIRTUAL_EPOCH);
    EXPECT_EQ(first.fields.Find("Accept-Ranges"), "bytes");
    EXPECT_EQ(first.fields.Find("ETag")->front(), '"');
    EXPECT_EQ(first.fields.Find("Date"), "Tue, 14 Nov 2023 22:13:20 GMT");
    EXPECT_EQ(fields.Make(1, VIRTUAL_EPOCH + 5).fields.Find("ETag"), first.fields.Find("ETag"));
    EXPECT_NE(fields.Make(0, VIRTUAL_EPOCH).fields.Find("ETag"), first.fields.Find("ETag"));
}

TEST(ResponseFields, ARedirectNamesItsDependent)
{
    Page page = PageOfObjects(2, 0);
    page.resources[0].status = 301;
    const ResponseFields fields(page, "http", 8080);
    EXPECT_EQ(fields.Make(0, VIRTUAL_EPOCH).fields.Find("Location"), "http://site.example:8080/1");
    EXPECT_FALSE(fields.Make(1, VIRTUAL_EPOCH).fields.Has("Location"));
}

TEST(ResponseFields, NoContentTypeWithoutContent)
{
    Page page = PageOfObjects(1, 0);
    page.resources[1].status = 204;
    const ResponseFields fields(page, "http", 80);
    EXPECT_FALSE(fields.Make(1, VIRTUAL_EPOCH).fields.Has("Content-Type"));
    EXPECT_FALSE(fields.Make(1, VIRTUAL_EPOCH).fields.Has("Accept-Ranges"));
}

TEST(HeaderSizes, AreThoseOnTheWireOfHttp11)
{
    Page page = PageOfHeaders({612, 455, 500}, {801, 333, 290});
    page.resources[2].method = "POST";
    page.resources[2].requestBodySize = 2000;
    LoadBench bench(page, {});
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(bench.Of(i).requestHeaderBytes, page.resources[i].requestHeaderBytes);
        EXPECT_EQ(bench.Of(i).responseHeaderBytes, page.resources[i].responseHeaderBytes);
    }
    EXPECT_EQ(bench.Of(2).requestBodyBytes, 2000u);
}

TEST(HeaderSizes, RepeatedFieldsAreCompressedByHttp2)
{
    BenchOptions options;
    options.protocol = "h2";
    LoadBench bench(PageOfHeaders({600, 600, 600}, {400, 400, 400}), options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    // The cookie goes as a literal once, then as an index: what is left is path and references.
    EXPECT_GT(bench.Of(0).requestHeaderBytes, 300u);
    EXPECT_LT(bench.Of(2).requestHeaderBytes, 60u);
    EXPECT_LT(bench.Of(2).responseHeaderBytes, 120u);
}
