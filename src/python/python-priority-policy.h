// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_PYTHON_PRIORITY_POLICY_H
#define PAGEWIRE_PYTHON_PYTHON_PRIORITY_POLICY_H

#include "page/priority-policy.h"

#include <pybind11/pybind11.h>

#include <memory>

namespace pagewire
{

/**
 * \return a policy whose decisions are made in Python, by an object with the method of
 * pagewire.PriorityPolicy; null for None. Each call takes the lock of Python; what the method
 * raises leaves the simulation as pybind11::error_already_set.
 * \throws InputError if the object has no such method
 */
std::shared_ptr<PriorityPolicy> PythonPriorities(const pybind11::object& policy);

} // namespace pagewire

#endif
