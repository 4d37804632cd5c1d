// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-log-reader.h"

#include "base/error.h"
#include "base/units.h"
#include "http/origin.h"
#include "lab/csv-reader.h"
#include "page/catalogue.h"
#include "page/page-fault.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace pagewire
{

namespace
{

class Reader
{
  public:
    Reader(std::string_view text, std::string file)
        : m_file(std::move(file)),
          m_rows(ReadCsv(text, m_file)),
          m_time(Required("time")),
          m_client(Required("client")),
          m_url(Required("url")),
          m_size(Find("size")),
          m_cacheControl(Find("cache-control"))
    {}

    RequestsAndObjects Read()
    {
        for (m_row = 0; m_row < m_rows.rows.size(); ++m_row)
        {
            const std::vector<std::string>& cells = m_rows.rows[m_row];
            LoggedRequest request;
            request.at = Time(cells[m_time]);
            const auto next = static_cast<std::uint32_t>(m_clients.size());
            if (cells[m_client].empty())
            {
                Refuse("client is empty: write any name that tells it from the others");
            }
            request.client = m_clients.emplace(cells[m_client], next).first->second;
            request.object = Object(cells);
            m_result.log.push_back(request);
        }
        if (m_result.log.empty())
        {
            throw InputError(m_file, 0, "there are no requests: write a row for each");
        }
        Order();
        m_result.clients = static_cast<std::uint32_t>(m_clients.size());
        m_result.page.title = std::to_string(m_result.page.resources.size()) + " objects";
        m_result.page.source = m_file;
        return std::move(m_result);
    }

  private:
    std::optional<std::size_t> Find(const std::string& column) const
    {
        const auto found = std::find(m_rows.header.begin(), m_rows.header.end(), column);
        if (std::count(m_rows.header.begin(), m_rows.header.end(), column) > 1)
        {
            throw InputError(m_file, 1, "column '" + column + "' is there twice: leave one out");
        }
        return found == m_rows.header.end()
                 ? std::nullopt
                 : std::make_optional(static_cast<std::size_t>(found - m_rows.header.begin()));
    }

    std::size_t Required(const std::string& column) const
    {
        const auto found = Find(column);
        if (!found)
        {
            throw InputError(m_file,
                             1,
                             "a log of requests needs a column '" + column +
                                 "': the header is time,client,url or more");
        }
        return *found;
    }

    [[noreturn]] void Refuse(const std::string& sentence) const
    {
        throw InputError(m_file, m_rows.lines[m_row], sentence);
    }

    Nanoseconds Time(const std::string& text) const
    {
        try
        {
            return ParseDuration(text + "s");
        }
        catch (const InputError&)
        {
            Refuse("time '" + text + "' is no number of seconds: write one like 12.5");
        }
    }

    std::uint32_t Object(const std::vector<std::string>& cells)
    {
        const auto [place, isNew] = m_objects.emplace(cells[m_url], 0);
        if (isNew)
        {
            place->second = NumberOf(cells[m_url]);
        }
        const std::uint32_t number = place->second;
        Resource& object = m_result.page.resources[number];
        if (m_size && !cells[*m_size].empty())
        {
            const std::uint64_t size = Size(cells[*m_size]);
            if (!m_sized.insert(number).second && object.size != size)
            {
                RefuseOther("size", cells[*m_size], std::to_string(object.size));
            }
            object.size = size;
        }
        if (m_cacheControl && !cells[*m_cacheControl].empty())
        {
            std::string& said = object.caching.cacheControl;
            if (!said.empty() && said != cells[*m_cacheControl])
            {
                RefuseOther("cache-control", cells[*m_cacheControl], said);
            }
            said = CacheControl(cells[*m_cacheControl]);
        }
        return number;
    }

    [[noreturn]] void RefuseOther(const std::string& column,
                                  const std::string& text,
                                  const std::string& before) const
    {
        Refuse(column + " '" + text + "' is not the '" + before +
               "' of the same URL before: write the same, or leave it empty");
    }

    /** \return the object of a URL that was not met before in this spelling */
    std::uint32_t NumberOf(const std::string& text)
    {
        const auto url = TryParseUrl(text);
        if (!url)
        {
            Refuse("url '" + text + "' is none: write one like http://www.example/a");
        }
        const auto next = static_cast<std::uint32_t>(m_urls.size());
        const auto [place, isNew] =
            m_places.emplace(std::make_pair(url->origin.host, url->target), next);
        if (!isNew)
        {
            const HttpUrl& first = m_urls[place->second];
            if (first.origin != url->origin)
            {
                Refuse("url '" + text + "' is of the same host and path as '" + first.Text() +
                       "', and requests go to one port in cleartext: write the same scheme and "
                       "port");
            }
            return place->second;
        }
        m_urls.push_back(*url);
        if (m_result.page.resources.size() == MAX_CATALOGUE)
        {
            Refuse("there are more than " + std::to_string(MAX_CATALOGUE) +
                   " different URLs: leave some out");
        }
        Resource object;
        object.host = HostNumber(url->origin.host);
        object.path = url->target;
        object.mimeType = "application/octet-stream";
        object.size = CatalogueOptions().meanSize;
        m_result.page.resources.push_back(std::move(object));
        return next;
    }

    std::size_t HostNumber(const std::string& name)
    {
        std::vector<Host>& hosts = m_result.page.hosts;
        const auto found = std::find_if(hosts.begin(), hosts.end(), [&](const Host& host) {
            return host.name == name;
        });
        const auto number = static_cast<std::size_t>(found - hosts.begin());
        if (found == hosts.end())
        {
            hosts.push_back({name, "origin"});
        }
        return number;
    }

    std::uint64_t Size(const std::string& text) const
    {
        std::uint64_t size = MAX_CONTENT + 1;
        try
        {
            size = ParseByteCount(text);
        }
        catch (const InputError&)
        {
            size = MAX_CONTENT + 1;
        }
        if (size > MAX_CONTENT)
        {
            Refuse("size '" + text + "' is no number of octets up to " +
                   std::to_string(MAX_CONTENT) + ": write one like 28000");
        }
        return size;
    }

    const std::string& CacheControl(const std::string& text) const
    {
        if (!IsFieldText(text))
        {
            Refuse("cache-control cannot be the value of a field: write printable ASCII without "
                   "blanks around it, like max-age=60");
        }
        return text;
    }

    void Order()
    {
        RequestLog& log = m_result.log;
        std::stable_sort(log.begin(), log.end(), [](const auto& a, const auto& b) {
            return a.at < b.at;
        });
        const Nanoseconds first = log.front().at;
        for (LoggedRequest& request : log)
        {
            request.at -= first;
        }
    }

    std::string m_file;
    CsvRows m_rows;
    std::size_t m_time;
    std::size_t m_client;
    std::size_t m_url;
    std::optional<std::size_t> m_size;
    std::optional<std::size_t> m_cacheControl;
    std::size_t m_row{0};
    std::map<std::string, std::uint32_t> m_clients;
    std::map<std::string, std::uint32_t> m_objects; //!< by URL as it is written
    std::map<std::pair<std::string, std::string>, std::uint32_t> m_places; //!< by host and path
    std::vector<HttpUrl> m_urls; //!< of the objects, as first met
    std::set<std::uint32_t> m_sized;
    RequestsAndObjects m_result;
};

} // namespace

RequestsAndObjects
ReadRequestLog(std::string_view text, const std::string& file)
{
    return Reader(text, file).Read();
}

} // namespace pagewire
