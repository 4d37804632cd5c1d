// SPDX-License-Identifier: GPL-2.0-only
#include "base/units.h"
#include "cache/cache-simulation.h"
#include "python/bind.h"
#include "python/interruption.h"
#include "python/python-eviction-policy.h"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace pagewire
{

namespace
{

namespace py = pybind11;

/** The simulation looks for Ctrl-C, and says how far it is, after so many requests: some 10 ms. */
constexpr std::size_t STRETCH = 1 << 17;

using Numbers = py::array_t<std::uint64_t, 0>;

/** Numbers of an array that need not lie side by side, to be read without the lock of Python. */
class NumberView
{
  public:
    explicit NumberView(const Numbers& array)
        : m_first(reinterpret_cast<const char*>(array.data())),
          m_stride(array.strides(0))
    {}

    std::uint64_t operator[](std::size_t i) const
    {
        std::uint64_t number;
        std::memcpy(&number, m_first + static_cast<py::ssize_t>(i) * m_stride, sizeof number);
        return number;
    }

  private:
    const char* m_first;
    py::ssize_t m_stride;
};

EvictionPolicyKind
KindOf(const std::string& name, const py::object& maker)
{
    return maker.is_none() ? EvictionPolicyNamed(name) : PythonEvictionPolicyKind(name, maker);
}

/** \return requests, misses, bytes, missed bytes */
std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t>
SimulateArrays(const Numbers& keys,
               const std::optional<Numbers>& sizes,
               const std::string& name,
               const py::object& maker,
               std::uint64_t capacity,
               const py::object& progress)
{
    const NumberView ids(keys);
    const std::optional<NumberView> octets =
        sizes ? std::optional<NumberView>(*sizes) : std::nullopt;
    const auto requests = static_cast<std::size_t>(keys.shape(0));
    CacheSimulator simulator(KindOf(name, maker), capacity);
    {
        const py::gil_scoped_release others;
        for (std::size_t i = 0; i < requests; ++i)
        {
            if (i % STRETCH == 0)
            {
                LookForInterruption(progress, i);
            }
            simulator.Send({ids[i], octets ? (*octets)[i] : 1});
        }
    }
    const CacheSimulation& result = simulator.Result();
    return {result.requests, result.misses, result.bytes, result.missedBytes};
}

/** \return the column that begins at the field, as an array that looks into the trace */
Numbers
ColumnOf(const ObjectTrace& trace, const std::uint64_t* field, const py::capsule& owner)
{
    return Numbers({trace.size()}, {sizeof(ObjectRequest)}, field, owner);
}

/** \return keys and sizes of a trace, which live as long as either of them */
std::pair<Numbers, Numbers>
ReadArrays(const std::string& file, const std::string& format, const py::object& progress)
{
    auto trace = std::make_unique<ObjectTrace>();
    {
        const py::gil_scoped_release others;
        *trace = ReadObjectTrace(file, format, [&](std::uint64_t requests) {
            LookForInterruption(progress, requests);
        });
    }
    const ObjectTrace& kept = *trace;
    const py::capsule owner(trace.release(),
                            [](void* held) { delete static_cast<ObjectTrace*>(held); });
    return {ColumnOf(kept, &kept.front().id, owner), ColumnOf(kept, &kept.front().size, owner)};
}

} // namespace

void
BindCachesim(py::module_& module)
{
    module.def("read_trace",
               &ReadArrays,
               py::arg("file"),
               py::arg("format"),
               py::arg("progress"),
               "Keys and sizes of the requests of a trace.");
    module.def("simulate_cache",
               &SimulateArrays,
               py::arg("keys").noconvert(),
               py::arg("sizes").noconvert(),
               py::arg("name"),
               py::arg("maker"),
               py::arg("capacity"),
               py::arg("progress"),
               "Requests, misses, bytes asked for and bytes missed of a trace in one cache.");
    module.def("eviction_policies",
               &EvictionPolicyNames,
               "The names of the eviction policies, in the order in which tables show them.");
    module.def(
        "check_eviction_policy",
        [](const std::string& name) { EvictionPolicyNamed(name); },
        py::arg("name"),
        "Raises InputError, naming the known names, if there is no such policy.");
    module.def("parse_byte_count",
               &ParseByteCount,
               py::arg("text"),
               "The bytes that a text like 128MiB means.");
}

} // namespace pagewire
