// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_REQUEST_OPTIONS_H
#define PAGEWIRE_LAB_REQUEST_OPTIONS_H

#include "base/units.h"
#include "page/catalogue.h"
#include "page/request-log.h"

#include <map>
#include <string>

namespace pagewire
{

/** A workload of requests of many clients; those of the log are WorkloadOptions::clients. */
struct RequestsOptions
{
    bool packets{false};   //!< over connections; else every message takes a constant time
    std::string logFile;   //!< instead of a drawn log and catalogue; empty: those
    RequestLogOptions log; //!< clients and objects are told elsewhere
    CatalogueOptions catalogue;
    unsigned userAgents{1}; //!< how many different User-Agent fields the clients have
    unsigned encodings{1};  //!< likewise, spellings of Accept-Encoding
    Nanoseconds bin{std::chrono::seconds(1)}; //!< of load.csv
};

/** How the caches between the clients and the origin stand; they are as ScenarioOptions::cdnCache
 * says. */
struct CdnOptions
{
    unsigned tiers{1}; //!< 0: none; 1: edges; 2: and a parent behind them
    unsigned edges{1}; //!< each with as many of the clients

    /** \return the tier of each cache by its name: "edge" for "edge-1" ..., "parent" */
    std::map<std::string, std::string> Tiers() const;
};

} // namespace pagewire

#endif
