// SPDX-License-Identifier: GPL-2.0-only
#include "lab/path-option-values.h"

#include <algorithm>
#include <string_view>

namespace pagewire
{

std::vector<HeaderRule>
ParseHeaderRules(const std::string& text)
{
    std::vector<HeaderRule> rules;
    for (std::size_t at = 0; at < text.size();)
    {
        const std::size_t end = std::min(text.find(';', at), text.size());
        rules.push_back(ParseHeaderRule(TrimOws(std::string_view(text).substr(at, end - at))));
        at = end + 1;
    }
    return rules;
}

std::optional<TlsVersion>
ParseTlsChoice(const std::string& text)
{
    return text == "none" ? std::nullopt
         : text == "1.2"  ? std::make_optional(TlsVersion::TLS12)
                          : std::make_optional(TlsVersion::TLS13);
}

} // namespace pagewire
