// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_DEPENDENCIES_H
#define PAGEWIRE_PAGE_HAR_DEPENDENCIES_H

#include "page/har-selection.h"
#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** \return the absolute form of a reference (RFC 3986 section 5) against an http or https URL;
 * nothing if that is no http or https URL */
std::optional<HttpUrl> ResolveReference(const HttpUrl& base, const std::string& reference);

/**
 * Finds out what each captured request waited for: the redirect that led to it, else the resource
 * that the browser named as its initiator, else by time; and how much of that had arrived.
 */
class DependencyFinder
{
  public:
    /**
     * \param requests the document first, then in the order found; it must outlive the finder
     * \param sizes octets of content of each
     */
    DependencyFinder(const std::vector<CapturedRequest>& requests,
                     std::vector<std::uint64_t> sizes);

    /** \return what the request with this index waits for; parents have lower indexes */
    std::vector<Dependency> Find(std::size_t index) const;

    /** \return the index of the request that this redirect led to */
    std::optional<std::size_t> TargetOf(std::size_t redirect) const;

  private:
    void MatchRedirects();
    std::optional<std::size_t> FindParent(std::size_t index) const;
    std::optional<std::size_t> FindInitiator(std::size_t index) const;
    std::optional<std::size_t> FindByTime(std::size_t index) const;
    std::optional<std::size_t> FindPreflight(std::size_t index) const;
    std::optional<std::size_t> LatestBefore(const std::string& url, std::size_t index) const;
    Dependency Describe(std::size_t parent, std::size_t index) const;

    const std::vector<CapturedRequest>& m_requests;
    std::vector<std::uint64_t> m_sizes;
    std::map<std::string, std::vector<std::size_t>> m_byUrl; //!< ascending
    std::map<std::size_t, std::size_t> m_redirectOf;         //!< by its target
    std::map<std::size_t, std::size_t> m_targetOf;           //!< by the redirect
};

} // namespace pagewire

#endif
