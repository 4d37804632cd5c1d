// SPDX-License-Identifier: GPL-2.0-only
#include "python/python-priority-policy.h"

#include "base/error.h"
#include "python/page-resource.h"
#include "python/python-method.h"

#include <optional>
#include <string>
#include <utility>

namespace pagewire
{

namespace
{

namespace py = pybind11;

std::string
ClassNameOf(const py::object& object)
{
    return py::cast<std::string>(py::type::of(object).attr("__name__"));
}

/** \return what a pair says; nothing if it is no urgency and truth */
std::optional<Priority>
PriorityIn(const py::object& answer)
{
    if (!py::isinstance<py::tuple>(answer) || py::len(answer) != 2)
    {
        return std::nullopt;
    }
    const auto pair = py::cast<py::tuple>(answer);
    const auto urgency = WholeNumberOf(pair[0]);
    const int incremental = PyObject_IsTrue(py::object(pair[1]).ptr());
    if (!urgency || *urgency > 7 || incremental < 0)
    {
        PyErr_Clear();
        return std::nullopt;
    }
    return Priority{static_cast<int>(*urgency), incremental == 1};
}

class PythonPriorityPolicy : public PriorityPolicy
{
  public:
    explicit PythonPriorityPolicy(const py::object& policy)
        : m_name(ClassNameOf(policy)),
          m_priority(MethodOf(policy, "priority", m_name))
    {}

    ~PythonPriorityPolicy() override
    {
        const py::gil_scoped_acquire lock;
        m_priority = py::object();
    }

    Priority PriorityOf(const Page& page, std::size_t resource) override
    {
        const py::gil_scoped_acquire lock;
        const py::object answer = m_priority(PageResource::Of(page, resource));
        const auto priority = PriorityIn(answer);
        if (!priority)
        {
            throw InputError("priority() of the priority policy " + m_name + " gave " +
                             std::string(py::repr(answer)) +
                             ": let it return an urgency from 0 to 7 and whether the response is "
                             "incremental, like (3, False)");
        }
        return *priority;
    }

  private:
    std::string m_name;
    py::object m_priority;
};

} // namespace

std::shared_ptr<PriorityPolicy>
PythonPriorities(const py::object& policy)
{
    return policy.is_none() ? nullptr : std::make_shared<PythonPriorityPolicy>(policy);
}

} // namespace pagewire
