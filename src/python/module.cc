// SPDX-License-Identifier: GPL-2.0-only
#include "python/bind.h"

#include "base/error.h"
#include "lab/program-version.h"
#include "lab/run-plan.h"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <string>

namespace py = pybind11;

namespace
{

/** \return name and version of the program and of the libraries whose bytes go on the wire */
py::dict
Versions()
{
    py::dict versions;
    versions["pagewire"] = pagewire::ProgramVersion(PAGEWIRE_VERSION);
    for (const auto& [library, version] : pagewire::LibraryVersions())
    {
        versions[py::str(library)] = version;
    }
    return versions;
}

} // namespace

PYBIND11_MODULE(_core, module)
{
    module.doc() = "The C++ core of the package pagewire; its parts are documented there.";
    py::register_exception<pagewire::InputError>(module, "InputError", PyExc_ValueError);
    module.def("versions",
               &Versions,
               "Names and versions of pagewire and of the libraries whose bytes go on the wire.");
    pagewire::BindOptions(module);
    pagewire::BindScenario(module);
    pagewire::BindSweep(module);
    pagewire::BindPage(module);
    pagewire::BindPriority(module);
    pagewire::BindCache(module);
    pagewire::BindCachesim(module);
}
