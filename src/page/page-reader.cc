// SPDX-License-Identifier: GPL-2.0-only
#include "page/page-reader.h"

#include "base/error.h"
#include "base/nearest-name.h"

#include <algorithm>

namespace pagewire
{

namespace
{

using Kind = JsonValue::Kind;

std::string
KindName(Kind kind)
{
    switch (kind)
    {
    case Kind::LIST:
        return "a list";
    case Kind::OBJECT:
        return "an object";
    case Kind::STRING:
        return "a text";
    case Kind::NUMBER:
        return "a number";
    case Kind::BOOLEAN:
        return "true or false";
    case Kind::NOTHING:
        break;
    }
    return "null";
}

std::string
Quoted(const std::string& text)
{
    return "'" + text + "'";
}

} // namespace

std::string
ResourceUrl(const Page& page, const Resource& resource)
{
    // A path that begins with "//" would read as a host.
    const bool bare = resource.host == 0 && resource.path.rfind("//", 0) != 0;
    return (bare ? "" : "//" + page.hosts[resource.host].name) + resource.path;
}

std::string
ResourceName(const Page& page, const Resource& resource)
{
    return (resource.method == "GET" ? "" : resource.method + " ") + ResourceUrl(page, resource);
}

PageReader::PageReader(const std::string& file)
    : m_file(file)
{}

Page
PageReader::Read(const JsonValue& document)
{
    CheckVersion(document);
    CheckKeys(document, "a page", {"pagewire-page", "title", "source", "hosts", "resources"});
    m_page.title = Text(document, "title", "");
    m_page.source = Text(document, "source", "");
    for (const JsonValue& host :
         Demand(document, "hosts", Kind::LIST, R"(write "hosts": [{"name": "www.example"}])").items)
    {
        ReadHost(host);
    }
    Report(FindHostFault(m_page));
    for (const JsonValue& resource :
         Demand(document, "resources", Kind::LIST, R"(write "resources": [{"url": "/"}])").items)
    {
        ReadResource(resource);
    }
    Report(FindPageFault(m_page));
    return std::move(m_page);
}

void
PageReader::CheckVersion(const JsonValue& document) const
{
    const JsonValue* const version = document.Find("pagewire-page");
    if (version == nullptr)
    {
        Refuse(document,
               R"(this is neither a page description ("pagewire-page": 1 is missing) nor a HAR )"
               R"(file ("log" is missing))");
    }
    if (!version->natural || version->whole != 1)
    {
        Refuse(*version,
               "this page description's version is " + DescribeJson(*version) +
                   ", and this Pagewire reads version 1");
    }
}

void
PageReader::ReadHost(const JsonValue& value)
{
    if (!value.Is(Kind::OBJECT))
    {
        Refuse(value,
               "a host is " + DescribeJson(value) +
                   R"(: write an object, {"name": "www.example"})");
    }
    CheckKeys(value, "a host", {"name", "server"});
    Host host;
    host.name =
        Demand(value, "name", Kind::STRING, R"(write "name": "www.example" for each host)").text;
    host.server = Text(value, "server", "");
    m_page.hosts.push_back(host);
    m_hostLines.push_back(value.line);
}

void
PageReader::ReadResource(const JsonValue& value)
{
    if (!value.Is(Kind::OBJECT))
    {
        Refuse(value,
               "a resource is " + DescribeJson(value) + R"(: write an object, {"url": "/"})");
    }
    CheckKeys(value,
              "a resource",
              {"url",
               "method",
               "type",
               "mime",
               "status",
               "size",
               "request-size",
               "request-head",
               "response-head",
               "urgency",
               "incremental",
               "think",
               "push",
               "cache-control",
               "expires",
               "vary",
               "cdn-cache-control",
               "cache-tags",
               "etag",
               "last-modified",
               "update-interval",
               "updates",
               "after"});
    Resource resource;
    SetPlace(Demand(value, "url", Kind::STRING, R"(write "url": "/path" for each resource)"),
             resource);
    resource.method = Text(value, "method", resource.method);
    resource.type = Text(value, "type", resource.type);
    resource.mimeType = Text(value, "mime", "");
    resource.push = Truth(value, "push");
    resource.thinkTime = Duration(value, "think");
    SetSizes(value, resource);
    resource.caching = ReadCaching(value);
    if (const JsonValue* const after = value.Find("after"))
    {
        // A list of several, or one by itself.
        const std::vector<JsonValue> one{*after};
        for (const JsonValue& dependency : after->Is(Kind::LIST) ? after->items : one)
        {
            resource.dependencies.push_back(ReadDependency(dependency));
        }
    }
    m_byName.emplace(ResourceName(m_page, resource), m_page.resources.size());
    m_page.resources.push_back(std::move(resource));
    m_resourceLines.push_back(value.line);
}

void
PageReader::SetSizes(const JsonValue& value, Resource& resource) const
{
    const auto usualUrgency = static_cast<std::uint64_t>(resource.priority.urgency);
    resource.status = static_cast<int>(Count(value, "status", 200, 599));
    resource.size = Size(value, "size");
    resource.requestBodySize = Size(value, "request-size");
    resource.requestHeaderBytes =
        static_cast<std::uint32_t>(Count(value, "request-head", 0, MAX_HEADER_BYTES));
    resource.responseHeaderBytes =
        static_cast<std::uint32_t>(Count(value, "response-head", 0, MAX_HEADER_BYTES));
    resource.priority.urgency = static_cast<int>(Count(value, "urgency", usualUrgency, 7));
    resource.priority.incremental = Truth(value, "incremental");
}

void
PageReader::SetPlace(const JsonValue& url, Resource& resource) const
{
    if (url.text.rfind("//", 0) != 0)
    {
        if (url.text.find("://") < url.text.find('/'))
        {
            Refuse(url, "the url " + Quoted(url.text) + " names a scheme: begin it with '//'");
        }
        resource.path = url.text;
        return;
    }
    const std::size_t slash = std::min(url.text.find('/', 2), url.text.size());
    const std::string name = url.text.substr(2, slash - 2);
    const auto host = std::find_if(m_page.hosts.begin(), m_page.hosts.end(), [&](const Host& h) {
        return h.name == name;
    });
    if (host == m_page.hosts.end())
    {
        std::vector<std::string> names;
        for (const Host& known : m_page.hosts)
        {
            names.push_back(known.name);
        }
        Refuse(url,
               "the host " + Quoted(name) +
                   " is not in \"hosts\": " + DidYouMean(name, names, "add it there"));
    }
    resource.host = static_cast<std::size_t>(host - m_page.hosts.begin());
    resource.path = url.text.substr(slash);
}

Dependency
PageReader::ReadDependency(const JsonValue& value) const
{
    Dependency dependency;
    if (value.Is(Kind::STRING))
    {
        dependency.parent = FindResource(value);
        return dependency;
    }
    if (!value.Is(Kind::OBJECT))
    {
        Refuse(value,
               "\"after\" is " + DescribeJson(value) +
                   R"(: write a url, {"resource": url, "at": ..., "delay": ...}, or a list of )"
                   "these");
    }
    CheckKeys(value, "\"after\"", {"resource", "at", "delay"});
    dependency.parent = FindResource(
        Demand(value, "resource", Kind::STRING, R"(write "resource": the url waited for)"));
    dependency.delay = Duration(value, "delay");
    if (const JsonValue* const at = value.Find("at"))
    {
        SetTrigger(*at, dependency);
    }
    return dependency;
}

void
PageReader::SetTrigger(const JsonValue& at, Dependency& dependency) const
{
    if (at.natural)
    {
        dependency.trigger = Dependency::Trigger::BYTES;
        dependency.bytes = at.whole;
        return;
    }
    if (at.text != "headers" && at.text != "complete")
    {
        Refuse(at,
               "\"at\" is " + DescribeJson(at) +
                   R"(: write "complete", "headers" or a number of bytes)");
    }
    dependency.trigger =
        at.text == "headers" ? Dependency::Trigger::HEADERS : Dependency::Trigger::COMPLETE;
}

std::size_t
PageReader::FindResource(const JsonValue& reference) const
{
    const auto found = m_byName.find(reference.text);
    if (found != m_byName.end())
    {
        return found->second;
    }
    std::vector<std::string> names;
    for (const auto& [name, index] : m_byName)
    {
        names.push_back(name);
    }
    Refuse(reference,
           "no resource " + Quoted(reference.text) + " stands before this one" +
               (names.empty() ? ": the first one is the document and waits for none"
                              : ": " + DidYouMean(reference.text, names, "name one that does")));
}

void
PageReader::CheckKeys(const JsonValue& object, const std::string& what, const Keys& known) const
{
    for (auto member = object.members.begin(); member != object.members.end(); ++member)
    {
        const std::string& key = member->first;
        if (!key.empty() && key.front() == '_')
        {
            continue;
        }
        if (std::find(known.begin(), known.end(), key) == known.end())
        {
            Refuse(member->second,
                   what + " has no " + QuoteJson(key) + ": " +
                       DidYouMean(key, known, OneOf(known)));
        }
        if (std::any_of(object.members.begin(), member, [&](const auto& earlier) {
                return earlier.first == key;
            }))
        {
            Refuse(member->second, QuoteJson(key) + " is there twice: leave one out");
        }
    }
}

void
PageReader::Report(const std::optional<PageFault>& fault) const
{
    if (!fault)
    {
        return;
    }
    int line = 0;
    if (fault->part == PageFault::Part::HOST)
    {
        line = m_hostLines[fault->index];
    }
    if (fault->part == PageFault::Part::RESOURCE)
    {
        line = m_resourceLines[fault->index];
    }
    throw InputError(m_file, line, FaultSentence(m_page, *fault));
}

const JsonValue&
PageReader::Demand(const JsonValue& object,
                   const std::string& key,
                   Kind kind,
                   const std::string& remedy) const
{
    const JsonValue* const value = object.Find(key);
    if (value == nullptr)
    {
        Refuse(object, QuoteJson(key) + " is missing: " + remedy);
    }
    if (!value->Is(kind))
    {
        Refuse(*value,
               QuoteJson(key) + " is " + DescribeJson(*value) + ", not " + KindName(kind) + ": " +
                   remedy);
    }
    return *value;
}

std::string
PageReader::Text(const JsonValue& object, const std::string& key, std::string usual) const
{
    return object.Find(key) == nullptr
             ? usual
             : Demand(object, key, Kind::STRING, "write it in quotation marks").text;
}

std::uint64_t
PageReader::Count(const JsonValue& object,
                  const std::string& key,
                  std::uint64_t usual,
                  std::uint64_t most) const
{
    const JsonValue* const value = object.Find(key);
    if (value == nullptr)
    {
        return usual;
    }
    if (!value->natural || value->whole > most)
    {
        Refuse(*value,
               QuoteJson(key) + " is " + DescribeJson(*value) +
                   ": write a whole number from 0 to " + std::to_string(most));
    }
    return value->whole;
}

std::uint64_t
PageReader::Size(const JsonValue& object, const std::string& key) const
{
    const JsonValue* const value = object.Find(key);
    if (value == nullptr || !value->Is(Kind::STRING))
    {
        return Count(object, key, 0, MAX_CONTENT);
    }
    try
    {
        return ParseByteCount(value->text);
    }
    catch (const InputError& error)
    {
        Refuse(*value, QuoteJson(key) + ": " + error.what());
    }
}

Nanoseconds
PageReader::Duration(const JsonValue& object, const std::string& key) const
{
    return DurationBy(&ParseDuration, object, key);
}

Nanoseconds
PageReader::SignedDuration(const JsonValue& object, const std::string& key) const
{
    return DurationBy(&ParseSignedDuration, object, key);
}

Nanoseconds
PageReader::DurationBy(Nanoseconds (*parse)(std::string_view),
                       const JsonValue& object,
                       const std::string& key) const
{
    if (object.Find(key) == nullptr)
    {
        return Nanoseconds(0);
    }
    const JsonValue& value =
        Demand(object, key, Kind::STRING, R"(write a duration with its unit, as "12ms")");
    try
    {
        return parse(value.text);
    }
    catch (const InputError& error)
    {
        Refuse(value, QuoteJson(key) + ": " + error.what());
    }
}

bool
PageReader::Truth(const JsonValue& object, const std::string& key) const
{
    return object.Find(key) != nullptr &&
           Demand(object, key, Kind::BOOLEAN, "write true, or leave it out").truth;
}

void
PageReader::Refuse(const JsonValue& value, const std::string& sentence) const
{
    throw InputError(m_file, value.line, sentence);
}

} // namespace pagewire
