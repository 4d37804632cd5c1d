// SPDX-License-Identifier: GPL-2.0-only
#include "http/proxy-rules.h"

#include "base/error.h"
#include "http/host-pattern.h"

#include <sstream>

namespace pagewire
{

ProxyRules::ProxyRules(std::string_view text)
{
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;)
    {
        const std::size_t mark = word.rfind('=');
        const std::string way = mark == std::string::npos ? "" : word.substr(mark + 1);
        if (word.find_first_of("=;,") != mark || mark == 0 || (way != "proxy" && way != "direct"))
        {
            throw InputError("'" + word +
                             "' is not a rule for a proxy: write PATTERN=proxy or PATTERN=direct, "
                             "such as .example.org=direct *=proxy");
        }
        m_rules.push_back({word.substr(0, mark), way == "proxy"});
    }
}

void
ProxyRules::Bypass(const std::string& pattern)
{
    m_rules.insert(m_rules.begin(), {pattern, false});
}

bool
ProxyRules::UsesProxy(std::string_view host) const
{
    for (const Rule& rule : m_rules)
    {
        if (MatchesHost(rule.pattern, host))
        {
            return rule.proxy;
        }
    }
    return true;
}

} // namespace pagewire
