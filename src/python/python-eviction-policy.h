// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_PYTHON_EVICTION_POLICY_H
#define PAGEWIRE_PYTHON_PYTHON_EVICTION_POLICY_H

#include "cache/eviction-policy.h"

#include <pybind11/pybind11.h>

#include <string>

namespace pagewire
{

/**
 * A policy whose decisions are made in Python, by an object with the methods of
 * pagewire.EvictionPolicy. Each call takes the lock of Python; what a method raises leaves the
 * store's call as pybind11::error_already_set.
 * \param name of its class, for errors
 * \param maker called with the capacity; gives the object
 */
EvictionPolicyKind PythonEvictionPolicyKind(const std::string& name, const pybind11::object& maker);

} // namespace pagewire

#endif
