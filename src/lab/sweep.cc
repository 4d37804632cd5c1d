// SPDX-License-Identifier: GPL-2.0-only
#include "lab/sweep.h"

#include "base/error.h"
#include "lab/merged-tables.h"
#include "lab/option-table.h"
#include "lab/output-directory.h"
#include "lab/run-store.h"
#include "lab/whole-file.h"
#include "lab/worker-pool.h"
#include "report/run-writer.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <set>

namespace pagewire
{

namespace
{

std::set<std::string>
KeysIn(const RunStore& store)
{
    const std::vector<std::string> keys = store.Keys();
    return {keys.begin(), keys.end()};
}

/** What is merged is no longer true once a run changes. The manifest goes first: it vouches. */
void
Unmerge(const std::string& directory)
{
    std::filesystem::remove(directory + "/manifest.json");
    for (const std::string& table : TableNames())
    {
        std::filesystem::remove(directory + "/" + table);
    }
}

/** One call of MakeRuns. */
class RunMaker
{
  public:
    RunMaker(const RunPlan& plan,
             const SweepSettings& settings,
             const Runner& runner,
             const SweepListener& listener)
        : m_plan(plan),
          m_settings(settings),
          m_runner(runner),
          m_listener(listener),
          m_store(settings.directory)
    {}

    SweepOutcome Make(const std::vector<std::size_t>& numbers)
    {
        m_outcome.planned = numbers.size();
        std::set<std::string> known = KeysIn(m_store);
        for (const std::size_t number : numbers)
        {
            const PlannedRun& run = m_plan.Runs().at(number - 1);
            // A sweep that has a value twice has its runs twice, which are made once.
            if (known.insert(run.key).second)
            {
                m_missing.push_back(&run);
            }
        }
        m_outcome.found = m_outcome.planned - m_missing.size();
        if (!m_missing.empty())
        {
            Unmerge(m_settings.directory);
            m_store.RemoveLeftDrafts();
            m_plan.Inputs().Write(m_settings.directory);
            MakeMissing();
        }
        return m_outcome;
    }

  private:
    void MakeMissing()
    {
        WorkerPool pool(m_settings.workers,
                        m_settings.freshProcesses ? 1 : WorkerPool::JOBS_A_WORKER);
        WorkerDuties duties;
        duties.work = [this](std::size_t job) { MakeOne(*m_missing[job]); };
        duties.ended = [this](const JobEnd& end) { HandleEnd(end); };
        duties.tick = [this] {
            m_listener.progress(m_made, m_outcome.failed.size(), m_missing.size());
        };
        duties.tick();
        m_outcome.signal = pool.Run(m_missing.size(), duties);
        // Of workers that were killed.
        m_store.RemoveLeftDrafts();
        std::sort(m_outcome.failed.begin(), m_outcome.failed.end());
    }

    /** In a worker. */
    void MakeOne(const PlannedRun& run) const
    {
        RunStore::Draft draft(m_store, run.key);
        m_runner(run, draft.Path());
        // The draft as a whole gets its name at the end.
        WriteTextFile(draft.Path() + "/scenario.ini", run.ScenarioText());
        WriteTextFile(draft.Path() + "/manifest.json", m_plan.ManifestOf(run));
        draft.Keep();
    }

    void HandleEnd(const JobEnd& end)
    {
        if (end.failure.empty())
        {
            ++m_made;
            return;
        }
        const PlannedRun& run = *m_missing[end.job];
        m_outcome.failed.push_back(run.Folder());
        m_listener.failure(run.Describe() + " failed: " + end.failure +
                           "; repeat it alone with: " + RepeatCommand(run));
    }

    std::string RepeatCommand(const PlannedRun& run) const
    {
        std::string command = m_settings.repeatHint +
                              " --set repeat=1 --set first-run=" + std::to_string(run.runNumber);
        for (const auto& [option, value] : run.point->swept)
        {
            const bool file = FindOption(option)->kind == OptionKind::FILE;
            command += " --set " + option + "=" + (file ? m_settings.directory + "/" : "") + value;
        }
        return command;
    }

    const RunPlan& m_plan;
    const SweepSettings& m_settings;
    const Runner& m_runner;
    const SweepListener& m_listener;
    RunStore m_store;
    SweepOutcome m_outcome;
    std::vector<const PlannedRun*> m_missing;
    std::size_t m_made{0};
};

bool
IsMerged(const std::string& directory,
         const std::string& manifest,
         const std::vector<MergedRun>& runs)
{
    try
    {
        const std::filesystem::directory_iterator links(directory + "/runs");
        return ReadWholeFile(directory + "/manifest.json", "") == manifest &&
               static_cast<std::size_t>(std::distance(begin(links), end(links))) == runs.size() &&
               HasTables(directory, runs);
    }
    catch (const std::filesystem::filesystem_error&)
    {
        return false;
    }
    catch (const InputError&)
    {
        return false;
    }
}

/** What of a plan is to be merged. */
struct Part
{
    std::vector<MergedRun> runs;
    std::vector<std::pair<std::string, std::string>> links;
};

Part
PartThere(const RunPlan& plan, const RunStore& store)
{
    Part part;
    const std::set<std::string> there = KeysIn(store);
    for (const PlannedRun& run : plan.Runs())
    {
        if (there.count(run.key) != 0)
        {
            part.runs.push_back(
                {store.RunPath(run.key), run.number, run.repeat, run.point->columns});
            part.links.emplace_back(run.Folder(), run.key);
        }
    }
    return part;
}

void
WriteMerged(const RunPlan& plan, const OutputDirectory& output, const Part& part)
{
    plan.Inputs().Write(output.Path());
    MergeTables(part.runs, output.Path());
    output.LinkRuns(part.links);
    WriteWholeFile(output.Path() + "/scenario.ini", plan.ScenarioText());
}

/** \return the keys in the store that the plan does not have */
std::set<std::string>
OtherKeys(const RunPlan& plan, const RunStore& store)
{
    std::set<std::string> others = KeysIn(store);
    for (const PlannedRun& run : plan.Runs())
    {
        others.erase(run.key);
    }
    return others;
}

void
Prune(const RunPlan& plan, const RunStore& store)
{
    for (const std::string& key : OtherKeys(plan, store))
    {
        store.Remove(key);
    }
}

/** What of the plan is in the store. */
SweepOutcome
Look(const RunPlan& plan, const RunStore& store)
{
    SweepOutcome outcome;
    outcome.planned = plan.Runs().size();
    const std::set<std::string> there = KeysIn(store);
    for (const PlannedRun& run : plan.Runs())
    {
        if (there.count(run.key) == 0)
        {
            outcome.failed.push_back(run.Folder());
        }
    }
    outcome.found = outcome.planned - outcome.failed.size();
    outcome.others = OtherKeys(plan, store).size();
    return outcome;
}

SweepOutcome
Merge(const RunPlan& plan, const SweepSettings& settings, const OutputDirectory& output)
{
    const RunStore store(output.Path());
    if (settings.prune)
    {
        Prune(plan, store);
        store.SortIndex();
    }
    const SweepOutcome outcome = Look(plan, store);
    const std::string manifest = plan.Manifest(outcome.failed);
    const Part part = PartThere(plan, store);
    if (!IsMerged(output.Path(), manifest, part.runs))
    {
        Unmerge(output.Path());
        WriteMerged(plan, output, part);
        store.SortIndex();
        WriteWholeFile(output.Path() + "/manifest.json", manifest);
    }
    return outcome;
}

} // namespace

SweepOutcome
MakeRuns(const RunPlan& plan,
         const std::vector<std::size_t>& numbers,
         const SweepSettings& settings,
         const Runner& runner,
         const SweepListener& listener)
{
    MakeResultsDirectory(settings.directory);
    return RunMaker(plan, settings, runner, listener).Make(numbers);
}

SweepOutcome
MergeRuns(const RunPlan& plan, const SweepSettings& settings)
{
    return Merge(plan, settings, OutputDirectory(settings.directory, true));
}

SweepOutcome
CarryOut(const RunPlan& plan,
         const SweepSettings& settings,
         const Runner& runner,
         const SweepListener& listener)
{
    const OutputDirectory output(settings.directory, settings.resume);
    std::vector<std::size_t> numbers(plan.Runs().size());
    std::iota(numbers.begin(), numbers.end(), 1);
    SweepOutcome made = RunMaker(plan, settings, runner, listener).Make(numbers);
    if (made.signal == 0)
    {
        made.others = Merge(plan, settings, output).others;
    }
    return made;
}

} // namespace pagewire
