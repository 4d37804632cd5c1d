// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_OBJECT_TRACE_BUILDER_H
#define PAGEWIRE_CACHE_OBJECT_TRACE_BUILDER_H

#include "cache/object-trace.h"

#include <string_view>
#include <unordered_map>

namespace pagewire
{

/** A trace in the making, for the readers of its formats. */
class ObjectTraceBuilder
{
  public:
    /** \param file what to call the trace in errors \param observer see ReadObjectTrace */
    explicit ObjectTraceBuilder(const std::string& file,
                                const TraceReadingObserver& observer = nullptr);

    const std::string& File() const;

    /**
     * Adds a request.
     * \throws InputError, as do the others, if a computer could hardly hold so many
     */
    void Add(ObjectId id, std::uint64_t size);

    /** Adds a request for an object known by a text: the nth text met has the id n. Whatever later
     * requests say, its size is that of the first one. */
    void Add(std::string_view name, std::uint64_t size);

    /** Adds requests of size 1 for the objects first, first + 1 and so on, count of them. */
    void AddRun(ObjectId first, std::uint64_t count);

    /** \throws InputError if there is no request */
    ObjectTrace Finish();

  private:
    void Push(const ObjectRequest& request);
    void CheckRoom(std::uint64_t count) const;

    std::string m_file;
    TraceReadingObserver m_observer;
    ObjectTrace m_trace;
    std::unordered_map<std::string, ObjectRequest> m_names; //!< their first requests
};

} // namespace pagewire

#endif
