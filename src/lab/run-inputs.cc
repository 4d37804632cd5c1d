// SPDX-License-Identifier: GPL-2.0-only
#include "lab/run-inputs.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "lab/checksum.h"
#include "lab/option-table.h"
#include "lab/whole-file.h"
#include "net/link-trace.h"
#include "page/page-json.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <sstream>

namespace pagewire
{

namespace fs = std::filesystem;

namespace
{

constexpr const char* PAGE_OPTION = "page.file";
constexpr const char* LOG_OPTION = "workload.log";

/** \return what tells the content in a file's name */
std::string
Mark(const std::string& sha256)
{
    return sha256.substr(0, 8);
}

/** \return the stem of an input's name without what cannot stand in a scenario, nor a mark that it
 * has already since it comes from the inputs of other results */
std::string
PlainStem(std::string stem, const std::string& sha256)
{
    // Blanks separate the values of a sweep, commas its options, and '#' starts a comment.
    for (char& c : stem)
    {
        c = c == ' ' || c == '#' || c == ',' ? '-' : c;
    }
    const std::string ending = "-" + Mark(sha256);
    if (stem.size() > ending.size() &&
        stem.compare(stem.size() - ending.size(), ending.size(), ending) == 0)
    {
        stem.erase(stem.size() - ending.size());
    }
    return stem;
}

RunInput
ReadPage(const std::string& file)
{
    RunInput input;
    input.page = LoadPage(file);
    input.content = FormatPage(*input.page);
    return input;
}

RunInput
ReadLog(const std::string& file)
{
    RunInput input;
    input.content = ReadWholeFile(file, "a log of requests");
    input.requests = ReadRequestLog(input.content, file);
    return input;
}

RunInput
ReadTrace(const std::string& file)
{
    RunInput input;
    input.content = ReadWholeFile(file, "a link trace");
    std::istringstream lines(input.content);
    LinkTrace::Parse(lines, file);
    return input;
}

/** \return the names of the files in a folder but scenarios, in alphabetical order; none if there
 * is no such folder */
std::vector<fs::path>
FilesIn(const fs::path& folder)
{
    std::vector<fs::path> names;
    std::error_code failure;
    for (fs::directory_iterator file(folder, failure), end; !failure && file != end;
         file.increment(failure))
    {
        if (file->is_regular_file(failure) && file->path().extension() != ".ini")
        {
            names.push_back(file->path().filename());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

/** \return the file whose name without its ending is nearest; empty if none is near */
fs::path
NearestFile(const fs::path& wrong, const std::vector<fs::path>& files)
{
    std::vector<std::string> stems;
    for (const fs::path& file : files)
    {
        stems.push_back(file.stem().string());
    }
    const std::string stem = NearestSpelling(wrong.stem().string(), stems);
    fs::path nearest;
    for (const fs::path& file : files)
    {
        if (!stem.empty() && file.stem() == stem &&
            (nearest.empty() || file.extension() == wrong.extension()))
        {
            nearest = file;
        }
    }
    return nearest;
}

/** \return what to write in place of the name of a file that is not there, or where names begin */
std::string
RemedyFor(const Setting& setting)
{
    const fs::path written(setting.text);
    const fs::path folder = fs::path(setting.folder) / written.parent_path();
    const fs::path nearest =
        NearestFile(written.filename(), FilesIn(folder.empty() ? "." : folder));
    if (!nearest.empty())
    {
        return "did you mean '" + (written.parent_path() / nearest).string() + "'?";
    }
    // What stands in no file's line was given on the command line, or in Python.
    return std::string("file names are relative to the ") +
           (setting.place.line == 0 ? "current folder" : "scenario's folder");
}

} // namespace

RunInputs::RunInputs(Scenario& scenario)
{
    if (!scenario.Mentions(PAGE_OPTION) && !scenario.Mentions("workload.kind"))
    {
        throw InputError(scenario.File(),
                         0,
                         "there is no page to load: set page.file to a page description or a HAR "
                         "file");
    }
    for (const Option& option : OptionTable())
    {
        if (option.kind == OptionKind::FILE)
        {
            scenario.ForEachValue(option.name,
                                  [&](Setting& setting) { Take(option.name, setting); });
        }
    }
}

void
RunInputs::Take(const std::string& option, Setting& setting)
{
    if (setting.text.empty())
    {
        return;
    }
    const std::string path = (fs::path(setting.folder) / setting.text).lexically_normal().string();
    std::string& name = m_names[path];
    if (name.empty())
    {
        std::error_code failure;
        if (!fs::is_regular_file(path, failure))
        {
            throw InputError(setting.place.file,
                             setting.place.line,
                             option + ": there is no file '" + path + "': " + RemedyFor(setting));
        }
        const bool isPage = option == PAGE_OPTION;
        RunInput input = isPage               ? ReadPage(path)
                       : option == LOG_OPTION ? ReadLog(path)
                                              : ReadTrace(path);
        input.sha256 = Sha256(input.content);
        const fs::path own(path);
        const std::string extension = isPage ? ".json" : own.extension().string();
        const std::string stem = PlainStem(own.stem().string(), input.sha256);
        name = "inputs/" + stem + "-" + Mark(input.sha256) + extension;
        if (m_inputs.emplace(name, std::move(input)).second)
        {
            AddLabel(name, stem + extension);
        }
    }
    setting.text = name;
}

void
RunInputs::AddLabel(const std::string& name, const std::string& wanted)
{
    const bool taken = std::any_of(m_labels.begin(), m_labels.end(), [&](const auto& label) {
        return label.second == wanted;
    });
    m_labels[name] = taken ? fs::path(name).filename().string() : wanted;
}

const std::string&
RunInputs::LabelOf(const std::string& name) const
{
    return m_labels.at(name);
}

const std::map<std::string, RunInput>&
RunInputs::All() const
{
    return m_inputs;
}

const Page&
RunInputs::PageOf(const std::string& name) const
{
    const RunInput& input = m_inputs.at(name);
    assert(input.page);
    return *input.page;
}

const RequestsAndObjects&
RunInputs::RequestsOf(const std::string& name) const
{
    const RunInput& input = m_inputs.at(name);
    assert(input.requests);
    return *input.requests;
}

void
RunInputs::Write(const std::string& directory) const
{
    std::error_code failure;
    fs::create_directories(fs::path(directory) / "inputs", failure);
    for (const auto& [name, input] : m_inputs)
    {
        WriteWholeFile((fs::path(directory) / name).string(), input.content);
    }
}

} // namespace pagewire
