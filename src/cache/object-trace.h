// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_OBJECT_TRACE_H
#define PAGEWIRE_CACHE_OBJECT_TRACE_H

#include "cache/eviction-policy.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pagewire
{

/** One request of a trace. */
struct ObjectRequest
{
    ObjectId id;
    std::uint64_t size; //!< of the object in bytes; 1 where the trace tells no sizes
};

/** Requests for objects in the order in which they came. */
using ObjectTrace = std::vector<ObjectRequest>;

/** Hears, while a trace is read, how many requests there are so far; may throw to end it. */
using TraceReadingObserver = std::function<void(std::uint64_t requests)>;

/**
 * Reads a trace whole. docs/cache-simulation.md describes the formats.
 * \param file its name; "-" is the standard input; one that ends in .zst is decompressed
 * \param format one of ObjectTraceFormats; if empty, what the file's name ends in says it
 * \param observer called now and then, if there is one
 * \throws InputError naming the file and the line or record if it is not such a trace, has no
 * request, or more than 500 million
 */
ObjectTrace ReadObjectTrace(const std::string& file,
                            const std::string& format = "",
                            const TraceReadingObserver& observer = nullptr);

/** \return the names of the formats */
const std::vector<std::string>& ObjectTraceFormats();

} // namespace pagewire

#endif
