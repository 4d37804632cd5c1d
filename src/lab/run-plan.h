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
    std::string priorities{}; //!< what tells a policy of the browser's priorities from others;
                              //!< empty: there is none
};

/** A combination of the sweep's values, with file names as in the results. */
struct PlannedPoint : Scenario::Point
{
    std::vector<std::pair<std::string, std::string>> columns; //!< swept, with values as tables show
    std::string checksum; //!< of all that the results of its runs depend on but the run number

    /** \return scenario.ini of its run with that number */
    std::string ScenarioText(std::uint64_t runNumber) const;

  private:
    mutable std::string m_text; //!< that of run 1, once somebody has asked: it takes as long as a
                                //!< small run to write
};

/** One run of a sweep, with all that it depends on. */
struct PlannedRun
{
    std::size_t number{0};      //!< from 1, in the sweep's order, repetitions innermost
    unsigned repeat{1};         //!< of its sweep point, from 1
    std::uint64_t runNumber{0}; //!< ns-3's RngRun; the repetitions of each point have the same ones
    std::shared_ptr<const PlannedPoint> point;
    std::string key{}; //!< 32 hexadecimal digits, equal for runs with equal results alone

    /** \return its folder's name below "runs": "0001" */
    std::string Folder() const;

    /** \return for people: "run 0003 (browser.protocol=h2, run number 2)" */
    std::string Describe() const;

    /** \return its scenario.ini, which makes this one run and no other; without the sweep's title
     */
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

    /** \return the scenario with every option, as it is written beside the merged tables */
    std::string ScenarioText() const;

    /** \return manifest.json of one run */
    std::string ManifestOf(const PlannedRun& run) const;

    /** \return manifest.json of the whole; \param missing folders of runs that failed */
    std::string Manifest(const std::vector<std::string>& missing) const;

  private:
    void CheckInputs(const Scenario& scenario, const ScenarioOptions& options) const;
    std::shared_ptr<const PlannedPoint> MakePoint(Scenario::Point combination) const;
    std::string ChecksumOf(const Scenario& scenario) const;

    PlanContext m_context;
    Scenario m_scenario;
    RunInputs m_inputs;
    std::vector<PlannedRun> m_runs;
};

} // namespace pagewire

#endif
