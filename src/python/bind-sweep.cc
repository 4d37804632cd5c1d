// SPDX-License-Identifier: GPL-2.0-only
#include "lab/ns3-arguments.h"
#include "lab/output-directory.h"
#include "lab/program-version.h"
#include "lab/run-plan.h"
#include "lab/run-store.h"
#include "lab/simulation.h"
#include "lab/sweep.h"
#include "lab/worker-pool.h"
#include "python/bind.h"
#include "python/python-priority-policy.h"

#include <pybind11/functional.h>
#include <pybind11/stl.h>
#include <sys/prctl.h>

#include <csignal>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace py = pybind11;

namespace pagewire
{

namespace
{

using ReleaseGil = py::call_guard<py::gil_scoped_release>;

std::unique_ptr<RunPlan>
MakePlan(Scenario scenario,
         const std::vector<std::string>& ns3,
         bool har,
         bool pcap,
         bool qlog,
         const std::string& priorities)
{
    const Ns3Arguments arguments(ns3);
    arguments.AssignTo(scenario);
    PlanContext context;
    context.version = ProgramVersion(PAGEWIRE_VERSION);
    context.ns3Arguments = arguments.ForNs3();
    context.har = har;
    context.pcap = pcap;
    context.qlog = qlog;
    context.priorities = priorities;
    return std::make_unique<RunPlan>(std::move(scenario), std::move(context));
}

std::map<std::string, py::bytes>
InputsOf(const RunPlan& plan)
{
    std::map<std::string, py::bytes> inputs;
    for (const auto& [name, input] : plan.Inputs().All())
    {
        inputs.emplace(name, py::bytes(input.content));
    }
    return inputs;
}

/** Key, number of the repetition, and values of the swept options of each run. */
using RunRows = std::vector<std::tuple<std::string, unsigned, std::vector<std::string>>>;

RunRows
RowsOf(const RunPlan& plan)
{
    RunRows rows;
    rows.reserve(plan.Runs().size());
    for (const PlannedRun& run : plan.Runs())
    {
        std::vector<std::string> values;
        for (const auto& [option, value] : run.point->columns)
        {
            values.push_back(value);
        }
        rows.emplace_back(run.key, run.repeat, std::move(values));
    }
    return rows;
}

SweepSettings
SettingsFor(const std::string& directory, unsigned workers, const std::string& repeatHint)
{
    SweepSettings settings;
    settings.directory = directory;
    settings.workers = workers;
    settings.resume = true;
    settings.repeatHint = repeatHint;
    return settings;
}

std::shared_ptr<PriorityPolicy>
PrioritiesOf(const py::object& policy)
{
    const py::gil_scoped_acquire lock;
    return PythonPriorities(policy);
}

/** The functions, and the policy of priorities, take the interpreter's lock by themselves. */
SweepOutcome
Make(const RunPlan& plan,
     const std::vector<std::size_t>& numbers,
     const std::string& directory,
     unsigned workers,
     const std::string& repeatHint,
     std::function<void(std::size_t, std::size_t, std::size_t)> progress,
     std::function<void(const std::string&)> failure,
     const py::object& policy)
{
    const std::shared_ptr<PriorityPolicy> priorities = PrioritiesOf(policy);
    const Runner runner = [&](const PlannedRun& run, const std::string& folder) {
        MakePlannedRun(plan, run, directory, folder, priorities);
    };
    SweepSettings settings = SettingsFor(directory, workers, repeatHint);
    // What Python code remembers of a run is not for the next one.
    settings.freshProcesses = priorities != nullptr;
    return MakeRuns(plan, numbers, settings, runner, {std::move(progress), std::move(failure)});
}

SweepOutcome
Merge(const RunPlan& plan, const std::string& directory, bool prune)
{
    SweepSettings settings = SettingsFor(directory, 1, "");
    settings.prune = prune;
    return MergeRuns(plan, settings);
}

std::size_t
ImportRuns(const std::string& directory, const std::string& other)
{
    return RunStore(directory).Import(RunStore(other));
}

/** This process is killed once its parent is gone. */
void
DieWithParent()
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void
BindPlan(py::module_& module)
{
    py::class_<RunPlan>(module, "Plan", "Every run of a scenario, with its key.")
        .def(py::init(&MakePlan),
             py::arg("scenario"),
             py::arg("ns3"),
             py::arg("har"),
             py::arg("pcap"),
             py::arg("qlog"),
             py::arg("priorities"),
             ReleaseGil())
        .def("__len__", [](const RunPlan& plan) { return plan.Runs().size(); })
        .def("text", &RunPlan::ScenarioText)
        .def("inputs", &InputsOf)
        .def("rows", &RowsOf)
        .def("swept_options", &RunPlan::SweptOptions)
        .def("version", [](const RunPlan& plan) { return plan.Context().version; });
    py::class_<SweepOutcome>(module, "SweepOutcome", "What came of the runs of a plan.")
        .def_readonly("planned", &SweepOutcome::planned)
        .def_readonly("found", &SweepOutcome::found)
        .def_readonly("others", &SweepOutcome::others)
        .def_readonly("failed", &SweepOutcome::failed)
        .def_readonly("signal", &SweepOutcome::signal);
}

void
BindStore(py::module_& module)
{
    module.def(
        "stored_keys",
        [](const std::string& directory) {
            MakeResultsDirectory(directory);
            return RunStore(directory).Keys();
        },
        py::arg("directory"),
        ReleaseGil());
    module.def(
        "put_run",
        [](const std::string& directory,
           const std::string& key,
           const std::map<std::string, std::string>& files) {
            RunStore(directory).Put(key, files);
        },
        py::arg("directory"),
        py::arg("key"),
        py::arg("files"),
        ReleaseGil());
    module.def("import_runs", &ImportRuns, py::arg("directory"), py::arg("other"), ReleaseGil());
    module.def(
        "rebuild_index",
        [](const std::string& directory) { RunStore(directory).RebuildIndex(); },
        py::arg("directory"),
        ReleaseGil());
}

} // namespace

void
BindSweep(py::module_& module)
{
    BindPlan(module);
    BindStore(module);
    module.def("make_runs",
               &Make,
               py::arg("plan"),
               py::arg("numbers"),
               py::arg("directory"),
               py::arg("workers"),
               py::arg("repeat_hint"),
               py::arg("progress"),
               py::arg("failure"),
               py::arg("priorities"),
               ReleaseGil());
    module.def("merge_runs",
               &Merge,
               py::arg("plan"),
               py::arg("directory"),
               py::arg("prune"),
               ReleaseGil());
    module.def("default_workers", &WorkerPool::DefaultWorkers);
    module.def("die_with_parent", &DieWithParent);
}

} // namespace pagewire
