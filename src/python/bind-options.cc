// SPDX-License-Identifier: GPL-2.0-only
#include "base/nearest-name.h"
#include "base/units.h"
#include "lab/option-reference.h"
#include "lab/option-table.h"
#include "python/bind.h"

#include <pybind11/stl.h>

#include <string>
#include <vector>

namespace py = pybind11;

namespace pagewire
{

namespace
{

/** The kind's name: what Python makes of a value depends on it. */
std::string
KindName(OptionKind kind)
{
    switch (kind)
    {
    case OptionKind::TEXT:
        return "text";
    case OptionKind::FILE:
        return "file";
    case OptionKind::CHOICE:
        return "choice";
    case OptionKind::SWITCH:
        return "switch";
    case OptionKind::COUNT:
        return "count";
    case OptionKind::NUMBER:
        return "number";
    case OptionKind::DURATION:
        return "duration";
    case OptionKind::BIT_RATE:
        return "bit rate";
    case OptionKind::FRACTION:
        return "fraction";
    case OptionKind::BYTES:
        return "bytes";
    case OptionKind::QUEUE:
        return "queue";
    case OptionKind::NUMBERS:
        return "numbers";
    }
    return {};
}

/** The unit in which results count such a value, empty where there is none or more than one. */
std::string
UnitOf(OptionKind kind)
{
    switch (kind)
    {
    case OptionKind::DURATION:
        return "s";
    case OptionKind::BIT_RATE:
        return "bit/s";
    case OptionKind::FRACTION:
        return "%";
    case OptionKind::BYTES:
        return "B";
    default:
        return {};
    }
}

} // namespace

void
BindOptions(py::module_& module)
{
    py::class_<Option>(module, "Option", "One thing that a scenario can set.")
        .def_readonly("name", &Option::name)
        .def_property_readonly("section", &Option::Section)
        .def_property_readonly("key", &Option::Key)
        .def_property_readonly("kind", [](const Option& option) { return KindName(option.kind); })
        .def_property_readonly("unit", [](const Option& option) { return UnitOf(option.kind); })
        .def_property_readonly("form",
                               [](const Option& option) { return DescribeKind(option.kind); })
        .def_readonly("default", &Option::defaultText)
        .def_property_readonly("allowed", &Option::Allowed)
        .def_readonly("words", &Option::words)
        .def_readonly("help", &Option::help)
        .def_readonly("ns3_name", &Option::ns3Name)
        .def("describe", [](const Option& option) { return DescribeOption(option); });
    module.def("option_table",
               &OptionTable,
               py::return_value_policy::reference,
               "Every option, in the order in which files and references list them.");
    module.def("nearest_name",
               &NearestName,
               py::arg("wrong"),
               py::arg("names"),
               "The name that a misspelt one most likely meant; empty if none is near.");
    module.def(
        "format_duration",
        [](std::int64_t nanoseconds) {
            // Minus signs stand before durations only where they are negative.
            return nanoseconds == 0 ? "0s"
                 : nanoseconds < 0  ? "-" + FormatDuration(Nanoseconds(-nanoseconds))
                                    : FormatDuration(Nanoseconds(nanoseconds));
        },
        py::arg("nanoseconds"),
        "The duration as scenario files write it, in the largest unit that is exact.");
}

} // namespace pagewire
