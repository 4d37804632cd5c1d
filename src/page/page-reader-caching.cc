// SPDX-License-Identifier: GPL-2.0-only
// The keys of a page description that tell of caching.
#include "base/error.h"
#include "base/nearest-name.h"
#include "page/page-reader.h"

#include <algorithm>

namespace pagewire
{

Caching
PageReader::ReadCaching(const JsonValue& value) const
{
    Caching caching;
    caching.cacheControl = Text(value, "cache-control", "");
    caching.vary = Text(value, "vary", "");
    caching.cdnCacheControl = Text(value, "cdn-cache-control", "");
    caching.cacheTags = Text(value, "cache-tags", "");
    if (value.Find("expires") != nullptr)
    {
        caching.expires = SignedDuration(value, "expires");
    }
    if (value.Find("last-modified") != nullptr)
    {
        caching.lastModified = Truth(value, "last-modified");
    }
    caching.entityTag = static_cast<Caching::EntityTag>(Choice(value, "etag", EntityTagNames()));
    caching.updateInterval = Duration(value, "update-interval");
    caching.updates = static_cast<Caching::Updates>(Choice(value, "updates", UpdatesNames()));
    return caching;
}

/** \return the index of the word, 0 where the key is absent */
std::size_t
PageReader::Choice(const JsonValue& object,
                   const std::string& key,
                   const std::vector<std::string>& words) const
{
    const std::string word = Text(object, key, words.front());
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end())
    {
        Refuse(*object.Find(key),
               QuoteJson(key) + " is " + QuoteJson(word) + ": " +
                   DidYouMean(word, words, OneOf(words)));
    }
    return static_cast<std::size_t>(found - words.begin());
}

} // namespace pagewire
