// SPDX-License-Identifier: GPL-2.0-only
#include "lab/catalogue-rules.h"

#include "http/header-fields.h"
#include "lab/refuse-option.h"
#include "page/caching.h"

#include <algorithm>
#include <string_view>

namespace pagewire
{

namespace
{

void
CheckShares(const Scenario& s, const CatalogueOptions& catalogue)
{
    if (catalogue.privateShare + catalogue.noStoreShare + catalogue.noValidatorShare > 1)
    {
        const std::string last = s.Given("catalogue.no-validator") ? "catalogue.no-validator"
                               : s.Given("catalogue.no-store")     ? "catalogue.no-store"
                                                                   : "catalogue.private";
        RefuseOption(s,
                     last,
                     "makes more than all objects together with the other shares: "
                     "catalogue.private, no-store and no-validator are 100 % at most");
    }
}

void
CheckSizes(const Scenario& s, const CatalogueOptions& catalogue)
{
    if (catalogue.largest < catalogue.meanSize)
    {
        RefuseOption(s,
                     s.Given("catalogue.largest") ? "catalogue.largest" : "catalogue.object-size",
                     "makes the largest object smaller than the mean: let catalogue.largest be "
                     "catalogue.object-size or more");
    }
}

/** RFC 9110 section 5.6.4. */
bool
IsQuotedString(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
    {
        return false;
    }
    const std::string_view inside = text.substr(1, text.size() - 2);
    for (std::size_t i = 0; i < inside.size(); ++i)
    {
        const bool pair = inside[i] == '\\'; // a quoted pair: the next one is itself
        i += pair ? 1 : 0;
        if (i == inside.size() || (!pair && inside[i] == '"'))
        {
            return false;
        }
    }
    return true;
}

/** RFC 9111 section 5.2. */
bool
IsDirective(std::string_view text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
    {
        return IsToken(text);
    }
    const std::string_view value = text.substr(equals + 1);
    return IsToken(text.substr(0, equals)) && (IsToken(value) || IsQuotedString(value));
}

template <typename Predicate>
bool
IsListOf(const std::string& text, Predicate isMember)
{
    const auto members = SplitList(text);
    return IsFieldText(text) && !members.empty() &&
           std::all_of(members.begin(), members.end(), isMember);
}

void
CheckFields(const Scenario& s, const CatalogueCaching& caching)
{
    if (!caching.vary.empty() && !IsListOf(caching.vary, IsToken))
    {
        RefuseOption(s,
                     "catalogue.vary",
                     "is no list of names of fields: write them like Accept-Encoding, User-Agent, "
                     "or * or none");
    }
    if (!caching.directives.empty() && !IsListOf(caching.directives, IsDirective))
    {
        RefuseOption(s,
                     "catalogue.directives",
                     "cannot stand in Cache-Control: write directives like "
                     "stale-while-revalidate=30, must-revalidate");
    }
    if (caching.lifetime && *caching.lifetime % std::chrono::seconds(1) != Nanoseconds(0))
    {
        RefuseOption(s,
                     "catalogue.lifetime",
                     "cannot be said in a field, as max-age and Expires have whole seconds: write "
                     "such");
    }
}

} // namespace

void
CheckCatalogue(const Scenario& scenario, const ScenarioOptions& options)
{
    const CatalogueOptions& catalogue = options.requests.catalogue;
    CheckShares(scenario, catalogue);
    CheckSizes(scenario, catalogue);
    CheckFields(scenario, catalogue.caching);
}

} // namespace pagewire
