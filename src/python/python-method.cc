// SPDX-License-Identifier: GPL-2.0-only
#include "python/python-method.h"

#include "base/error.h"

namespace pagewire
{

namespace py = pybind11;

py::object
MethodOf(const py::object& policy, const char* method, const std::string& name)
{
    const py::object found = py::getattr(policy, method, py::none());
    if (PyCallable_Check(found.ptr()) == 0)
    {
        throw InputError("the policy " + name + " has no method " + method +
                         ": define it, as pagewire.policies describes");
    }
    return found;
}

std::optional<std::uint64_t>
WholeNumberOf(const py::handle& object)
{
    if (PyBool_Check(object.ptr()) || PyIndex_Check(object.ptr()) == 0)
    {
        return std::nullopt;
    }
    const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(object.ptr()));
    const unsigned long long value = PyLong_AsUnsignedLongLong(number.ptr());
    if (PyErr_Occurred() != nullptr)
    {
        PyErr_Clear();
        return std::nullopt;
    }
    return value;
}

} // namespace pagewire
