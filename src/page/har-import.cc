// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-import.h"

#include "page/har-caching.h"
#include "page/har-dependencies.h"
#include "page/har-sizes.h"
#include "page/resource-type.h"
#include "page/think-time.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

namespace pagewire
{

namespace
{

/** Gives each name a number, in the order in which they come. */
class HostTable
{
  public:
    /** \return the index of the request's host, made known with the server that answers for it */
    std::size_t IndexOf(const CapturedRequest& request)
    {
        const std::string name = NameOf(request.url.origin);
        const auto [place, added] = m_indexes.emplace(name, m_hosts.size());
        if (added)
        {
            m_hosts.push_back({name, ""});
            m_servers.emplace_back();
        }
        if (m_servers[place->second].empty())
        {
            m_servers[place->second] = request.entry->server;
        }
        return place->second;
    }

    /** \return the hosts; those of one server, if there are several, with one label */
    std::vector<Host> Take()
    {
        std::map<std::string, std::size_t> sharers;
        for (const std::string& server : m_servers)
        {
            ++sharers[server];
        }
        std::map<std::string, std::string> labels;
        for (std::size_t i = 0; i < m_hosts.size(); ++i)
        {
            if (!m_servers[i].empty() && sharers[m_servers[i]] > 1)
            {
                const std::string next = "s" + std::to_string(labels.size() + 1);
                m_hosts[i].server = labels.emplace(m_servers[i], next).first->second;
            }
        }
        return std::move(m_hosts);
    }

  private:
    /** A page knows no ports and no address literals: both become part of a name. */
    static std::string NameOf(const HttpOrigin& origin)
    {
        const bool usual = origin.port == DefaultPort(origin.scheme);
        std::string name = usual ? "" : "port-" + std::to_string(origin.port) + ".";
        for (const char c : origin.host)
        {
            const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
                               c == '-' || c == '_';
            name += plain ? c : '-';
        }
        return name;
    }

    std::vector<Host> m_hosts;
    std::vector<std::string> m_servers; //!< as the file names them, for each host
    std::map<std::string, std::size_t> m_indexes;
};

/** Tells apart what was fetched more than once. */
class PathTable
{
  public:
    /** \return the path, with a query or a longer one if host and method had it before */
    std::string Unique(std::size_t host, const std::string& method, const std::string& path)
    {
        std::string unique = path;
        for (int again = 2; !m_known.emplace(host, method, unique).second; ++again)
        {
            unique = path + (path.find('?') == std::string::npos ? '?' : '&') +
                     "again=" + std::to_string(again);
        }
        return unique;
    }

  private:
    std::set<std::tuple<std::size_t, std::string, std::string>> m_known;
};

/** Turns the chosen entries into resources. */
class PageBuilder
{
  public:
    PageBuilder(std::vector<CapturedRequest> requests, bool caching, ImportReport& report)
        : m_requests(std::move(requests)),
          m_sizes(m_requests),
          m_thinkTimes(m_requests),
          m_caching(caching),
          m_report(report)
    {
        std::vector<std::uint64_t> sizes;
        for (const CapturedRequest& request : m_requests)
        {
            m_contents.push_back(m_sizes.ContentOf(request));
            sizes.push_back(m_contents.back().size);
        }
        m_dependencies = std::make_unique<DependencyFinder>(m_requests, std::move(sizes));
        // Redirects say nothing of a type; it is that of what they lead to.
        for (std::size_t i = m_requests.size(); i-- > 0;)
        {
            const std::optional<std::size_t> target = m_dependencies->TargetOf(i);
            if (target && m_requests[i].entry->resourceType.empty())
            {
                m_requests[i].type = m_requests[*target].type;
            }
        }
    }

    Page Build()
    {
        Page page;
        for (std::size_t i = 0; i < m_requests.size(); ++i)
        {
            page.resources.push_back(MakeResource(i));
        }
        page.hosts = m_hosts.Take();
        for (Resource& resource : page.resources)
        {
            resource.push = resource.push && IsPushable(page, resource);
        }
        return page;
    }

  private:
    Resource MakeResource(std::size_t index)
    {
        const CapturedRequest& request = m_requests[index];
        const HarEntry& entry = *request.entry;
        const bool partly = entry.status == 206 || entry.status == 304;
        Resource resource;
        resource.host = m_hosts.IndexOf(request);
        resource.path = m_paths.Unique(resource.host, entry.method, request.url.target);
        m_report.renamed += resource.path != request.url.target ? 1 : 0;
        resource.method = entry.method;
        resource.type = request.type;
        resource.mimeType = MimeTypeOf(entry);
        resource.status = partly ? 200 : entry.status;
        resource.size = m_contents[index].size;
        m_report.fromCache += m_contents[index].origin != HarSizes::Origin::MOVED ? 1 : 0;
        m_report.scaled += m_contents[index].origin == HarSizes::Origin::SCALED ? 1 : 0;
        resource.requestBodySize = HarSizes::RequestContentOf(entry);
        resource.requestHeaderBytes = HarSizes::RequestHeadOf(request);
        resource.responseHeaderBytes = HarSizes::ResponseHeadOf(entry);
        resource.priority = PriorityOf(request);
        resource.thinkTime = m_thinkTimes.Of(request);
        resource.push = entry.pushed;
        resource.caching = m_caching ? CachingOf(entry) : Caching{};
        resource.dependencies = m_dependencies->Find(index);
        return resource;
    }

    /** The MIME type without parameters, of printable ASCII. */
    static std::string MimeTypeOf(const HarEntry& entry)
    {
        std::string mime = entry.mimeType.substr(0, entry.mimeType.find_first_of("; "));
        const bool plain =
            std::all_of(mime.begin(), mime.end(), [](char c) { return c > ' ' && c <= '~'; });
        return plain ? mime : "";
    }

    static Priority PriorityOf(const CapturedRequest& request)
    {
        const std::optional<std::string_view> field = request.entry->requestFields.Find("priority");
        return field ? ParsePriority(*field)
                     : ChromePriority(request.entry->priority, request.type);
    }

    static bool IsPushable(const Page& page, const Resource& resource)
    {
        return !resource.dependencies.empty() && resource.method == "GET" &&
               resource.requestBodySize == 0 &&
               page.resources[resource.dependencies.front().parent].host == resource.host;
    }

    std::vector<CapturedRequest> m_requests;
    HarSizes m_sizes;
    ThinkTimes m_thinkTimes;
    bool m_caching;
    ImportReport& m_report;
    std::vector<HarSizes::Content> m_contents;
    std::unique_ptr<DependencyFinder> m_dependencies;
    HostTable m_hosts;
    PathTable m_paths;
};

void
AddNote(ImportReport& report, std::size_t count, const std::string& what)
{
    if (count > 0)
    {
        report.notes.push_back(std::to_string(count) + " of " + std::to_string(report.entries) +
                               " entries " + what);
    }
}

void
WriteNotes(ImportReport& report)
{
    AddNote(report, report.otherPages, "left out: they belong to another page of the file");
    AddNote(report,
            report.otherSchemes,
            "left out: data:, blob:, WebSocket and other addresses that HTTP does not fetch");
    AddNote(report, report.unanswered, "left out: aborted or blocked, without a response");
    AddNote(report, report.internal, "left out: redirects inside the browser (HSTS)");
    AddNote(report, report.afterLoad, "left out: found after the load event");
    AddNote(report, report.odd, "left out: a method or an address that no client sends");
    AddNote(report,
            report.fromCache,
            "came from a cache in the capture: loaded here with their whole size");
    AddNote(report,
            report.scaled,
            "show but their decoded size, being from a cache: scaled by what others of their type "
            "compressed to");
    AddNote(report, report.renamed, "fetched again: told apart by a query");
}

std::string
TitleOf(const HarLog& log, const std::string& wanted)
{
    for (std::size_t i = 0; i < log.pages.size(); ++i)
    {
        if (wanted.empty() || log.pages[i].id == wanted || std::to_string(i + 1) == wanted)
        {
            return log.pages[i].title;
        }
    }
    return "";
}

} // namespace

Page
ImportHar(const JsonValue& document,
          const std::string& file,
          const ImportOptions& options,
          ImportReport& report)
{
    report = {};
    const HarLog log = ReadHar(document, file);
    Page page =
        PageBuilder(SelectEntries(log, file, options, report), options.caching, report).Build();
    page.title = TitleOf(log, options.page);
    WriteNotes(report);
    CheckPage(page, file);
    return page;
}

Page
ImportHar(std::string_view text,
          const std::string& file,
          const ImportOptions& options,
          ImportReport& report)
{
    return ImportHar(ParseJson(text, file), file, options, report);
}

} // namespace pagewire
