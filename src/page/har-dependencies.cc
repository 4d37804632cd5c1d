// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-dependencies.h"

#include "page/page-fault.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Captures have microseconds at best. */
Nanoseconds
WholeMicroseconds(Nanoseconds time)
{
    return std::chrono::floor<std::chrono::microseconds>(time);
}

bool
IsRedirect(const HarEntry& entry)
{
    return entry.status >= 300 && entry.status < 400 && entry.status != 304;
}

/** Whether browsers find other resources in such content. */
bool
CanRefer(const std::string& type)
{
    return type == "document" || type == "stylesheet" || type == "script";
}

std::string
RedirectTarget(const HarEntry& entry)
{
    return entry.redirectUrl.empty()
             ? std::string(entry.responseFields.Find("location").value_or(""))
             : entry.redirectUrl;
}

} // namespace

std::optional<HttpUrl>
ResolveReference(const HttpUrl& base, const std::string& reference)
{
    const std::size_t colon = reference.find(':');
    if (colon != std::string::npos && colon < reference.find_first_of("/?#"))
    {
        return ReadCapturedUrl(reference);
    }
    const std::string origin = base.origin.Text();
    if (reference.rfind("//", 0) == 0)
    {
        return ReadCapturedUrl(base.origin.scheme + ":" + reference);
    }
    if (reference.rfind('/', 0) == 0)
    {
        return ReadCapturedUrl(origin + reference);
    }
    const std::string path = base.target.substr(0, base.target.find('?'));
    const bool query = reference.rfind('?', 0) == 0;
    return ReadCapturedUrl(origin + (query ? path : path.substr(0, path.rfind('/') + 1)) +
                           reference);
}

DependencyFinder::DependencyFinder(const std::vector<CapturedRequest>& requests,
                                   std::vector<std::uint64_t> sizes)
    : m_requests(requests),
      m_sizes(std::move(sizes))
{
    for (std::size_t i = 0; i < requests.size(); ++i)
    {
        m_byUrl[requests[i].url.Text()].push_back(i);
    }
    MatchRedirects();
}

void
DependencyFinder::MatchRedirects()
{
    for (std::size_t i = 0; i < m_requests.size(); ++i)
    {
        const std::string reference = RedirectTarget(*m_requests[i].entry);
        if (!IsRedirect(*m_requests[i].entry) || reference.empty())
        {
            continue;
        }
        const std::optional<HttpUrl> target = ResolveReference(m_requests[i].url, reference);
        const auto same = target ? m_byUrl.find(target->Text()) : m_byUrl.end();
        if (same == m_byUrl.end())
        {
            continue;
        }
        // The first later request of that address that no other redirect led to.
        const auto free =
            std::find_if(same->second.begin(), same->second.end(), [&](std::size_t later) {
                return later > i && m_redirectOf.count(later) == 0;
            });
        if (free != same->second.end())
        {
            m_redirectOf[*free] = i;
            m_targetOf[i] = *free;
        }
    }
}

std::optional<std::size_t>
DependencyFinder::TargetOf(std::size_t redirect) const
{
    const auto target = m_targetOf.find(redirect);
    return target == m_targetOf.end() ? std::nullopt : std::optional<std::size_t>(target->second);
}

std::vector<Dependency>
DependencyFinder::Find(std::size_t index) const
{
    std::vector<Dependency> dependencies;
    if (const std::optional<std::size_t> parent = FindParent(index))
    {
        dependencies.push_back(Describe(*parent, index));
    }
    const std::optional<std::size_t> preflight = FindPreflight(index);
    if (preflight && (dependencies.empty() || dependencies.front().parent != *preflight))
    {
        dependencies.push_back({*preflight, Dependency::Trigger::COMPLETE, 0, Nanoseconds(0)});
    }
    return dependencies;
}

std::optional<std::size_t>
DependencyFinder::FindParent(std::size_t index) const
{
    const auto redirect = m_redirectOf.find(index);
    if (redirect != m_redirectOf.end())
    {
        return redirect->second;
    }
    const std::optional<std::size_t> initiator = FindInitiator(index);
    return initiator ? initiator : FindByTime(index);
}

std::optional<std::size_t>
DependencyFinder::LatestBefore(const std::string& url, std::size_t index) const
{
    const auto same = m_byUrl.find(url);
    if (same == m_byUrl.end())
    {
        return std::nullopt;
    }
    const auto after = std::lower_bound(same->second.begin(), same->second.end(), index);
    return after == same->second.begin() ? std::nullopt : std::optional<std::size_t>(*(after - 1));
}

std::optional<std::size_t>
DependencyFinder::FindInitiator(std::size_t index) const
{
    const HarEntry& entry = *m_requests[index].entry;
    const std::optional<HttpUrl> url = ReadCapturedUrl(entry.initiatorUrl);
    return url ? LatestBefore(url->Text(), index) : std::nullopt;
}

std::optional<std::size_t>
DependencyFinder::FindByTime(std::size_t index) const
{
    const Nanoseconds found = m_requests[index].entry->found;
    const HarEntry& document = *m_requests.front().entry;
    if (index == 0 || found < document.found)
    {
        return std::nullopt;
    }
    if (found < document.end)
    {
        return 0;
    }
    std::size_t latest = 0;
    for (std::size_t i = 1; i < index; ++i)
    {
        const Nanoseconds end = m_requests[i].entry->end;
        if (CanRefer(m_requests[i].type) && end <= found && end >= m_requests[latest].entry->end)
        {
            latest = i;
        }
    }
    return latest;
}

std::optional<std::size_t>
DependencyFinder::FindPreflight(std::size_t index) const
{
    const HarEntry& entry = *m_requests[index].entry;
    const std::optional<std::size_t> before = entry.method == "OPTIONS"
                                                ? std::nullopt
                                                : LatestBefore(m_requests[index].url.Text(), index);
    return before && m_requests[*before].entry->method == "OPTIONS" &&
                   m_requests[*before].entry->end <= entry.end
             ? before
             : std::nullopt;
}

Dependency
DependencyFinder::Describe(std::size_t parent, std::size_t index) const
{
    const HarEntry& from = *m_requests[parent].entry;
    const Nanoseconds found = m_requests[index].entry->found;
    const std::uint64_t size = from.method == "HEAD" ? 0 : m_sizes[parent];
    Dependency dependency;
    dependency.parent = parent;
    if (found >= from.end || size == 0 || m_redirectOf.count(index) > 0)
    {
        dependency.delay =
            WholeMicroseconds(std::clamp(found - from.end, Nanoseconds(0), MAX_WAIT));
        return dependency;
    }
    const Nanoseconds firstByte = from.end - from.receive;
    if (found < firstByte)
    {
        dependency.trigger = Dependency::Trigger::HEADERS;
        return dependency;
    }
    const double share = static_cast<double>((found - firstByte).count()) /
                         static_cast<double>(from.receive.count());
    dependency.trigger = Dependency::Trigger::BYTES;
    dependency.bytes =
        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(share * static_cast<double>(size)),
                                  1,
                                  size);
    return dependency;
}

} // namespace pagewire
