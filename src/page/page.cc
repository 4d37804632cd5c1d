// SPDX-License-Identifier: GPL-2.0-only
#include "page/page.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "page/json-document.h"
#include "page/page-fault.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace pagewire
{

namespace
{

bool
IsTokenCharacter(char c)
{
    // RFC 9110 section 5.6.2
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool
IsHostCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

bool
IsPathCharacter(char c)
{
    return c > ' ' && c < 0x7f && c != '#';
}

bool
IsFieldCharacter(char c)
{
    return c >= ' ' && c < 0x7f;
}

template <typename Predicate>
bool
All(std::string_view text, Predicate predicate)
{
    return std::all_of(text.begin(), text.end(), predicate);
}

std::string
Quoted(const std::string& text)
{
    return QuoteJson(text);
}

std::string
HostFault(const Host& host)
{
    if (host.name.empty() || host.name.size() > 253 || !All(host.name, IsHostCharacter))
    {
        return "the host name " + Quoted(host.name) +
               " is none: write at most 253 of a-z, 0-9, '-', '.' and '_'";
    }
    return "";
}

/** The request line: method, path, what the server answers. */
std::string
RequestFault(const Resource& resource)
{
    if (resource.method.empty() || !All(resource.method, IsTokenCharacter) ||
        resource.method == "CONNECT")
    {
        return "the method " + Quoted(resource.method) +
               " cannot fetch a resource: write GET, HEAD, POST, PUT, DELETE, OPTIONS or such";
    }
    if (resource.path.empty() || resource.path.front() != '/' ||
        !All(resource.path, IsPathCharacter) || resource.path.size() > MAX_PATH)
    {
        return "the path " + Quoted(resource.path.substr(0, 60)) +
               " is none: begin it with '/', percent-encode white space, '#' and what is not "
               "ASCII, and keep it within " +
               std::to_string(MAX_PATH) + " octets";
    }
    if (!All(resource.mimeType, IsFieldCharacter))
    {
        return "the MIME type " + Quoted(resource.mimeType) + " has characters other than ASCII's";
    }
    return "";
}

std::string
ResponseFault(const Resource& resource)
{
    if (resource.status < 200 || resource.status > 599)
    {
        return "status " + std::to_string(resource.status) +
               " is no final response: write 200 to 599";
    }
    if ((resource.status == 204 || resource.status == 304) && resource.size > 0)
    {
        return "a response with status " + std::to_string(resource.status) +
               " has no content, and this one's size is " + std::to_string(resource.size) +
               ": leave the size out or write another status";
    }
    const std::vector<std::string>& types = ResourceTypes();
    if (std::find(types.begin(), types.end(), resource.type) == types.end())
    {
        return "the type " + Quoted(resource.type) +
               " is unknown: " + DidYouMean(resource.type, types, OneOf(types));
    }
    if (resource.priority.urgency < 0 || resource.priority.urgency > 7)
    {
        return "urgency " + std::to_string(resource.priority.urgency) + " is not from 0 to 7";
    }
    return "";
}

std::string
LimitFault(const Resource& resource)
{
    if (resource.size > MAX_CONTENT || resource.requestBodySize > MAX_CONTENT)
    {
        return "content of " + std::to_string(std::max(resource.size, resource.requestBodySize)) +
               " octets is too much: at most " + std::to_string(MAX_CONTENT) + " are";
    }
    if (resource.requestHeaderBytes > MAX_HEADER_BYTES ||
        resource.responseHeaderBytes > MAX_HEADER_BYTES)
    {
        return "a header section of " +
               std::to_string(std::max(resource.requestHeaderBytes, resource.responseHeaderBytes)) +
               " octets is too long: at most " + std::to_string(MAX_HEADER_BYTES) + " are";
    }
    if (resource.thinkTime < Nanoseconds(0) || resource.thinkTime > MAX_WAIT)
    {
        return "the think time " + FormatDuration(resource.thinkTime) + " is not from 0 to a day";
    }
    return "";
}

/** A byte that never comes would keep a load from ending. */
std::string
BytesFault(const Dependency& dependency, const Resource& parent)
{
    const std::uint64_t content = parent.method == "HEAD" ? 0 : parent.size;
    if (dependency.trigger == Dependency::Trigger::BYTES &&
        (dependency.bytes == 0 || dependency.bytes > content))
    {
        return "it waits for byte " + std::to_string(dependency.bytes) + " of " +
               Quoted(parent.path) + ", which has " + std::to_string(content) +
               " octets: write 1 to that size, or wait for its headers";
    }
    return "";
}

std::string
DependencyFault(const Page& page, std::size_t index)
{
    const Resource& resource = page.resources[index];
    for (const Dependency& dependency : resource.dependencies)
    {
        if (dependency.parent >= index)
        {
            return index == 0 ? "the first resource is the document and waits for none"
                              : "it waits for a resource that does not stand before it";
        }
        if (dependency.delay < Nanoseconds(0) || dependency.delay > MAX_WAIT)
        {
            return "the delay " + FormatDuration(dependency.delay) + " is not from 0 to a day";
        }
        std::string fault = BytesFault(dependency, page.resources[dependency.parent]);
        if (!fault.empty())
        {
            return fault;
        }
    }
    const bool pushable =
        !resource.dependencies.empty() && resource.method == "GET" &&
        resource.requestBodySize == 0 &&
        page.resources[resource.dependencies.front().parent].host == resource.host;
    return !resource.push || pushable
             ? ""
             : "only what is got with GET, without content, from the host of the first resource "
               "that it waits for can be pushed: leave push out";
}

std::string
ResourceFault(const Page& page, std::size_t index)
{
    const Resource& resource = page.resources[index];
    if (resource.host >= page.hosts.size())
    {
        return "its host has number " + std::to_string(resource.host) + ", and there are " +
               std::to_string(page.hosts.size()) + " hosts, counted from 0";
    }
    for (std::string fault : {RequestFault(resource),
                              ResponseFault(resource),
                              LimitFault(resource),
                              CachingFault(resource.caching),
                              DependencyFault(page, index)})
    {
        if (!fault.empty())
        {
            return fault;
        }
    }
    return "";
}

} // namespace

const std::vector<std::string>&
ResourceTypes()
{
    static const std::vector<std::string> types{"document",
                                                "stylesheet",
                                                "script",
                                                "image",
                                                "font",
                                                "xhr",
                                                "fetch",
                                                "media",
                                                "other"};
    return types;
}

std::optional<PageFault>
FindHostFault(const Page& page)
{
    std::set<std::string> names;
    for (std::size_t i = 0; i < page.hosts.size(); ++i)
    {
        std::string fault = HostFault(page.hosts[i]);
        if (fault.empty() && !names.insert(page.hosts[i].name).second)
        {
            fault = "the host " + Quoted(page.hosts[i].name) + " is there twice: leave one out";
        }
        if (!fault.empty())
        {
            return PageFault{PageFault::Part::HOST, i, fault};
        }
    }
    return std::nullopt;
}

std::optional<PageFault>
FindPageFault(const Page& page)
{
    if (page.hosts.empty() || page.resources.empty())
    {
        return PageFault{PageFault::Part::PAGE, 0, "a page has at least one host and one resource"};
    }
    if (std::optional<PageFault> fault = FindHostFault(page))
    {
        return fault;
    }
    std::set<std::tuple<std::size_t, std::string, std::string>> known;
    for (std::size_t i = 0; i < page.resources.size(); ++i)
    {
        const Resource& resource = page.resources[i];
        std::string fault = ResourceFault(page, i);
        if (fault.empty() && !known.emplace(resource.host, resource.method, resource.path).second)
        {
            fault = "host, method and path are those of a resource before it: add a query to one";
        }
        if (!fault.empty())
        {
            return PageFault{PageFault::Part::RESOURCE, i, fault};
        }
    }
    return std::nullopt;
}

std::string
FaultSentence(const Page& page, const PageFault& fault)
{
    if (fault.part != PageFault::Part::RESOURCE)
    {
        return fault.sentence;
    }
    return "resource " + std::to_string(fault.index) + " (" +
           Quoted(page.resources[fault.index].path.substr(0, 60)) + "): " + fault.sentence;
}

std::uint64_t
Page::ContentBytes() const
{
    std::uint64_t sum = 0;
    for (const Resource& resource : resources)
    {
        sum += resource.size;
    }
    return sum;
}

void
CheckPage(const Page& page, const std::string& file)
{
    if (const std::optional<PageFault> fault = FindPageFault(page))
    {
        throw InputError(file, 0, FaultSentence(page, *fault));
    }
}

} // namespace pagewire
