// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"
#include "lab/program-version.h"
#include "lab/run-plan.h"
#include "lab/scenario-reader.h"
#include "lab/scenario.h"
#include "python/bind.h"

#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace py = pybind11;

namespace pagewire
{

namespace
{

using Axes =
    std::vector<std::pair<std::vector<std::string>, std::vector<std::vector<std::string>>>>;

void
Assign(Scenario& scenario,
       const std::string& option,
       const std::string& text,
       const std::string& place)
{
    ScenarioReader(scenario, place).ReadAssignment(option + "=" + text);
}

void
Sweep(Scenario& scenario,
      const std::vector<std::string>& options,
      const std::vector<std::vector<std::string>>& rows,
      const std::string& place)
{
    ScenarioReader(scenario, place).ReadSweep(options, rows);
}

/** Leaves an option at its default. */
void
Forget(Scenario& scenario, const std::string& option)
{
    scenario.Put(option, {});
}

std::optional<std::string>
Given(const Scenario& scenario, const std::string& option)
{
    const Setting* const given = scenario.Given(option);
    return given ? std::optional<std::string>(given->text) : std::nullopt;
}

Axes
AxesOf(const Scenario& scenario)
{
    Axes axes;
    for (const SweepAxis& axis : scenario.Sweep())
    {
        axes.emplace_back(axis.options, axis.values);
    }
    return axes;
}

/** The scenario with other names of files: what the function makes of each one's path. */
Scenario
WithFiles(const Scenario& scenario, const std::function<std::string(const std::string&)>& name)
{
    Scenario renamed = scenario;
    for (const Option& option : OptionTable())
    {
        if (option.kind != OptionKind::FILE)
        {
            continue;
        }
        renamed.ForEachValue(option.name, [&](Setting& setting) {
            if (!setting.text.empty())
            {
                const auto path = std::filesystem::path(setting.folder) / setting.text;
                setting.text = name(path.lexically_normal().string());
            }
        });
    }
    return renamed;
}

/** Reads the inputs and checks every combination. \return the number of runs */
std::size_t
Check(const Scenario& scenario, bool har, bool pcap, bool qlog)
{
    const PlanContext context{ProgramVersion(PAGEWIRE_VERSION), {}, har, pcap, qlog};
    return RunPlan(scenario, context).Runs().size();
}

} // namespace

void
BindScenario(py::module_& module)
{
    py::class_<Scenario>(module, "Scenario", "A scenario as written, nothing yet combined.")
        .def(py::init<>())
        .def(py::init<const Scenario&>(), py::arg("other"))
        .def_static("load", &Scenario::Load, py::arg("file"))
        .def_static("parse", &Scenario::Parse, py::arg("text"), py::arg("file"))
        .def("assign", &Assign, py::arg("option"), py::arg("text"), py::arg("place"))
        .def("sweep", &Sweep, py::arg("options"), py::arg("rows"), py::arg("place"))
        .def("forget", &Forget, py::arg("option"))
        .def("given", &Given, py::arg("option"))
        .def_property_readonly("axes", &AxesOf)
        .def_property_readonly("swept_options", &Scenario::SweptOptions)
        .def_property_readonly("file", &Scenario::File)
        .def("with_files", &WithFiles, py::arg("name"))
        .def("check",
             &Check,
             py::arg("har"),
             py::arg("pcap"),
             py::arg("qlog"),
             py::call_guard<py::gil_scoped_release>())
        .def("format", &FormatScenario);
}

} // namespace pagewire
