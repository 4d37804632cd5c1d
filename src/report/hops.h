// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_HOPS_H
#define PAGEWIRE_REPORT_HOPS_H

#include "report/run-result.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** A message on its way from one node to another. Times are unset where that end did not tell. */
struct Hop
{
    std::string from;
    std::string to;      //!< empty: nobody was found that had it
    std::string kind;    //!< "request", "response", "tunnel", "answer"
    std::string message; //!< "GET http://example.org/ h11", "200", "CONNECT example.org:443"
    std::uint32_t connection{0}; //!< number at the client's end; of tunnels at the proxy's
    std::uint64_t exchange{0};
    std::optional<ns3::Time> sent;     //!< its first octet
    std::optional<ns3::Time> received; //!< its header section
    std::optional<ns3::Time> whole;    //!< with its content, where that end told

    /** \return when it was first known of */
    ns3::Time Begin() const;
};

/** \return the messages of a run at every hop, in the order of their beginnings */
std::vector<Hop> FindHops(const RunResult& result);

} // namespace pagewire

#endif
