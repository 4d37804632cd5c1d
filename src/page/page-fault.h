// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_PAGE_FAULT_H
#define PAGEWIRE_PAGE_PAGE_FAULT_H

#include "page/page.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * Limits of a page. They are far above any real one; with them no sum of sizes or times of a page
 * overflows.
 */
constexpr std::uint64_t MAX_CONTENT = 1000000000000;     //!< octets of one content
constexpr std::uint32_t MAX_HEADER_BYTES = 262144;       //!< octets of one header section
constexpr std::size_t MAX_PATH = 65536;                  //!< octets of one path and query
constexpr Nanoseconds MAX_WAIT = std::chrono::hours(24); //!< one delay or think time

/** What is wrong with a page, and where: a reader of files turns the place into a line. */
struct PageFault
{
    /** Which list the index counts in. */
    enum class Part
    {
        PAGE, //!< none: the page as a whole
        HOST,
        RESOURCE,
    };

    Part part{Part::PAGE};
    std::size_t index{0};
    std::string sentence;
};

/** \return the first thing that CheckPage would refuse */
std::optional<PageFault> FindPageFault(const Page& page);

/** \return the first host that CheckPage would refuse; the resources may be missing yet */
std::optional<PageFault> FindHostFault(const Page& page);

/** \return the fault's sentence, naming the resource at fault */
std::string FaultSentence(const Page& page, const PageFault& fault);

/** \return the values of Resource::type */
const std::vector<std::string>& ResourceTypes();

} // namespace pagewire

#endif
