// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-control.h"

#include "http/structured-field.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** What RFC 9111 section 1.2.2 has a cache count what is too large for it as. */
constexpr std::chrono::seconds LONGEST{std::int64_t{1} << 31};

/** A directive as it stands in the field. */
struct Directive
{
    std::string name; //!< in lower case
    std::optional<std::string> argument;
};

std::string
Unquote(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"')
    {
        return std::string(text);
    }
    std::string plain;
    for (std::size_t i = 1; i + 1 < text.size(); ++i)
    {
        if (text[i] == '\\' && i + 2 < text.size())
        {
            ++i;
        }
        plain += text[i];
    }
    return plain;
}

/** Members whose name is no token, such as one with a space before its "=", are passed over. */
std::vector<Directive>
Directives(const HeaderFields& fields, std::string_view name)
{
    std::vector<Directive> directives;
    for (const std::string& member : fields.List(name))
    {
        const std::size_t equals = member.find('=');
        Directive directive{LowerCase(member.substr(0, equals)), std::nullopt};
        if (equals != std::string::npos)
        {
            directive.argument = Unquote(member.substr(equals + 1));
        }
        if (IsToken(directive.name))
        {
            directives.push_back(std::move(directive));
        }
    }
    return directives;
}

/** Sets a number of seconds that is not set yet. */
void
SetSeconds(std::optional<Nanoseconds>& seconds, const Directive& directive)
{
    if (!seconds)
    {
        const auto given =
            directive.argument ? ParseDeltaSeconds(*directive.argument) : std::nullopt;
        seconds = given.value_or(Nanoseconds(0));
    }
}

void
SetFields(FieldsDirective& about, const Directive& directive)
{
    std::vector<std::string_view> names;
    if (directive.argument)
    {
        names = SplitList(*directive.argument);
    }
    // Names that are none, as in a string without an end: careful is to mean all of it.
    about.whole = about.whole || names.empty() || !std::all_of(names.begin(), names.end(), IsToken);
    about.fields.insert(about.fields.end(), names.begin(), names.end());
}

/** A directive of a response that takes no argument, an argument of seconds, or one of fields. */
struct ResponseDirectiveKind
{
    std::string_view name;
    bool ResponseDirectives::*flag;
    std::optional<Nanoseconds> ResponseDirectives::*seconds;
    FieldsDirective ResponseDirectives::*fields;
};

using R = ResponseDirectives;
constexpr ResponseDirectiveKind KINDS[] = {
    {"no-store", &R::noStore, nullptr, nullptr},
    {"must-revalidate", &R::mustRevalidate, nullptr, nullptr},
    {"proxy-revalidate", &R::proxyRevalidate, nullptr, nullptr},
    {"must-understand", &R::mustUnderstand, nullptr, nullptr},
    {"public", &R::isPublic, nullptr, nullptr},
    {"immutable", &R::immutable, nullptr, nullptr},
    {"no-cache", nullptr, nullptr, &R::noCache},
    {"private", nullptr, nullptr, &R::isPrivate},
    {"max-age", nullptr, &R::maxAge, nullptr},
    {"s-maxage", nullptr, &R::sMaxAge, nullptr},
    {"stale-while-revalidate", nullptr, &R::staleWhileRevalidate, nullptr},
    {"stale-if-error", nullptr, &R::staleIfError, nullptr},
};

void
Heed(ResponseDirectives& response, const Directive& directive)
{
    for (const ResponseDirectiveKind& kind : KINDS)
    {
        if (kind.name != directive.name)
        {
            continue;
        }
        if (kind.flag)
        {
            response.*kind.flag = true;
        }
        else if (kind.seconds)
        {
            SetSeconds(response.*kind.seconds, directive);
        }
        else
        {
            SetFields(response.*kind.fields, directive);
        }
    }
}

bool
TakesSeconds(std::string_view name)
{
    return std::any_of(std::begin(KINDS), std::end(KINDS), [name](const auto& kind) {
        return kind.name == name && kind.seconds;
    });
}

/** \return the member as a directive of Cache-Control; nothing if its value has a wrong type */
std::optional<Directive>
FromMember(const std::pair<std::string, SfValue>& member)
{
    const auto& [name, value] = member;
    if (TakesSeconds(name))
    {
        return value.type == SfValue::Type::INTEGER
                 ? std::make_optional(Directive{name, std::to_string(value.integer)})
                 : std::nullopt;
    }
    const bool text = value.type == SfValue::Type::STRING || value.type == SfValue::Type::TOKEN;
    return Directive{name, text ? std::make_optional(value.text) : std::nullopt};
}

} // namespace

std::optional<Nanoseconds>
ParseDeltaSeconds(std::string_view text)
{
    std::chrono::seconds time{0};
    for (const char c : text)
    {
        if (c < '0' || c > '9')
        {
            return std::nullopt;
        }
        time = std::min(time * 10 + std::chrono::seconds(c - '0'), LONGEST);
    }
    return text.empty() ? std::nullopt : std::make_optional<Nanoseconds>(time);
}

ResponseDirectives
ParseResponseDirectives(const HeaderFields& fields)
{
    ResponseDirectives response;
    for (const Directive& directive : Directives(fields, "Cache-Control"))
    {
        Heed(response, directive);
    }
    return response;
}

std::optional<ResponseDirectives>
ParseTargetedDirectives(const HeaderFields& fields, const std::string& name)
{
    const auto dictionary = ParseSfDictionary(fields.Combined(name));
    if (!dictionary || dictionary->empty())
    {
        return std::nullopt;
    }
    ResponseDirectives response;
    for (const auto& member : *dictionary)
    {
        const auto directive = FromMember(member);
        if (!directive)
        {
            return std::nullopt;
        }
        const bool off = member.second.type == SfValue::Type::BOOLEAN && member.second.integer == 0;
        if (!off)
        {
            Heed(response, *directive);
        }
    }
    return response;
}

RequestDirectives
ParseRequestDirectives(const HeaderFields& fields)
{
    RequestDirectives request;
    request.noCache = !fields.Has("Cache-Control") && fields.HasToken("Pragma", "no-cache");
    for (const Directive& directive : Directives(fields, "Cache-Control"))
    {
        request.noCache = request.noCache || directive.name == "no-cache";
        request.noStore = request.noStore || directive.name == "no-store";
        request.onlyIfCached = request.onlyIfCached || directive.name == "only-if-cached";
        if (directive.name == "max-age")
        {
            SetSeconds(request.maxAge, directive);
        }
        else if (directive.name == "max-stale" && !directive.argument)
        {
            request.maxStale = LONGEST;
        }
        else if (directive.name == "max-stale")
        {
            SetSeconds(request.maxStale, directive);
        }
        else if (directive.name == "min-fresh")
        {
            SetSeconds(request.minFresh, directive);
        }
        else if (directive.name == "stale-if-error")
        {
            SetSeconds(request.staleIfError, directive);
        }
    }
    return request;
}

} // namespace pagewire
