// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_PAGE_LOADER_H
#define PAGEWIRE_NODE_PAGE_LOADER_H

#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pagewire
{

/** A resource and the moment from which on a browser knows of it. */
struct Discovery
{
    std::size_t resource{0};
    Nanoseconds at{0}; //!< never before the call that returned it

    bool operator==(const Discovery& other) const;
};

/**
 * Which resources of a page a browser knows of: the dependency graph, driven by what has arrived.
 * It knows no network; the caller says what arrives and when, and schedules what it is told.
 * A resource is discovered once all its dependencies are met and their delays have passed. Each
 * call returns its discoveries in the order of the page.
 */
class PageLoader
{
  public:
    /** \param page must outlive this */
    explicit PageLoader(const Page& page);

    /** \return the resources known at the start. Called once, first. */
    std::vector<Discovery> Start(Nanoseconds now);

    /** The header section of the response has arrived. */
    std::vector<Discovery> Headers(std::size_t resource, Nanoseconds now);

    /** So many content octets have arrived in total; fewer than before count for nothing. */
    std::vector<Discovery> Bytes(std::size_t resource, std::uint64_t total, Nanoseconds now);

    /** All has arrived: every trigger in this resource is met, whatever it asked for. */
    std::vector<Discovery> Complete(std::size_t resource, Nanoseconds now);

    /**
     * The resource will not arrive whole. \return the resources that, for this, will never be
     * discovered, in the order of the page; they count as over
     */
    std::vector<std::size_t> Fail(std::size_t resource);

    /** \return how many resources are neither complete nor given up; 0 is the onload moment */
    std::size_t Open() const;

  private:
    /** An edge of the graph, kept with its parent. */
    struct Edge
    {
        std::uint64_t threshold; //!< octets of the parent; 0: its headers; the maximum: all of it
        std::size_t child;
        Nanoseconds delay;
    };

    struct State
    {
        std::vector<Edge> edges; //!< by threshold
        std::size_t met{0};      //!< how many of them, from the front
        std::size_t unmet{0};    //!< of its own dependencies
        Nanoseconds earliest{0}; //!< as far as the met dependencies say
        bool over{false};        //!< complete or given up
    };

    std::vector<Discovery> Reach(std::size_t resource, std::uint64_t amount, Nanoseconds now);
    void GiveUp(std::size_t resource, std::vector<std::size_t>& lost);

    std::vector<State> m_states;
    std::size_t m_open;
};

} // namespace pagewire

#endif
