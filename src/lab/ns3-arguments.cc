// SPDX-License-Identifier: GPL-2.0-only
#include "lab/ns3-arguments.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "lab/option-table.h"

#include "ns3/attribute.h"
#include "ns3/command-line.h"
#include "ns3/global-value.h"
#include "ns3/string.h"
#include "ns3/type-id.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <iostream>

namespace pagewire
{

namespace
{

constexpr std::array<std::string_view, 7> PRINTING{"PrintHelp",
                                                   "PrintVersion",
                                                   "PrintGroups",
                                                   "PrintGroup",
                                                   "PrintTypeIds",
                                                   "PrintGlobals",
                                                   "PrintAttributes"};

struct Argument
{
    std::string name;
    std::string value;
};

Argument
SplitArgument(const std::string& argument)
{
    const std::string bare = argument.rfind("--", 0) == 0 ? argument.substr(2) : argument;
    const std::size_t equals = bare.find('=');
    return equals == std::string::npos ? Argument{bare, ""}
                                       : Argument{bare.substr(0, equals), bare.substr(equals + 1)};
}

bool
IsPrinting(const std::string& name)
{
    return std::find(PRINTING.begin(), PRINTING.end(), name) != PRINTING.end();
}

/** \return what checks values of this attribute or global value; null if ns-3 has none so named */
ns3::Ptr<const ns3::AttributeChecker>
FindChecker(const std::string& name)
{
    for (auto global = ns3::GlobalValue::Begin(); global != ns3::GlobalValue::End(); ++global)
    {
        if ((*global)->GetName() == name)
        {
            return (*global)->GetChecker();
        }
    }
    const std::size_t colons = name.rfind("::");
    ns3::TypeId type;
    if (colons != std::string::npos &&
        ns3::TypeId::LookupByNameFailSafe(name.substr(0, colons), &type))
    {
        // Its own attributes only: ns3::CommandLine does not look at a class's parents either.
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            if (type.GetAttribute(i).name == name.substr(colons + 2))
            {
                return type.GetAttribute(i).checker;
            }
        }
    }
    return nullptr;
}

/** Tries it in a process of its own, for ns-3 aborts on text that it cannot read. */
bool
IsValue(const ns3::AttributeChecker& checker, const std::string& text)
{
    std::cout.flush();
    const pid_t child = fork();
    if (child == 0)
    {
        const rlimit noCore{0, 0};
        setrlimit(RLIMIT_CORE, &noCore);
        // ns-3's words on the matter would come before ours.
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        std::signal(SIGABRT, SIG_DFL);
        _exit(checker.CreateValidValue(ns3::StringValue(text)) ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::vector<std::string>
KnownNames()
{
    std::vector<std::string> names(PRINTING.begin(), PRINTING.end());
    for (auto global = ns3::GlobalValue::Begin(); global != ns3::GlobalValue::End(); ++global)
    {
        names.push_back((*global)->GetName());
    }
    for (std::uint16_t i = 0; i < ns3::TypeId::GetRegisteredN(); ++i)
    {
        const ns3::TypeId type = ns3::TypeId::GetRegistered(i);
        for (std::size_t attribute = 0; attribute < type.GetAttributeN(); ++attribute)
        {
            names.push_back(type.GetAttributeFullName(attribute));
        }
    }
    return names;
}

void
CheckPrinting(const std::string& argument, const Argument& parts)
{
    // ns-3 would abort.
    ns3::TypeId type;
    if (parts.name == "PrintAttributes" && !ns3::TypeId::LookupByNameFailSafe(parts.value, &type))
    {
        std::vector<std::string> names;
        for (std::uint16_t i = 0; i < ns3::TypeId::GetRegisteredN(); ++i)
        {
            names.push_back(ns3::TypeId::GetRegistered(i).GetName());
        }
        throw InputError(argument + ": ns-3 has no class '" + parts.value +
                         "': " + DidYouMean(parts.value, names, "--PrintTypeIds lists them"));
    }
}

} // namespace

Ns3Arguments::Ns3Arguments(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& ownNames)
{
    for (const std::string& argument : arguments)
    {
        Take(argument, ownNames);
    }
}

void
Ns3Arguments::Take(const std::string& argument, const std::vector<std::string>& ownNames)
{
    if (argument.rfind('-', 0) != 0)
    {
        throw InputError(
            "'" + argument +
            "' belongs to no option: write an ns-3 argument in one piece, like --RngRun=3");
    }
    const Argument parts = SplitArgument(argument);
    if (IsPrinting(parts.name))
    {
        CheckPrinting(argument, parts);
        m_print.push_back(argument);
        return;
    }
    if (const Option* const option = FindOptionOfNs3(parts.name))
    {
        m_options.push_back(option->name + "=" + parts.value);
        return;
    }
    const ns3::Ptr<const ns3::AttributeChecker> checker = FindChecker(parts.name);
    if (!checker)
    {
        std::vector<std::string> names = ownNames;
        const std::vector<std::string> known = KnownNames();
        names.insert(names.end(), known.begin(), known.end());
        const std::string nearest = NearestName(parts.name, names);
        throw InputError("neither pagewire nor ns-3 has an option " +
                         argument.substr(0, argument.find('=')) +
                         (nearest.empty() ? " (pagewire run --help and --PrintHelp list them)"
                                          : ": did you mean --" + nearest + "?"));
    }
    if (parts.name.rfind("ns3::TcpSocket", 0) == 0)
    {
        throw InputError(argument + ": this would change nothing, for the ends of a connection are "
                                    "pagewire's own: pagewire options tcp lists what they take");
    }
    if (!IsValue(*checker, parts.value))
    {
        throw InputError(argument + ": '" + parts.value + "' is no value for it: ns-3 wants " +
                         checker->GetValueTypeName() + " " +
                         checker->GetUnderlyingTypeInformation());
    }
    if (parts.name == "SchedulerType" && parts.value == "ns3::HeapScheduler")
    {
        // Its Remove of ns-3.37 lets the last event sink but never rise: later ones then run first.
        throw InputError(argument + ": ns-3's heap scheduler runs events out of order once one was "
                                    "removed: take ns3::MapScheduler or ns3::CalendarScheduler");
    }
    m_forNs3.push_back("--" + parts.name + "=" + parts.value);
}

bool
Ns3Arguments::AsksToPrint() const
{
    return !m_print.empty();
}

void
Ns3Arguments::Print(const std::string& usage) const
{
    ns3::CommandLine commandLine("pagewire");
    commandLine.Usage(usage);
    std::vector<std::string> arguments{"pagewire"};
    arguments.insert(arguments.end(), m_print.begin(), m_print.end());
    commandLine.Parse(arguments);
    std::exit(0);
}

void
Ns3Arguments::AssignTo(Scenario& scenario) const
{
    for (const std::string& option : m_options)
    {
        scenario.Assign(option);
    }
}

const std::vector<std::string>&
Ns3Arguments::ForNs3() const
{
    return m_forNs3;
}

void
Ns3Arguments::Apply(const std::vector<std::string>& forNs3)
{
    ns3::CommandLine commandLine("pagewire");
    std::vector<std::string> arguments{"pagewire"};
    arguments.insert(arguments.end(), forNs3.begin(), forNs3.end());
    commandLine.Parse(arguments);
}

void
Ns3Arguments::ApplyTo(const std::vector<std::string>& forNs3, ns3::ObjectBase& object)
{
    for (const std::string& argument : forNs3)
    {
        const Argument parts = SplitArgument(argument);
        const std::size_t colons = parts.name.rfind("::");
        ns3::TypeId type;
        if (colons != std::string::npos &&
            ns3::TypeId::LookupByNameFailSafe(parts.name.substr(0, colons), &type) &&
            (object.GetInstanceTypeId() == type || object.GetInstanceTypeId().IsChildOf(type)))
        {
            object.SetAttribute(parts.name.substr(colons + 2), ns3::StringValue(parts.value));
        }
    }
}

} // namespace pagewire
