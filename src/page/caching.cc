// SPDX-License-Identifier: GPL-2.0-only
#include "page/caching.h"

#include "page/json-document.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr std::size_t MAX_FIELD = 4096;
constexpr Nanoseconds MIN_INTERVAL = std::chrono::milliseconds(1);
constexpr Nanoseconds MAX_INTERVAL = MAX_EXPIRES;

} // namespace

const std::vector<std::string>&
EntityTagNames()
{
    static const std::vector<std::string> names{"as-fits", "none", "strong", "weak"};
    return names;
}

const std::vector<std::string>&
UpdatesNames()
{
    static const std::vector<std::string> names{"regular", "exponential"};
    return names;
}

bool
IsFieldText(const std::string& text)
{
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    return text.size() <= MAX_FIELD && std::all_of(text.begin(), text.end(), printable) &&
           (text.empty() || (text.front() != ' ' && text.back() != ' '));
}

std::string
CachingFault(const Caching& caching)
{
    for (const std::string& text :
         {caching.cacheControl, caching.vary, caching.cdnCacheControl, caching.cacheTags})
    {
        if (!IsFieldText(text))
        {
            return "the field value " + QuoteJson(text.substr(0, 60)) +
                   " is none: write printable ASCII without blanks around it, at most " +
                   std::to_string(MAX_FIELD) + " octets";
        }
    }
    if (caching.expires && (*caching.expires < -MAX_EXPIRES || *caching.expires > MAX_EXPIRES))
    {
        return "expires, " + FormatDuration(*caching.expires) + ", is more than ten years away";
    }
    const Nanoseconds interval = caching.updateInterval;
    if (interval != Nanoseconds(0) && (interval < MIN_INTERVAL || interval > MAX_INTERVAL))
    {
        return "the update interval " + FormatDuration(interval) +
               " is neither 0 nor from 1ms to ten years";
    }
    return "";
}

} // namespace pagewire
