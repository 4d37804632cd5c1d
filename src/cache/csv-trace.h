// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CSV_TRACE_H
#define PAGEWIRE_CACHE_CSV_TRACE_H

#include "cache/object-trace-builder.h"

#include <istream>

namespace pagewire
{

/**
 * Comma-separated values without quotes, with a header: the object is in the column id, obj_id,
 * key, url or lbn, the first of these that there is, and may be any text; its size is in the column
 * size or obj_size, or 1 without either. \throws InputError naming the line that has other columns
 * than the header, or no size
 */
void ReadCsvTrace(std::istream& stream, ObjectTraceBuilder& trace);

} // namespace pagewire

#endif
