// SPDX-License-Identifier: GPL-2.0-only
#include "python/bind.h"
#include "python/python-priority-policy.h"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <utility>
#include <vector>

namespace pagewire
{

namespace
{

namespace py = pybind11;

/** \return urgency and incremental of each resource, as a browser would ask for them */
std::vector<std::pair<int, bool>>
PrioritiesOf(const Page& page, const py::object& policy)
{
    const std::shared_ptr<PriorityPolicy> decides = PythonPriorities(policy);
    std::vector<std::pair<int, bool>> priorities;
    for (std::size_t resource = 0; resource < page.resources.size(); ++resource)
    {
        const Priority priority = decides->PriorityOf(page, resource);
        priorities.emplace_back(priority.urgency, priority.incremental);
    }
    return priorities;
}

} // namespace

void
BindPriority(py::module_& module)
{
    module.def("priorities_of",
               &PrioritiesOf,
               py::arg("page"),
               py::arg("policy"),
               "Urgency and incremental that a policy gives each resource of a page.");
}

} // namespace pagewire
