// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-selection.h"

#include "base/error.h"
#include "page/page-fault.h"
#include "page/resource-type.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

/** Room for the query that tells equal URLs apart. */
constexpr std::size_t LONGEST_TARGET = MAX_PATH - 64;
constexpr std::size_t LONGEST_HOST = 240;

/** The page load wanted: its index, or nothing where the file tells of none. */
std::optional<std::size_t>
ChoosePage(const HarLog& log, const std::string& file, const std::string& wanted)
{
    if (wanted.empty())
    {
        return log.pages.empty() ? std::nullopt : std::optional<std::size_t>(0);
    }
    std::string known;
    for (std::size_t i = 0; i < log.pages.size(); ++i)
    {
        if (log.pages[i].id == wanted || std::to_string(i + 1) == wanted)
        {
            return i;
        }
        known += (known.empty() ? "" : ", ") + log.pages[i].id;
    }
    throw InputError(file,
                     0,
                     "there is no page '" + wanted + "' in this file: name one of " +
                         (known.empty() ? "none, it lists no pages" : known) +
                         ", or its number counted from 1");
}

/** Entries that name no page belong to the one during which they began. */
bool
BelongsTo(const HarLog& log, std::size_t page, const HarEntry& entry)
{
    const auto named = std::find_if(log.pages.begin(), log.pages.end(), [&](const HarPage& known) {
        return known.id == entry.pageId;
    });
    if (named != log.pages.end())
    {
        return static_cast<std::size_t>(named - log.pages.begin()) == page;
    }
    std::size_t during = 0;
    for (std::size_t i = 0; i < log.pages.size(); ++i)
    {
        during = log.pages[i].start <= entry.start ? i : during;
    }
    return during == page;
}

/** Chrome shows as 307 what it changed to https by itself (HSTS); no such request is sent. */
bool
IsInternalRedirect(const HarEntry& entry)
{
    return entry.status == 307 && entry.transferSize.value_or(0) == 0 && entry.connection.empty() &&
           entry.server.empty();
}

bool
IsSendable(const HarEntry& entry, const HttpUrl& url)
{
    constexpr std::string_view MARKS = "!#$%&'*+-.^_`|~";
    const bool token = std::all_of(entry.method.begin(), entry.method.end(), [&](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               MARKS.find(c) != std::string_view::npos;
    });
    return token && !entry.method.empty() && entry.method != "CONNECT" &&
           url.target.size() <= LONGEST_TARGET && url.target.front() == '/' &&
           url.origin.host.size() <= LONGEST_HOST;
}

/** \return the count of the report that this entry falls under, null if it is taken */
std::size_t*
ReasonToLeave(const HarEntry& entry, const std::optional<HttpUrl>& url, ImportReport& report)
{
    if (!url || entry.resourceType == "websocket")
    {
        return &report.otherSchemes;
    }
    if (IsInternalRedirect(entry))
    {
        return &report.internal;
    }
    if (entry.status < 200 || entry.status > 599)
    {
        return &report.unanswered;
    }
    return IsSendable(entry, *url) ? nullptr : &report.odd;
}

bool
IsRedirect(const HarEntry& entry)
{
    return entry.status >= 300 && entry.status < 400 && entry.status != 304;
}

/** Puts the document first: the first that is one, or is redirected. */
void
PutDocumentFirst(std::vector<CapturedRequest>& requests)
{
    const auto document =
        std::find_if(requests.begin(), requests.end(), [](const CapturedRequest& request) {
            return request.entry->method == "GET" &&
                   (request.type == "document" || IsRedirect(*request.entry));
        });
    if (document != requests.end())
    {
        std::rotate(requests.begin(), document, document + 1);
    }
}

void
LeaveOutAfterLoad(std::vector<CapturedRequest>& requests, const HarPage& page, ImportReport& report)
{
    const Nanoseconds load = page.start + page.onLoad.value_or(Nanoseconds(0));
    const auto rest = std::stable_partition(
        requests.begin(),
        requests.end(),
        [&](const CapturedRequest& request) { return request.entry->found <= load; });
    report.afterLoad += static_cast<std::size_t>(requests.end() - rest);
    requests.erase(rest, requests.end());
}

} // namespace

std::optional<HttpUrl>
ReadCapturedUrl(std::string_view url)
{
    constexpr std::array<char, 17> HEX{"0123456789ABCDEF"};
    std::string encoded;
    for (const char c : url)
    {
        const auto octet = static_cast<unsigned char>(c);
        if (octet <= ' ' || octet >= 0x7f)
        {
            encoded += {'%', HEX[octet >> 4], HEX[octet & 15]};
        }
        else
        {
            encoded += c;
        }
    }
    return TryParseUrl(encoded);
}

std::vector<CapturedRequest>
SelectEntries(const HarLog& log,
              const std::string& file,
              const ImportOptions& options,
              ImportReport& report)
{
    const std::optional<std::size_t> page = ChoosePage(log, file, options.page);
    std::vector<CapturedRequest> requests;
    report.entries = log.entries.size();
    for (const HarEntry& entry : log.entries)
    {
        if (page && !BelongsTo(log, *page, entry))
        {
            ++report.otherPages;
            continue;
        }
        const std::optional<HttpUrl> url = ReadCapturedUrl(entry.url);
        if (std::size_t* const reason = ReasonToLeave(entry, url, report))
        {
            ++*reason;
            continue;
        }
        requests.push_back({&entry, *url, CapturedType(entry, url->target)});
    }
    std::stable_sort(requests.begin(), requests.end(), [](const auto& a, const auto& b) {
        return a.entry->found < b.entry->found;
    });
    PutDocumentFirst(requests);
    if (page && log.pages[*page].onLoad && !options.afterLoad)
    {
        LeaveOutAfterLoad(requests, log.pages[*page], report);
    }
    if (requests.empty())
    {
        throw InputError(file,
                         0,
                         "no entry of this page can be loaded (" +
                             std::to_string(log.entries.size()) +
                             " in the file): record the page again, or choose another page of it");
    }
    return requests;
}

} // namespace pagewire
