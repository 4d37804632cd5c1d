// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_OPTION_TABLE_H
#define PAGEWIRE_LAB_OPTION_TABLE_H

#include "lab/option.h"

#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/**
 * Every option, each exactly once, in the order in which files and references list them. The file
 * reader, --set, `pagewire options` and the handbook's reference all come from here: a new option
 * is one more entry in one of the sections below.
 */
const std::vector<Option>& OptionTable();

/** \return the option of this full name, or null */
const Option* FindOption(std::string_view name);

/** \return the option whose name is most like this, empty if none is much like it */
std::string NearestOption(std::string_view name);

/** \return the option that stands in for this ns-3 attribute or global value, or null */
const Option* FindOptionOfNs3(std::string_view ns3Name);

/** The sections of the table, each in a file of its own. */
std::vector<Option> GeneralOptionTable();
/** \return those of the browser that concern its cache and its visits */
std::vector<Option> BrowsingOptionTable();
/** \return those of the browser that concern its proxy */
std::vector<Option> ProxyUseOptionTable();
std::vector<Option> OriginOptionTable();
std::vector<Option> PathOptionTable();
/** \param kind a reverse proxy or a CDN's cache */
std::vector<Option> ReverseOptionTable(ProxyKind kind);
/** \param kind a proxy of HTTP */
std::vector<Option> ProxyCacheOptionTable(ProxyKind kind);
std::vector<Option> RunOptionTable();
std::vector<Option> RequestOptionTable();
std::vector<Option> CdnOptionTable();
std::vector<Option> TransportOptionTable();
std::vector<Option> HttpOptionTable();
std::vector<Option> QuicOptionTable();
/** \param name "access", "middle", "backbone" or "second" */
std::vector<Option> LinkOptionTable(const std::string& name);
std::vector<Option> HandOverOptionTable();

} // namespace pagewire

#endif
