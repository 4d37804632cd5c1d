// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_LIS_TRACE_H
#define PAGEWIRE_CACHE_LIS_TRACE_H

#include "cache/object-trace-builder.h"

#include <istream>

namespace pagewire
{

/**
 * The format of the traces of N. Megiddo and D. S. Modha ("ARC: a self-tuning, low overhead
 * replacement cache", FAST 2003): a line is "START COUNT IGNORED NUMBER", requests for the pages
 * START, START + 1 and so on, COUNT of them. A page has the size 1.
 * \throws InputError naming the line that is none such
 */
void ReadLisTrace(std::istream& stream, ObjectTraceBuilder& trace);

} // namespace pagewire

#endif
