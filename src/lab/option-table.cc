// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

#include "base/nearest-name.h"

#include <iterator>
#include <utility>

namespace pagewire
{

namespace
{

void
Append(std::vector<Option>& table, std::vector<Option> section)
{
    table.insert(table.end(),
                 std::make_move_iterator(section.begin()),
                 std::make_move_iterator(section.end()));
}

std::vector<Option>
MakeTable()
{
    std::vector<Option> table = GeneralOptionTable();
    Append(table, TransportOptionTable());
    Append(table, HttpOptionTable());
    Append(table, LinkOptionTable("access"));
    Append(table, LinkOptionTable("backbone"));
    return table;
}

} // namespace

const std::vector<Option>&
OptionTable()
{
    static const std::vector<Option> table = MakeTable();
    return table;
}

const Option*
FindOption(std::string_view name)
{
    for (const Option& option : OptionTable())
    {
        if (option.name == name)
        {
            return &option;
        }
    }
    return nullptr;
}

std::string
NearestOption(std::string_view name)
{
    std::vector<std::string> names;
    for (const Option& option : OptionTable())
    {
        names.push_back(option.name);
    }
    return NearestName(name, names);
}

const Option*
FindOptionOfNs3(std::string_view ns3Name)
{
    for (const Option& option : OptionTable())
    {
        if (!option.ns3Name.empty() && option.ns3Name == ns3Name)
        {
            return &option;
        }
    }
    return nullptr;
}

} // namespace pagewire
