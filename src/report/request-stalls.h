// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_REQUEST_STALLS_H
#define PAGEWIRE_REPORT_REQUEST_STALLS_H

#include "report/run-result.h"
#include "transport/time-spans.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace pagewire
{

/** What can hold a request up; of those that hold at one moment, the first here counts. */
enum class StallKind
{
    HOL_OWN,
    HOL_OTHER,
    QUEUE,
    FLOW_CONTROL,
    CWND,
};

constexpr std::array<StallKind, 5> STALL_KINDS{StallKind::HOL_OWN,
                                               StallKind::HOL_OTHER,
                                               StallKind::QUEUE,
                                               StallKind::FLOW_CONTROL,
                                               StallKind::CWND};

/** \return "hol_own", "hol_other", "queue", ... as tables write it */
std::string_view StallName(StallKind kind);

/**
 * Where the time of a request went between its first octet's way to the transport and the end of
 * its response: spans of the kinds in their order, none overlapping, all inside send, wait and
 * receive of RequestTimings.
 */
using RequestStalls = std::array<TimeSpans, STALL_KINDS.size()>;

/** Joins what the two ends of connections saw of their exchanges. */
class StallFinder
{
  public:
    /** \param result outlives this */
    explicit StallFinder(const RunResult& result);

    /** \return of the request's last attempt; all empty where it never was on a connection */
    RequestStalls Of(const RequestRecord& request) const;

  private:
    const RunResult& m_result;
    std::map<std::uint32_t, std::array<const ConnectionRecord*, 2>> m_ends; //!< by number
};

} // namespace pagewire

#endif
