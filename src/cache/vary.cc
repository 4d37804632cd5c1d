// SPDX-License-Identifier: GPL-2.0-only
#include "cache/vary.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace pagewire
{

namespace
{

/** \return whether a field is a list of preferences whose order and case mean nothing (RFC 9110
 * section 12.4) */
bool
IsPreference(std::string_view name)
{
    return EqualsIgnoringCase(name, "Accept-Language") ||
           EqualsIgnoringCase(name, "Accept-Encoding");
}

/** \return a text that is the same for requests whose field means the same */
std::string
Normal(const HeaderFields& fields, const std::string& name)
{
    std::vector<std::string> members = fields.List(name);
    if (IsPreference(name))
    {
        for (std::string& member : members)
        {
            const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
            member.erase(std::remove_if(member.begin(), member.end(), isSpace), member.end());
            member = LowerCase(member);
        }
        std::sort(members.begin(), members.end());
    }
    std::string normal;
    for (const std::string& member : members)
    {
        normal += member + ",";
    }
    return normal;
}

/** \return the quality value in thousandths (RFC 9110 section 12.4.2) that a member of a list of
 * preferences has; 1 where there is none or it is malformed */
int
Quality(const std::string& member)
{
    std::size_t at = member.find(';');
    if (at == std::string::npos)
    {
        return 1000;
    }
    const std::string weight = LowerCase(TrimOws(std::string_view(member).substr(at + 1)));
    if (weight.substr(0, 4) != "q=0." && weight != "q=0")
    {
        return 1000;
    }
    int quality = 0;
    int place = 100;
    for (at = 4; at < weight.size() && weight[at] >= '0' && weight[at] <= '9'; ++at)
    {
        quality += (weight[at] - '0') * place;
        place /= 10;
    }
    return quality;
}

/** \return the language that is preferred to every other; nothing if there is no such one */
std::optional<std::string>
FavouriteLanguage(const HeaderFields& request)
{
    std::optional<std::string> favourite;
    int best = 0;
    for (const std::string& member : request.List("Accept-Language"))
    {
        const int quality = Quality(member);
        if (quality > best)
        {
            best = quality;
            favourite = LowerCase(TrimOws(member.substr(0, member.find(';'))));
        }
        else if (quality == best)
        {
            favourite.reset();
        }
    }
    return favourite;
}

bool
IsFavouriteLanguage(const HeaderFields& request, const HeaderFields& response)
{
    const auto language = response.Find("Content-Language");
    const auto favourite = FavouriteLanguage(request);
    return language && favourite && LowerCase(*language) == *favourite;
}

} // namespace

bool
VariesOnEverything(const HeaderFields& response)
{
    return response.HasToken("Vary", "*");
}

HeaderFields
SelectingFields(const HeaderFields& response, const HeaderFields& request)
{
    HeaderFields selecting;
    for (const std::string& name : response.List("Vary"))
    {
        if (request.Has(name))
        {
            selecting.Set(name, request.Combined(name));
        }
    }
    return selecting;
}

bool
SelectsResponse(const HeaderFields& request,
                const HeaderFields& response,
                const HeaderFields& selecting)
{
    if (VariesOnEverything(response))
    {
        return false;
    }
    const std::vector<std::string> names = response.List("Vary");
    return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        const bool same = request.Has(name) == selecting.Has(name) &&
                          Normal(request, name) == Normal(selecting, name);
        return same || (EqualsIgnoringCase(name, "Accept-Language") &&
                        IsFavouriteLanguage(request, response));
    });
}

} // namespace pagewire
