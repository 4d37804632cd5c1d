// SPDX-License-Identifier: GPL-2.0-only
#include "lab/sweep.h"

#include "base/error.h"
#include "lab/merged-tables.h"
#include "lab/option-table.h"
#include "lab/output-directory.h"
#include "lab/progress-line.h"
#include "lab/whole-file.h"
#include "lab/worker-pool.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <iostream>

namespace pagewire
{

namespace
{

/** Where a worker says in a sentence why it gave up. */
constexpr const char* FAILURE_FILE = "/failure";

std::vector<WantedRun>
WantedRuns(const RunPlan& plan)
{
    std::vector<WantedRun> wanted;
    for (const PlannedRun& run : plan.Runs())
    {
        wanted.push_back({run.number, run.Folder(), plan.KeyOf(run), run.ScenarioText()});
    }
    return wanted;
}

std::string
ReasonOf(const WorkerEnd& end, const std::string& folder)
{
    if (end.signal != 0)
    {
        return "its process was killed by signal " + std::to_string(end.signal) + " (" +
               strsignal(end.signal) + ")";
    }
    try
    {
        return ReadWholeFile(folder + FAILURE_FILE, "");
    }
    catch (const InputError&)
    {
        return "its process ended with status " + std::to_string(end.exitStatus);
    }
}

/** In the worker. \return its exit status */
int
MakeRun(const RunPlan& plan, const PlannedRun& run, const std::string& folder, const Runner& runner)
{
    try
    {
        runner(run, folder);
        WriteWholeFile(folder + "/scenario.ini", run.ScenarioText());
        WriteWholeFile(folder + "/manifest.json", plan.ManifestOf(run));
        return 0;
    }
    catch (const std::exception& e)
    {
        WriteWholeFile(folder + FAILURE_FILE, e.what());
        return 1;
    }
}

/** One call of CarryOut. */
class Sweep
{
  public:
    Sweep(const RunPlan& plan, const SweepSettings& settings, const Runner& runner)
        : m_plan(plan),
          m_settings(settings),
          m_runner(runner),
          m_directory(settings.directory, settings.resume)
    {
        m_outcome.planned = plan.Runs().size();
    }

    SweepOutcome Run()
    {
        const std::vector<bool> there = m_directory.FindRuns(WantedRuns(m_plan));
        for (std::size_t i = 0; i < there.size(); ++i)
        {
            if (!there[i])
            {
                m_missing.push_back(&m_plan.Runs()[i]);
            }
        }
        m_outcome.found = m_outcome.planned - m_missing.size();
        if (m_missing.empty() && IsMerged())
        {
            return m_outcome;
        }
        Unmerge();
        m_plan.Inputs().Write(m_directory.Path());
        m_outcome.signal = MakeMissing();
        m_progress.Clear();
        if (m_outcome.signal == 0)
        {
            Merge();
        }
        return m_outcome;
    }

  private:
    int MakeMissing()
    {
        WorkerPool pool(m_settings.workers);
        const int signal = pool.Run(
            m_missing.size(),
            [this](std::size_t job) {
                const PlannedRun& run = *m_missing[job];
                return MakeRun(m_plan, run, m_directory.StartRun(run.Folder()), m_runner);
            },
            [this](const WorkerEnd& end) { HandleEnd(end); },
            [this] { ShowProgress(); });
        for (const PlannedRun* run : m_missing)
        {
            m_directory.DropRun(run->Folder());
        }
        return signal;
    }

    void HandleEnd(const WorkerEnd& end)
    {
        const PlannedRun& run = *m_missing[end.job];
        if (end.exitStatus == 0 && end.signal == 0)
        {
            m_directory.KeepRun(run.Folder());
            ++m_made;
            return;
        }
        m_progress.Clear();
        std::cerr << "pagewire: " << run.Describe()
                  << " failed: " << ReasonOf(end, m_directory.PartialPath(run.Folder()))
                  << "; repeat it alone with: " << RepeatCommand(run) << std::endl;
        m_directory.DropRun(run.Folder());
        m_outcome.failed.push_back(run.Folder());
    }

    std::string RepeatCommand(const PlannedRun& run) const
    {
        std::string command = m_settings.repeatHint +
                              " --set repeat=1 --set first-run=" + std::to_string(run.runNumber);
        for (const auto& [option, value] : run.point->swept)
        {
            const bool file = FindOption(option)->kind == OptionKind::FILE;
            command += " --set " + option + "=" + (file ? m_directory.Path() + "/" : "") + value;
        }
        return command;
    }

    void ShowProgress()
    {
        m_progress.Show(m_made, m_outcome.failed.size(), m_missing.size());
    }

    std::string Manifest() const
    {
        return m_plan.Manifest(m_outcome.failed);
    }

    bool IsMerged() const
    {
        try
        {
            return ReadWholeFile(m_directory.Path() + "/manifest.json", "") == Manifest();
        }
        catch (const InputError&)
        {
            return false;
        }
    }

    /** What is merged is no longer true once a run changes. The manifest goes first: it vouches. */
    void Unmerge() const
    {
        std::filesystem::remove(m_directory.Path() + "/manifest.json");
        for (const std::string& table : TableNames())
        {
            std::filesystem::remove(m_directory.Path() + "/" + table);
        }
    }

    void Merge()
    {
        std::sort(m_outcome.failed.begin(), m_outcome.failed.end());
        std::vector<std::string> runs;
        for (const PlannedRun& run : m_plan.Runs())
        {
            const std::string folder = run.Folder();
            if (!std::binary_search(m_outcome.failed.begin(), m_outcome.failed.end(), folder))
            {
                runs.push_back(m_directory.RunPath(folder));
            }
        }
        MergeTables(runs, m_directory.Path());
        WriteWholeFile(m_directory.Path() + "/scenario.ini", m_plan.ScenarioText());
        WriteWholeFile(m_directory.Path() + "/manifest.json", Manifest());
    }

    const RunPlan& m_plan;
    const SweepSettings& m_settings;
    const Runner& m_runner;
    OutputDirectory m_directory;
    ProgressLine m_progress{"runs"};
    SweepOutcome m_outcome;
    std::vector<const PlannedRun*> m_missing;
    std::size_t m_made{0};
};

} // namespace

SweepOutcome
CarryOut(const RunPlan& plan, const SweepSettings& settings, const Runner& runner)
{
    return Sweep(plan, settings, runner).Run();
}

} // namespace pagewire
