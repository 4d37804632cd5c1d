// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_ORACLE_GENERAL_TRACE_H
#define PAGEWIRE_CACHE_ORACLE_GENERAL_TRACE_H

#include "cache/object-trace-builder.h"

#include <istream>

namespace pagewire
{

/**
 * The binary format of libCacheSim: records of 24 octets, little-endian: time (32 bits), object
 * (64), size in bytes (32), and when the object is requested next (64). Time and next are not used.
 * \throws InputError if the last record is cut off
 */
void ReadOracleGeneralTrace(std::istream& stream, ObjectTraceBuilder& trace);

} // namespace pagewire

#endif
