// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_PYTHON_METHOD_H
#define PAGEWIRE_PYTHON_PYTHON_METHOD_H

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pagewire
{

/**
 * \return the bound method of a policy that a user wrote
 * \param policy named in errors by the name of its class
 * \throws InputError if there is no such method
 */
pybind11::object MethodOf(const pybind11::object& policy,
                          const char* method,
                          const std::string& name);

/** \return the value of a whole number of Python or NumPy, 0 to 2^64-1; nothing if it is anything
 * else */
std::optional<std::uint64_t> WholeNumberOf(const pybind11::handle& object);

} // namespace pagewire

#endif
