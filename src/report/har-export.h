// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_HAR_EXPORT_H
#define PAGEWIRE_REPORT_HAR_EXPORT_H

#include "report/run-result.h"

#include <string>

namespace pagewire
{

/**
 * \return the run as a HAR 1.2 archive with the fields that Chrome adds (_initiator, _priority,
 * _resourceType, _transferSize, _blocked_queueing): one page, an entry a request. Moments count
 * from a fixed date, times are milliseconds with nanosecond resolution, parts that did not happen
 * are -1.
 */
std::string ExportHar(const RunResult& result);

/** \return a simulated moment as the ISO 8601 date that archives and captures use; 0 is
 * 2023-11-14T22:13:20Z */
std::string HarDate(ns3::Time moment);

} // namespace pagewire

#endif
