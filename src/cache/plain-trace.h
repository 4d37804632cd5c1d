// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_PLAIN_TRACE_H
#define PAGEWIRE_CACHE_PLAIN_TRACE_H

#include "cache/object-trace-builder.h"

#include <istream>

namespace pagewire
{

/**
 * A line is "ID" or "ID,SIZE", the same throughout; the object may be any text, and its size is
 * what stands after the last comma, or 1. \throws InputError naming the line that is like neither,
 * or not like the first
 */
void ReadPlainTrace(std::istream& stream, ObjectTraceBuilder& trace);

} // namespace pagewire

#endif
