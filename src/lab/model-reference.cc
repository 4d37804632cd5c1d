// SPDX-License-Identifier: GPL-2.0-only
#include "lab/model-reference.h"

#include "base/error.h"
#include "base/nearest-name.h"
#include "base/units.h"

#include "ns3/enum.h"
#include "ns3/nstime.h"
#include "ns3/pointer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace pagewire
{

namespace
{

constexpr std::string_view NAMESPACE = "pagewire::";

/** How ns-3 writes bounds that its types set anyway; of a signed time it writes both the same way.
 */
constexpr std::array<std::string_view, 6> NO_BOUND{"65535",
                                                   "4294967295",
                                                   "18446744073709551615",
                                                   "1.79769e+308",
                                                   "+9.22337e+18ns",
                                                   ""};

/** An attribute, or a trace source, as texts. */
struct Row
{
    std::string name;
    std::string type; //!< of a trace source: the name of its signature
    std::string initial;
    std::string help;

    bool operator==(const Row& other) const
    {
        return name == other.name && type == other.type && initial == other.initial &&
               help == other.help;
    }
};

using Rows = std::vector<Row>;

bool
IsBound(const std::string& text)
{
    return std::find(NO_BOUND.begin(), NO_BOUND.end(), text) == NO_BOUND.end();
}

/** \return "uint32_t, from 1" for "uint32_t 1:4294967295" */
std::string
WithBounds(const std::string& information)
{
    const std::size_t space = information.find(' ');
    const std::size_t colon = information.find(':', space);
    const std::string type = information.substr(0, space);
    const std::string least = information.substr(space + 1, colon - space - 1);
    const std::string most = information.substr(colon + 1);
    const bool natural = least == "0" && type.front() == 'u';
    std::string text = type;
    if (IsBound(least) && (!natural || IsBound(most)))
    {
        text += ", from " + (type == "Time" ? least.substr(1) : least);
    }
    return text + (IsBound(most) ? " to " + most : "");
}

std::string
TypeOf(const ns3::AttributeChecker& checker)
{
    const std::string information = checker.GetUnderlyingTypeInformation();
    if (dynamic_cast<const ns3::EnumChecker*>(&checker))
    {
        std::string words = information;
        for (std::size_t bar = words.find('|'); bar != std::string::npos; bar = words.find('|'))
        {
            words.replace(bar, 1, ", ");
        }
        return "one of " + words;
    }
    // Pointers to templates have spaces, too, and namespaces colons.
    const bool bounded =
        information.find('<') == std::string::npos && information.find(' ') != std::string::npos;
    return bounded ? WithBounds(information) : information;
}

std::string
InitialValueOf(const ns3::TypeId::AttributeInformation& attribute)
{
    if (const auto time = ns3::DynamicCast<const ns3::TimeValue>(attribute.initialValue))
    {
        return FormatDuration(Nanoseconds(time->Get().GetNanoSeconds()));
    }
    const std::string text = attribute.initialValue->SerializeToString(attribute.checker);
    const bool pointer = dynamic_cast<const ns3::PointerChecker*>(PeekPointer(attribute.checker));
    return pointer && text == "0" ? "none" : text;
}

Rows
AttributesOf(const ns3::TypeId& type)
{
    Rows rows;
    for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
    {
        const ns3::TypeId::AttributeInformation attribute = type.GetAttribute(i);
        rows.push_back({attribute.name,
                        TypeOf(*attribute.checker),
                        InitialValueOf(attribute),
                        attribute.help});
    }
    return rows;
}

Rows
TraceSourcesOf(const ns3::TypeId& type)
{
    Rows rows;
    for (std::size_t i = 0; i < type.GetTraceSourceN(); ++i)
    {
        const ns3::TypeId::TraceSourceInformation source = type.GetTraceSource(i);
        std::string signature = source.callback;
        if (signature.rfind(type.GetName() + "::", 0) == 0)
        {
            signature.erase(0, type.GetName().size() + 2);
        }
        rows.push_back({source.name, signature, "", source.help});
    }
    return rows;
}

Rows
Without(const Rows& rows, const Rows& others)
{
    Rows left;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(left), [&](const Row& row) {
        return std::find(others.begin(), others.end(), row) == others.end();
    });
    return left;
}

std::string
Code(const std::string& text)
{
    return text.empty() ? "" : "`" + text + "`";
}

std::string
Tables(const Rows& attributes, const Rows& sources)
{
    std::string text;
    if (!attributes.empty())
    {
        text += "| attribute | type | default | what it is |\n| --- | --- | --- | --- |\n";
    }
    for (const Row& row : attributes)
    {
        // The name of a C++ class has what Markdown would take for HTML.
        const bool named = row.type.find("::") != std::string::npos;
        text += "| " + Code(row.name) + " | " + (named ? Code(row.type) : row.type) + " | " +
                Code(row.initial) + " | " + row.help + " |\n";
    }
    if (!sources.empty())
    {
        text += std::string(attributes.empty() ? "" : "\n") +
                "| trace source | signature | when |\n| --- | --- | --- |\n";
    }
    for (const Row& row : sources)
    {
        text += "| " + Code(row.name) + " | " + Code(row.type) + " | " + row.help + " |\n";
    }
    return text;
}

/** \return the names of the classes that have something to tell, in alphabetical order */
std::vector<std::string>
ModelNames()
{
    std::vector<std::string> names;
    for (std::uint16_t i = 0; i < ns3::TypeId::GetRegisteredN(); ++i)
    {
        const ns3::TypeId type = ns3::TypeId::GetRegistered(i);
        if (type.GetName().rfind(NAMESPACE, 0) == 0 &&
            type.GetAttributeN() + type.GetTraceSourceN() > 0)
        {
            names.push_back(type.GetName());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

ns3::TypeId
FindModel(std::string_view name)
{
    const bool whole = name.rfind(NAMESPACE, 0) == 0;
    const std::string full = std::string(whole ? "" : NAMESPACE) + std::string(name);
    const std::vector<std::string> names = ModelNames();
    if (std::find(names.begin(), names.end(), full) == names.end())
    {
        throw InputError("there is no model '" + std::string(name) +
                         "': " + DidYouMean(full, names, "pagewire models lists them"));
    }
    return ns3::TypeId::LookupByName(full);
}

std::string
ListModels()
{
    std::string text;
    for (const std::string& name : ModelNames())
    {
        const ns3::TypeId type = ns3::TypeId::LookupByName(name);
        text += name + ": attributes " + std::to_string(type.GetAttributeN()) + ", trace sources " +
                std::to_string(type.GetTraceSourceN()) + "\n";
    }
    return text;
}

std::string
DescribeModel(const ns3::TypeId& type)
{
    std::string text = type.GetName() + ", a child of " + type.GetParent().GetName() + "\n";
    for (const Row& row : AttributesOf(type))
    {
        text += "attribute " + row.name + " = " + row.initial + " (" + row.type + ")\n    " +
                row.help + "\n";
    }
    for (const Row& row : TraceSourcesOf(type))
    {
        text += "trace source " + row.name + " (" + row.type + ")\n    " + row.help + "\n";
    }
    return text;
}

std::string
ModelAsMarkdown(const ns3::TypeId& type)
{
    return Tables(AttributesOf(type), TraceSourcesOf(type));
}

std::string
ModelAsMarkdown(const ns3::TypeId& type, const ns3::TypeId& other)
{
    return Tables(Without(AttributesOf(type), AttributesOf(other)),
                  Without(TraceSourcesOf(type), TraceSourcesOf(other)));
}

} // namespace pagewire
