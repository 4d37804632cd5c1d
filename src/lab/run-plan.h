// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_RUN_PLAN_H
#define PAGEWIRE_LAB_RUN_PLAN_H

#include "lab/run-inputs.h"
#include "lab/scenario-options.h"
#include "lab/scenario.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/** \return name and version of each library whose bytes go on the wire */
std::vector<std::pair<std::string, std::string>> LibraryVersions();

/** What a run's results depend on besides its scenario. */
struct PlanContext
{
    std::string version;                   //!< of the program
    std::vector<std::string> ns3Arguments; //!< "--ns3::Class::Attribute=value", in order
    bool har{false};                       //!< each run writes page.har
    bool pcap{false};                      //!< each run writes captures and the key log
    bool qlog{false};                      //!< each run writes the qlogs of its QUIC connections
};

/** One run of a sweep, with all that it depends on. */
struct PlannedRun
{
    std::size_t number{0};      //!< from 1, in the sweep's order, repetitions innermost
    unsigned repeat{1};         //!< of its sweep point, from 1
    std::uint64_t runNumber{0}; //!< ns-3's RngRun; the repetitions of each point have the same ones
    std::shared_ptr<const Scenario::Point> point; //!< with file names as in the results

    /** \return the folder of its results below "runs": "0001" */
    std::string Folder() const;

    /** \return for people: "run 0003 (browser.protocol=h2, run number 2)" */
    std::string Describe() const;

    /** \return the swept options with the values that tables show */
    std::vector<std::pair<std::string, std::string>> SweptColumns() const;

    /** \return its scenario.ini, which makes this one run and no other */
    std::string ScenarioText() const;
};

/** Every run of a scenario. */
class RunPlan
{
  public:
    /** Reads the inputs, combines the sweep, checks every combination. \throws InputError */
    RunPlan(Scenario scenario, PlanContext context);

    const std::vector<PlannedRun>& Runs() const;
    const RunInputs& Inputs() const;

    /** \return the names of the swept options, the columns that tell runs apart */
    std::vector<std::string> SweptOptions() const;
    const PlanContext& Context() const;

    /** \return the typed options of a run, link traces being found in the results' directory */
    ScenarioOptions OptionsOf(const PlannedRun& run, const std::string& directory) const;

    /** \return the checksum that is equal for runs with equal results, and only for these */
    std::string KeyOf(const PlannedRun& run) const;

    /** \return the scenario with every option, as it is written beside the merged tables */
    std::string ScenarioText() const;

    /** \return manifest.json of one run */
    std::string ManifestOf(const PlannedRun& run) const;

    /** \return manifest.json of the whole; \param missing folders of runs that failed */
    std::string Manifest(const std::vector<std::string>& missing) const;

  private:
    void CheckInputs(const Scenario& scenario, const ScenarioOptions& options) const;

    PlanContext m_context;
    Scenario m_scenario;
    RunInputs m_inputs;
    std::vector<PlannedRun> m_runs;
};

} // namespace pagewire

#endif
