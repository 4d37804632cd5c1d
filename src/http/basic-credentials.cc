// SPDX-License-Identifier: GPL-2.0-only
#include "http/basic-credentials.h"

#include "http/base64.h"
#include "http/header-fields.h"

#include <cassert>

namespace pagewire
{

namespace
{

constexpr std::string_view SCHEME = "Basic";

} // namespace

bool
BasicCredentials::operator==(const BasicCredentials& other) const
{
    return user == other.user && password == other.password;
}

std::string
FormatBasicCredentials(const BasicCredentials& credentials)
{
    assert(credentials.user.find(':') == std::string::npos);
    return std::string(SCHEME) + " " + EncodeBase64(credentials.user + ":" + credentials.password);
}

std::optional<BasicCredentials>
ParseBasicCredentials(std::string_view value)
{
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos || !EqualsIgnoringCase(value.substr(0, space), SCHEME))
    {
        return std::nullopt;
    }
    const auto text = DecodeBase64(TrimOws(value.substr(space)));
    const std::size_t colon = text ? text->find(':') : std::string::npos;
    if (colon == std::string::npos)
    {
        return std::nullopt;
    }
    return BasicCredentials{text->substr(0, colon), text->substr(colon + 1)};
}

std::string
FormatBasicChallenge(const std::string& realm)
{
    return std::string(SCHEME) + " realm=\"" + realm + "\", charset=\"UTF-8\"";
}

} // namespace pagewire
