// SPDX-License-Identifier: GPL-2.0-only
#include "cache/object-trace-builder.h"

#include "base/error.h"

#include <utility>

namespace pagewire
{

namespace
{

constexpr std::size_t MOST_REQUESTS = 500'000'000; // 8 GB of them

/** After so many requests the observer hears of them: some 10 ms. */
constexpr std::size_t OBSERVED = 1 << 18;

} // namespace

ObjectTraceBuilder::ObjectTraceBuilder(const std::string& file,
                                       const TraceReadingObserver& observer)
    : m_file(file),
      m_observer(observer)
{}

const std::string&
ObjectTraceBuilder::File() const
{
    return m_file;
}

void
ObjectTraceBuilder::Add(ObjectId id, std::uint64_t size)
{
    CheckRoom(1);
    Push({id, size});
}

void
ObjectTraceBuilder::Push(const ObjectRequest& request)
{
    m_trace.push_back(request);
    if (m_trace.size() % OBSERVED == 0 && m_observer)
    {
        m_observer(m_trace.size());
    }
}

void
ObjectTraceBuilder::Add(std::string_view name, std::uint64_t size)
{
    const ObjectRequest first{m_names.size() + 1, size};
    const ObjectRequest& known = m_names.emplace(name, first).first->second;
    Add(known.id, known.size);
}

void
ObjectTraceBuilder::AddRun(ObjectId first, std::uint64_t count)
{
    CheckRoom(count);
    for (std::uint64_t i = 0; i < count; ++i)
    {
        Push({first + i, 1});
    }
}

ObjectTrace
ObjectTraceBuilder::Finish()
{
    if (m_trace.empty())
    {
        throw InputError(m_file, 0, "has no request: give a trace with one at least");
    }
    return std::move(m_trace);
}

void
ObjectTraceBuilder::CheckRoom(std::uint64_t count) const
{
    if (count > MOST_REQUESTS - m_trace.size())
    {
        throw InputError(m_file, 0, "has more than 500 million requests: give a part of it");
    }
}

} // namespace pagewire
