// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_PROXY_RULES_H
#define PAGEWIRE_HTTP_PROXY_RULES_H

#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** Which hosts a client reaches through its proxy: what a proxy auto-configuration file says that
 * goes by host names alone. */
class ProxyRules
{
  public:
    /** Everything goes through the proxy. */
    ProxyRules() = default;

    /**
     * \param text rules with blanks between, "PATTERN=proxy" or "PATTERN=direct", patterns as of
     * MatchesHost; the first that fits counts, and where none does, the proxy is used
     * \throws InputError if it is anything else
     */
    explicit ProxyRules(std::string_view text);

    /** Goes before the rules. \param pattern of MatchesHost, for hosts that are reached directly */
    void Bypass(const std::string& pattern);

    bool UsesProxy(std::string_view host) const;

  private:
    struct Rule
    {
        std::string pattern;
        bool proxy;
    };

    std::vector<Rule> m_rules;
};

} // namespace pagewire

#endif
