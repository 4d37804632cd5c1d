// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PYTHON_BIND_H
#define PAGEWIRE_PYTHON_BIND_H

#include <pybind11/pybind11.h>

namespace pagewire
{

/** Each of these adds one part of the core to the module. \{ */
void BindOptions(pybind11::module_& module);
void BindScenario(pybind11::module_& module);
void BindSweep(pybind11::module_& module);
void BindCache(pybind11::module_& module);
void BindCachesim(pybind11::module_& module);
void BindPage(pybind11::module_& module);
void BindPriority(pybind11::module_& module);
/** \} */

} // namespace pagewire

#endif
