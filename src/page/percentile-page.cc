// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "base/seed.h"
#include "page/resource-type.h"
#include "page/synthetic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace pagewire
{

namespace
{

constexpr std::size_t COLUMNS = 5;
constexpr std::array<int, COLUMNS> PERCENTILES{10, 25, 50, 75, 90};
constexpr double KB = 1024; // the HTTP Archive's

using Row = std::array<double, COLUMNS>;

/** Web Almanac 2025, chapter page weight, crawl of July 2025: requests and KB by percentile. */
struct AlmanacFigures
{
    Row pageKb;
    Row requests; //!< home pages
    Row images;
    Row stylesheets;
    Row scripts;
    Row fonts;
    Row scriptKb;
    Row imageKb;           //!< home pages
    double stylesheetKb50; //!< median home page, as the next two
    double fontKb50;
    double htmlKb50;
};

constexpr AlmanacFigures DESKTOP{{607, 1275, 2412, 4570, 9179},
                                 {26, 47, 80, 127, 192},
                                 {5, 9, 17, 32, 56},
                                 {2, 4, 8, 16, 31},
                                 {5, 11, 23, 40, 67},
                                 {0, 2, 4, 7, 10},
                                 {106, 303, 708, 1291, 2003},
                                 {74, 333, 1058, 2896, 6856},
                                 82,
                                 139,
                                 22};

constexpr AlmanacFigures MOBILE{{516, 1127, 2164, 4119, 8337},
                                {24, 43, 75, 122, 187},
                                {4, 8, 15, 28, 52},
                                {1, 4, 8, 16, 31},
                                {4, 10, 22, 38, 65},
                                {0, 2, 4, 6, 9},
                                {89, 270, 646, 1233, 1910},
                                {56, 256, 911, 2617, 6288},
                                77,
                                122,
                                22};

/** Documents: the median 2 and p90 12 are published, the others are ours. */
constexpr Row DOCUMENTS{1, 1, 2, 5, 12};

/** Third-party hosts of the median page; the other percentiles scale with the requests. */
constexpr double THIRD_PARTIES_50 = 16;

/**
 * Width of the log-normal distribution of sizes within a type: the published p90/p10 of script
 * files and p90/p50 of images; 1 where nothing is published.
 */
constexpr double SCRIPT_SIGMA = 2.1;
constexpr double IMAGE_SIGMA = 2.4;
constexpr double OTHER_SIGMA = 1;

/**
 * \return the standard normal quantile, by bisection of the distribution function: it needs no
 * precision beyond the octet
 */
double
NormalQuantile(double probability)
{
    double low = -8;
    double high = 8;
    for (int i = 0; i < 60; ++i)
    {
        const double middle = (low + high) / 2;
        (std::erfc(-middle / std::sqrt(2.0)) / 2 < probability ? low : high) = middle;
    }
    return low;
}

/** \return `count` sizes with this sum in octets, log-normal, in a mixed but fixed order */
std::vector<std::uint64_t>
SpreadSizes(const std::string& type, std::size_t count, double kilobytes, double sigma)
{
    std::vector<double> shares;
    for (std::size_t i = 0; i < count; ++i)
    {
        const double probability = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
        shares.push_back(std::exp(sigma * NormalQuantile(probability)));
    }
    const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> mixed;
    for (std::size_t i = 0; i < count; ++i)
    {
        const auto size = static_cast<std::uint64_t>(kilobytes * KB * shares[i] / all);
        mixed.emplace_back(MixSeed(i, type), std::max<std::uint64_t>(size, 1));
    }
    std::sort(mixed.begin(), mixed.end());
    std::vector<std::uint64_t> sizes;
    for (const auto& [order, size] : mixed)
    {
        sizes.push_back(size);
    }
    return sizes;
}

/** Builds the page type by type. */
class PercentileBuilder
{
  public:
    PercentileBuilder(const AlmanacFigures& figures, std::size_t column)
        : m_figures(figures),
          m_column(column)
    {
        const double scale = figures.requests[column] / figures.requests[2];
        const auto thirdParties =
            static_cast<std::size_t>(std::max(1.0, std::round(THIRD_PARTIES_50 * scale)));
        for (std::size_t i = 0; i <= thirdParties; ++i)
        {
            m_page.hosts.push_back({"h" + std::to_string(i + 1) + ".example", ""});
        }
    }

    Page Build()
    {
        const double htmlKb = m_figures.htmlKb50 / DOCUMENTS[2] * DOCUMENTS[m_column];
        const double cssKb = PerRequest(m_figures.stylesheetKb50, m_figures.stylesheets);
        const double fontKb = PerRequest(m_figures.fontKb50, m_figures.fonts);
        const double scriptKb = m_figures.scriptKb[m_column];
        const double imageKb = m_figures.imageKb[m_column];
        AddDocument(htmlKb / DOCUMENTS[m_column]);
        Add("stylesheet", "text/css", Count(m_figures.stylesheets), cssKb, OTHER_SIGMA);
        Add("script", "text/javascript", Count(m_figures.scripts), scriptKb, SCRIPT_SIGMA);
        Add("font", "font/woff2", Count(m_figures.fonts), fontKb, OTHER_SIGMA);
        Add("image", "image/jpeg", Count(m_figures.images), imageKb, IMAGE_SIGMA);
        const auto frames = static_cast<std::size_t>(DOCUMENTS[m_column]) - 1;
        Add("document",
            "text/html",
            frames,
            htmlKb / DOCUMENTS[m_column] * static_cast<double>(frames),
            OTHER_SIGMA);
        const double known = htmlKb + cssKb + fontKb + scriptKb + imageKb;
        const std::size_t all = Count(m_figures.requests);
        const std::size_t others = all - std::min(all, m_page.resources.size());
        // Percentiles of parts do not add up to that of the whole: at least 1 KB each remains.
        const double otherKb =
            std::max(m_figures.pageKb[m_column] - known, static_cast<double>(others));
        Add("other", "application/octet-stream", others, otherKb, OTHER_SIGMA);
        return std::move(m_page);
    }

  private:
    std::size_t Count(const Row& row) const
    {
        return static_cast<std::size_t>(row[m_column]);
    }

    /** The median weight of a type, with as many requests as this column has. */
    double PerRequest(double kilobytes50, const Row& requests) const
    {
        return kilobytes50 / requests[2] * requests[m_column];
    }

    void AddDocument(double kilobytes)
    {
        Resource document;
        document.type = "document";
        document.mimeType = "text/html";
        document.size = static_cast<std::uint64_t>(kilobytes * KB);
        document.priority = ChromePriority("", document.type);
        m_page.resources.push_back(document);
    }

    void Add(const std::string& type,
             const std::string& mimeType,
             std::size_t count,
             double kilobytes,
             double sigma)
    {
        const std::vector<std::uint64_t> sizes = SpreadSizes(type, count, kilobytes, sigma);
        const std::size_t first = m_page.resources.size();
        for (std::size_t i = 0; i < count; ++i)
        {
            Resource resource;
            resource.host = HostOf(type, i);
            resource.path = "/" + type + "-" + std::to_string(i + 1);
            resource.type = type;
            resource.mimeType = mimeType;
            resource.size = sizes[i];
            resource.priority = ChromePriority("", type);
            resource.dependencies.push_back(FoundIn(type, i, count));
            m_page.resources.push_back(resource);
        }
        if (type == "stylesheet" || type == "script")
        {
            (type == "script" ? m_firstScript : m_firstStylesheet) = first;
            (type == "script" ? m_scripts : m_stylesheets) = count;
        }
    }

    /** Styles, fonts and images come from the first host; every second script, frames and the rest
     * come from the third parties in turn. */
    std::size_t HostOf(const std::string& type, std::size_t number)
    {
        const bool foreign =
            type == "other" || type == "document" || (type == "script" && number % 2 == 1);
        return foreign ? 1 + m_nextForeign++ % (m_page.hosts.size() - 1) : 0;
    }

    /** Fonts are found in a stylesheet, a quarter of the images and all the rest in a script,
     * everything else by the parser: stylesheets in the first tenth of the HTML, the others evenly
     * over it. */
    Dependency FoundIn(const std::string& type, std::size_t number, std::size_t count) const
    {
        Dependency found;
        if (type == "font" && m_stylesheets > 0)
        {
            found.parent = m_firstStylesheet + number % m_stylesheets;
            return found;
        }
        if ((type == "other" || type == "document" || (type == "image" && number % 4 == 3)) &&
            m_scripts > 0)
        {
            found.parent = m_firstScript + number % m_scripts;
            return found;
        }
        const double html = static_cast<double>(m_page.resources.front().size);
        const double part = static_cast<double>(number + 1) / static_cast<double>(count + 1);
        found.trigger = Dependency::Trigger::BYTES;
        found.bytes = static_cast<std::uint64_t>(html * (type == "stylesheet" ? part / 10 : part));
        return found;
    }

    const AlmanacFigures& m_figures;
    std::size_t m_column;
    Page m_page;
    std::size_t m_firstStylesheet{0};
    std::size_t m_stylesheets{0};
    std::size_t m_firstScript{0};
    std::size_t m_scripts{0};
    std::size_t m_nextForeign{0};
};

} // namespace

Page
PercentilePage(const PercentileOptions& options)
{
    const auto column = std::find(PERCENTILES.begin(), PERCENTILES.end(), options.percentile);
    if (column == PERCENTILES.end())
    {
        throw InputError("percentile " + std::to_string(options.percentile) +
                         " is not published: choose 10, 25, 50, 75 or 90");
    }
    if (options.device != "mobile" && options.device != "desktop")
    {
        throw InputError("device '" + options.device + "' is unknown: choose mobile or desktop");
    }
    Page page = PercentileBuilder(options.device == "mobile" ? MOBILE : DESKTOP,
                                  static_cast<std::size_t>(column - PERCENTILES.begin()))
                    .Build();
    page.title = "A page of percentile " + std::to_string(options.percentile) + " on " +
                 options.device + " in requests and weight of each type";
    page.source = "Synthetic, after HTTP Archive, Web Almanac 2025, chapter page weight (crawl of "
                  "July 2025); the rule is in docs/page-format.md";
    CheckPage(page, "percentile page");
    return page;
}

} // namespace pagewire
