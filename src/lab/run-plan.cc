// SPDX-License-Identifier: GPL-2.0-only
#include "lab/run-plan.h"

#include "base/error.h"
#include "lab/checksum.h"
#include "lab/moot-request-rules.h"
#include "lab/option-rules.h"
#include "lab/option-table.h"
#include "lab/request-rules.h"

#include <gnutls/gnutls.h>
#include <nghttp2/nghttp2.h>
#include <nghttp3/nghttp3.h>
#include <ngtcp2/ngtcp2.h>
#include <nlohmann/json.hpp>

namespace pagewire
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr std::size_t MAX_RUNS = 1000000;
constexpr std::size_t KEY_DIGITS = 32; // 128 bits: no two runs of a lifetime share a key

bool
IsFile(const std::string& option)
{
    return FindOption(option)->kind == OptionKind::FILE;
}

/** Puts a folder before the names of the scenario's input files. */
Scenario
WithInputsIn(const Scenario& scenario, const std::string& folder)
{
    Scenario moved = scenario;
    for (const Option& option : OptionTable())
    {
        if (option.kind == OptionKind::FILE)
        {
            moved.ForEachValue(option.name, [&](Setting& setting) {
                setting.text = setting.text.empty() ? "" : folder + setting.text;
            });
        }
    }
    return moved;
}

/** \return what each run writes besides its tables */
std::vector<std::string>
FilesAskedFor(const PlanContext& context)
{
    std::vector<std::string> files;
    for (const auto& [asked, name] : {std::pair(context.har, "har"),
                                      std::pair(context.pcap, "pcap"),
                                      std::pair(context.qlog, "qlog")})
    {
        if (asked)
        {
            files.emplace_back(name);
        }
    }
    return files;
}

Json
LibrariesAsJson()
{
    Json versions;
    for (const auto& [library, version] : LibraryVersions())
    {
        versions[library] = version;
    }
    return versions;
}

} // namespace

std::vector<std::pair<std::string, std::string>>
LibraryVersions()
{
    std::vector<std::pair<std::string, std::string>> versions;
#ifdef PAGEWIRE_NS3_VERSION
    versions.emplace_back("ns-3", PAGEWIRE_NS3_VERSION);
#endif
    versions.emplace_back("gnutls", gnutls_check_version(nullptr));
    versions.emplace_back("nghttp2", nghttp2_version(0)->version_str);
    versions.emplace_back("ngtcp2", ngtcp2_version(0)->version_str);
    versions.emplace_back("nghttp3", nghttp3_version(0)->version_str);
    return versions;
}

std::string
PlannedRun::Folder() const
{
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::string
PlannedRun::Describe() const
{
    std::string text = "run " + Folder() + " (";
    for (const auto& [option, value] : point->columns)
    {
        text += option + "=" + value + ", ";
    }
    return text + "run number " + std::to_string(runNumber) + ")";
}

std::string
PlannedRun::ScenarioText() const
{
    return point->ScenarioText(runNumber);
}

std::string
PlannedPoint::ScenarioText(std::uint64_t runNumber) const
{
    if (m_text.empty())
    {
        Scenario one = WithInputsIn(scenario, "../../");
        one.Put("title", {"", {}, {}});
        one.Put("repeat", {"1", {}, {}});
        one.Put("first-run", {"1", {}, {}});
        m_text = FormatScenario(one);
    }
    const std::string line = "first-run = ";
    std::string text = m_text;
    return text.replace(text.find(line) + line.size(), 1, std::to_string(runNumber));
}

RunPlan::RunPlan(Scenario scenario, PlanContext context)
    : m_context(std::move(context)),
      m_scenario(std::move(scenario)),
      m_inputs(m_scenario)
{
    for (Scenario::Point& combination : m_scenario.Expand())
    {
        const std::shared_ptr<const PlannedPoint> point = MakePoint(std::move(combination));
        const ScenarioOptions options = ResolveOptions(point->scenario);
        CheckInputs(point->scenario, options);
        if (m_runs.size() + options.repeat > MAX_RUNS)
        {
            throw InputError(m_scenario.File(),
                             0,
                             "the sweep and its repetitions make more than " +
                                 std::to_string(MAX_RUNS) + " runs: split it");
        }
        for (unsigned repetition = 0; repetition < options.repeat; ++repetition)
        {
            const std::uint64_t runNumber = options.firstRun + repetition;
            m_runs.push_back({m_runs.size() + 1, repetition + 1, runNumber, point});
            m_runs.back().key =
                Sha256(point->checksum + " " + std::to_string(runNumber)).substr(0, KEY_DIGITS);
        }
    }
}

void
RunPlan::CheckInputs(const Scenario& scenario, const ScenarioOptions& options) const
{
    if (options.workload.kind != "requests")
    {
        return;
    }
    CheckFilesOfRequests(scenario, options, {m_context.har, m_context.pcap, m_context.qlog});
    if (const Setting* const log = scenario.Given("workload.log"))
    {
        CheckLoggedClients(scenario, options, m_inputs.RequestsOf(log->text).clients);
    }
}

const std::vector<PlannedRun>&
RunPlan::Runs() const
{
    return m_runs;
}

const RunInputs&
RunPlan::Inputs() const
{
    return m_inputs;
}

std::vector<std::string>
RunPlan::SweptOptions() const
{
    return m_scenario.SweptOptions();
}

const PlanContext&
RunPlan::Context() const
{
    return m_context;
}

ScenarioOptions
RunPlan::OptionsOf(const PlannedRun& run, const std::string& directory) const
{
    return ResolveOptions(WithInputsIn(run.point->scenario, directory + "/"));
}

std::shared_ptr<const PlannedPoint>
RunPlan::MakePoint(Scenario::Point combination) const
{
    auto point = std::make_shared<PlannedPoint>();
    static_cast<Scenario::Point&>(*point) = std::move(combination);
    point->columns = point->swept;
    for (auto& [option, value] : point->columns)
    {
        value = IsFile(option) && !value.empty() ? m_inputs.LabelOf(value) : value;
    }
    point->checksum = ChecksumOf(point->scenario);
    return point;
}

std::string
RunPlan::ChecksumOf(const Scenario& scenario) const
{
    std::string all = "pagewire " + m_context.version + "\n";
    for (const auto& [library, version] : LibraryVersions())
    {
        all += library + " " + version + "\n";
    }
    // Files count by their content, whatever they are called. Titles and counts of repetitions say
    // nothing of a run.
    Scenario plain = scenario;
    for (const Option& option : OptionTable())
    {
        const Setting* const given = scenario.Given(option.name);
        if (option.kind == OptionKind::FILE && given)
        {
            plain.Put(option.name, {m_inputs.All().at(given->text).sha256, {}, {}});
        }
    }
    for (const char* const option : {"title", "repeat", "first-run"})
    {
        plain.Put(option, {"", {}, {}});
    }
    all += FormatScenario(plain);
    for (const std::string& argument : m_context.ns3Arguments)
    {
        all += argument + "\n";
    }
    for (const std::string& file : FilesAskedFor(m_context))
    {
        all += file + "\n";
    }
    all += m_context.priorities.empty() ? "" : "priorities " + m_context.priorities + "\n";
    return Sha256(all);
}

std::string
RunPlan::ScenarioText() const
{
    return FormatScenario(m_scenario);
}

std::string
RunPlan::ManifestOf(const PlannedRun& run) const
{
    const Setting* const seed = run.point->scenario.Given("seed");
    Json manifest;
    manifest["pagewire"] = m_context.version;
    manifest["libraries"] = LibrariesAsJson();
    manifest["key"] = run.key;
    manifest["seed"] = std::stoull(seed ? seed->text : FindOption("seed")->defaultText);
    manifest["run"] = run.runNumber;
    manifest["ns3_arguments"] = m_context.ns3Arguments;
    manifest["files"] = FilesAskedFor(m_context);
    if (!m_context.priorities.empty())
    {
        manifest["priorities"] = m_context.priorities;
    }
    manifest["inputs"] = Json::object();
    for (const Option& option : OptionTable())
    {
        const Setting* const given = run.point->scenario.Given(option.name);
        if (option.kind == OptionKind::FILE && given)
        {
            manifest["inputs"][given->text] = m_inputs.All().at(given->text).sha256;
        }
    }
    return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string
RunPlan::Manifest(const std::vector<std::string>& missing) const
{
    Json manifest;
    manifest["pagewire"] = m_context.version;
    manifest["libraries"] = LibrariesAsJson();
    manifest["scenario"] = Sha256(ScenarioText());
    manifest["runs"] = m_runs.size();
    manifest["missing_runs"] = missing;
    manifest["ns3_arguments"] = m_context.ns3Arguments;
    manifest["files"] = FilesAskedFor(m_context);
    if (!m_context.priorities.empty())
    {
        manifest["priorities"] = m_context.priorities;
    }
    manifest["inputs"] = Json::object();
    for (const auto& [name, input] : m_inputs.All())
    {
        manifest["inputs"][name] = input.sha256;
    }
    return manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pagewire
