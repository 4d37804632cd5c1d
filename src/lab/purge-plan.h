// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PURGE_PLAN_H
#define PAGEWIRE_LAB_PURGE_PLAN_H

#include "base/units.h"

#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <functional>
#include <string>
#include <vector>

namespace pagewire
{

class CdnCache;

/** Something that caches of a CDN are told to forget. */
struct PlannedPurge
{
    Nanoseconds at{0}; //!< after the start of the navigation
    std::string url;   //!< empty: by the tag
    std::string tag;
};

/** \return what a text such as "10s https://www.example/a.css, 1min tag:news" plans, in its order
 * \throws InputError that says what is wrong and how it is written */
std::vector<PlannedPurge> ParsePurges(const std::string& text);

/** Calls for each purge when its time comes. \param start of the navigation */
void SchedulePurges(const std::vector<PlannedPurge>& purges,
                    ns3::Time start,
                    const std::function<void(const PlannedPurge&)>& purge);

/** Has the cache forget what is planned. */
void SchedulePurges(const std::vector<PlannedPurge>& purges,
                    ns3::Time start,
                    const ns3::Ptr<CdnCache>& cache);

} // namespace pagewire

#endif
