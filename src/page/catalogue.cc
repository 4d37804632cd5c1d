// SPDX-License-Identifier: GPL-2.0-only
#include "page/catalogue.h"

#include "base/seed.h"
#include "base/variates.h"

#include <algorithm>
#include <cmath>

namespace pagewire
{

namespace
{

const char HOST[] = "www.example";

/** A lognormal variable of this mean has the logarithm's mean ln(mean) - spread^2 / 2. */
std::uint64_t
DrawSize(const CatalogueOptions& options, Variates& variates)
{
    const double mean = static_cast<double>(options.meanSize);
    const double spread = options.sizeSpread;
    const double size = mean * std::exp(spread * variates.Normal() - spread * spread / 2);
    return static_cast<std::uint64_t>(
        std::llround(std::min(size, static_cast<double>(options.largest))));
}

void
Append(std::string& list, const std::string& member)
{
    list += (list.empty() || member.empty() ? "" : ", ") + member;
}

/** Which of the shares an object is in, by one number from 0 to 1 for all: they do not overlap. */
Caching
CachingOf(const CatalogueOptions& options, double kind)
{
    const CatalogueCaching& wanted = options.caching;
    const bool noStore = kind < options.noStoreShare;
    const bool isPrivate = !noStore && kind < options.noStoreShare + options.privateShare;
    const double before = options.noStoreShare + options.privateShare;
    const bool validates = kind < before || kind >= before + options.noValidatorShare;
    Caching caching;
    Append(caching.cacheControl, noStore ? "no-store" : isPrivate ? "private" : "");
    if (wanted.lifetime && wanted.byExpires)
    {
        caching.expires = wanted.lifetime;
    }
    else if (wanted.lifetime && !noStore)
    {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*wanted.lifetime);
        Append(caching.cacheControl, "max-age=" + std::to_string(seconds.count()));
    }
    Append(caching.cacheControl, noStore ? "" : wanted.directives);
    caching.vary = wanted.vary;
    caching.entityTag =
        validates && wanted.entityTag ? Caching::EntityTag::STRONG : Caching::EntityTag::NONE;
    caching.lastModified = validates && wanted.lastModified;
    return caching;
}

} // namespace

Page
CataloguePage(const CatalogueOptions& options, std::uint64_t seed)
{
    Page page;
    page.title = std::to_string(options.objects) + " objects";
    page.source = "Synthetic";
    page.hosts.push_back({HOST, ""});
    page.resources.reserve(options.objects);
    Variates variates(MixSeed(seed, "catalogue"));
    for (std::size_t i = 0; i < options.objects; ++i)
    {
        Resource object;
        object.path = "/object-" + std::to_string(i + 1);
        object.mimeType = "application/octet-stream";
        object.size = DrawSize(options, variates);
        object.caching = CachingOf(options, variates.Uniform());
        page.resources.push_back(std::move(object));
    }
    return page;
}

} // namespace pagewire
