// SPDX-License-Identifier: GPL-2.0-only
#include "page/page-json.h"

#include "page/har-import.h"
#include "page/json-document.h"
#include "page/page-reader.h"

namespace pagewire
{

namespace
{

constexpr const char* VERSION_KEY = "pagewire-page";

/** Writes the members of one object, each only where it differs from its default. */
class ObjectWriter
{
  public:
    void Raw(std::string_view key, const std::string& json)
    {
        m_text += (m_text.empty() ? "" : ", ") + QuoteJson(key) + ": " + json;
    }

    void Text(std::string_view key, const std::string& value, std::string_view unless = "")
    {
        if (value != unless)
        {
            Raw(key, QuoteJson(value));
        }
    }

    void Number(std::string_view key, std::uint64_t value, std::uint64_t unless = 0)
    {
        if (value != unless)
        {
            Raw(key, std::to_string(value));
        }
    }

    void Duration(std::string_view key, Nanoseconds value)
    {
        if (value != Nanoseconds(0))
        {
            Raw(key, QuoteJson(FormatDuration(value)));
        }
    }

    void True(std::string_view key, bool value)
    {
        if (value)
        {
            Raw(key, "true");
        }
    }

    std::string Close() const
    {
        return "{" + m_text + "}";
    }

  private:
    std::string m_text;
};

std::string
FormatDependency(const Page& page, const Dependency& dependency)
{
    const std::string name = ResourceName(page, page.resources[dependency.parent]);
    if (dependency.trigger == Dependency::Trigger::COMPLETE && dependency.delay == Nanoseconds(0))
    {
        return QuoteJson(name);
    }
    ObjectWriter object;
    object.Text("resource", name);
    if (dependency.trigger == Dependency::Trigger::HEADERS)
    {
        object.Text("at", "headers");
    }
    if (dependency.trigger == Dependency::Trigger::BYTES)
    {
        object.Number("at", dependency.bytes);
    }
    object.Duration("delay", dependency.delay);
    return object.Close();
}

std::string
FormatDependencies(const Page& page, const std::vector<Dependency>& dependencies)
{
    if (dependencies.size() == 1)
    {
        return FormatDependency(page, dependencies.front());
    }
    std::string list;
    for (const Dependency& dependency : dependencies)
    {
        list += (list.empty() ? "" : ", ") + FormatDependency(page, dependency);
    }
    return "[" + list + "]";
}

void
AddCaching(ObjectWriter& object, const Caching& caching)
{
    object.Text("cache-control", caching.cacheControl);
    if (caching.expires)
    {
        object.Raw("expires", QuoteJson(FormatDuration(*caching.expires)));
    }
    object.Text("vary", caching.vary);
    object.Text("cdn-cache-control", caching.cdnCacheControl);
    object.Text("cache-tags", caching.cacheTags);
    object.Text("etag",
                EntityTagNames()[static_cast<std::size_t>(caching.entityTag)],
                EntityTagNames().front());
    if (caching.lastModified)
    {
        object.Raw("last-modified", *caching.lastModified ? "true" : "false");
    }
    object.Duration("update-interval", caching.updateInterval);
    object.Text("updates",
                UpdatesNames()[static_cast<std::size_t>(caching.updates)],
                UpdatesNames().front());
}

std::string
FormatResource(const Page& page, const Resource& resource)
{
    const Resource usual;
    ObjectWriter object;
    object.Text("url", ResourceUrl(page, resource));
    object.Text("method", resource.method, usual.method);
    object.Text("type", resource.type, usual.type);
    object.Text("mime", resource.mimeType);
    object.Number("status",
                  static_cast<std::uint64_t>(resource.status),
                  static_cast<std::uint64_t>(usual.status));
    object.Number("size", resource.size);
    object.Number("request-size", resource.requestBodySize);
    object.Number("request-head", resource.requestHeaderBytes);
    object.Number("response-head", resource.responseHeaderBytes);
    object.Number("urgency",
                  static_cast<std::uint64_t>(resource.priority.urgency),
                  static_cast<std::uint64_t>(usual.priority.urgency));
    object.True("incremental", resource.priority.incremental);
    object.Duration("think", resource.thinkTime);
    object.True("push", resource.push);
    AddCaching(object, resource.caching);
    if (!resource.dependencies.empty())
    {
        object.Raw("after", FormatDependencies(page, resource.dependencies));
    }
    return object.Close();
}

std::string
FormatHost(const Host& host)
{
    ObjectWriter object;
    object.Text("name", host.name);
    object.Text("server", host.server);
    return object.Close();
}

/** One item a line, so that a change of one resource is a change of one line. */
template <typename Item, typename Format>
std::string
Lines(const std::vector<Item>& items, Format format)
{
    std::string text;
    for (const Item& item : items)
    {
        text += (text.empty() ? "\n  " : ",\n  ") + format(item);
    }
    return "[" + text + "\n ]";
}

} // namespace

Page
ParsePage(std::string_view text, const std::string& file)
{
    return PageReader(file).Read(ParseJson(text, file));
}

std::string
FormatPage(const Page& page)
{
    std::string text = "{\n \"" + std::string(VERSION_KEY) + "\": 1";
    if (!page.title.empty())
    {
        text += ",\n \"title\": " + QuoteJson(page.title);
    }
    if (!page.source.empty())
    {
        text += ",\n \"source\": " + QuoteJson(page.source);
    }
    text += ",\n \"hosts\": " + Lines(page.hosts, FormatHost);
    text += ",\n \"resources\": " + Lines(page.resources, [&](const Resource& resource) {
                return FormatResource(page, resource);
            });
    return text + "\n}\n";
}

Page
LoadPage(const std::string& file)
{
    const JsonValue document = LoadJson(file);
    if (document.Find("log") != nullptr && document.Find(VERSION_KEY) == nullptr)
    {
        ImportReport report;
        return ImportHar(document, file, {}, report);
    }
    return PageReader(file).Read(document);
}

} // namespace pagewire
