// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_MODEL_REFERENCE_H
#define PAGEWIRE_LAB_MODEL_REFERENCE_H

#include "ns3/type-id.h"

#include <string>
#include <string_view>

namespace pagewire
{

/**
 * What Pagewire's models say of themselves: the attributes and trace sources that their ns-3
 * TypeIds register. A class's own are meant, not those of its parents.
 */

/**
 * \param name with or without "pagewire::" before it
 * \return the class of Pagewire that is so called
 * \throws InputError if there is none that has attributes or trace sources
 */
ns3::TypeId FindModel(std::string_view name);

/** \return a line for each class that has attributes or trace sources, in alphabetical order */
std::string ListModels();

/** \return all that is known of one class, two lines for each attribute and trace source */
std::string DescribeModel(const ns3::TypeId& type);

/** \return the tables of one class for the handbook */
std::string ModelAsMarkdown(const ns3::TypeId& type);

/** \return the same, less what the other class has likewise: by name, type, default and help */
std::string ModelAsMarkdown(const ns3::TypeId& type, const ns3::TypeId& other);

} // namespace pagewire

#endif
