// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_DIRECT_LINE_H
#define PAGEWIRE_NODE_DIRECT_LINE_H

#include "wire/server-connection.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

namespace pagewire
{

/** How long messages take on a way without packets. */
struct DirectTimes
{
    ns3::Time there{0};    //!< of a request, whatever its size
    ns3::Time back{0};     //!< of a response's first octet
    std::uint64_t rate{0}; //!< bit/s at which its content comes, as if it were alone; 0: at once
};

/** What came back. */
struct DirectAnswer
{
    Response response;
    std::uint64_t octets{0}; //!< of content
    bool failed{false};      //!< there is none: it was given up
};

/**
 * A way to a handler of requests without packets or connections, for workloads too large for those:
 * every message arrives whole after a constant time. Of contents, which are all alike, only the
 * lengths travel.
 */
class DirectLine
{
  public:
    using Callback = std::function<void(const DirectAnswer& answer)>;

    /** \param handler outlives this */
    DirectLine(RequestHandler& handler, const DirectTimes& times);
    ~DirectLine();

    DirectLine(const DirectLine&) = delete;
    DirectLine& operator=(const DirectLine&) = delete;

    /** Sends a request without content. \param number what the exchange is called \param done
     * called once */
    void Ask(const Request& request, std::uint64_t number, Callback done);

  private:
    class Exchange;

    void End(Exchange& exchange);

    RequestHandler& m_handler;
    DirectTimes m_times;
    std::map<Exchange*, std::unique_ptr<Exchange>> m_exchanges; //!< never walked through
};

} // namespace pagewire

#endif
