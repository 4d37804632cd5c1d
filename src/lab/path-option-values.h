// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PATH_OPTION_VALUES_H
#define PAGEWIRE_LAB_PATH_OPTION_VALUES_H

#include "http/header-rule.h"
#include "transport/tls-stream.h"

#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** \return the rules, which have semicolons between them \throws InputError */
std::vector<HeaderRule> ParseHeaderRules(const std::string& text);

/** \return what "none", "1.2" or "1.3" means */
std::optional<TlsVersion> ParseTlsChoice(const std::string& text);

} // namespace pagewire

#endif
